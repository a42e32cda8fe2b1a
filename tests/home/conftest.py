"""A case for Bergen in the application's database, beside what people see on their first pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.cases.bergen import driven
from tests.cast import Cast
from tests.support.clock import Clock
from tests.workflows.assistant_certification.driver import Candidate
from tests.workflows.new_group.driver import NewGroup


@pytest.fixture
def bergen(app: Flask, cast: Cast, clock: Clock) -> Iterator[NewGroup]:
    with driven(app, cast, clock) as driver:
        yield driver


@pytest.fixture
def candidate(bergen: NewGroup) -> Candidate:
    return Candidate(bergen.session, bergen.people, bergen.clock)
