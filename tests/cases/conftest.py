"""The errand process for sessions, and a driver for Bergen in an application's database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask

from intranet.cases import settings
from intranet.engine.loader import load
from intranet.engine.process import Process
from tests.cases.bergen import driven
from tests.cast import Cast
from tests.support.clock import Clock
from tests.workflows.new_group.driver import NewGroup

PROCESSES = Path(__file__).parent / "processes"


@pytest.fixture(scope="session")
def processes() -> Mapping[str, Process]:
    return load(PROCESSES, settings())


@pytest.fixture
def bergen(app: Flask, cast: Cast, clock: Clock) -> Iterator[NewGroup]:
    """Drives a case for Bergen in the application's database; nothing has begun yet."""
    with driven(app, cast, clock) as driver:
        yield driver
