"""A session on a real database with the errand process, and the cast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.cases import runtime, settings
from intranet.cases.models import WorkflowVersion
from intranet.db import prepare_engine, writing
from intranet.engine.loader import load
from intranet.privacy.keystore import KeyStore
from tests import cast
from tests.cases.bergen import driven
from tests.cast import Cast
from tests.support.clock import Clock
from tests.workflows.new_group.driver import NewGroup

PROCESSES = Path(__file__).parent / "processes"


@pytest.fixture
def session(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Session]:
    engine = create_engine(database_url)
    prepare_engine(engine)
    processes = load(PROCESSES, settings())
    with Session(engine, autoflush=False, expire_on_commit=False) as opened:
        runtime.equip(
            opened, processes, KeyStore(tmp_path / "keys", "a secret for the tests of running cases")
        )
        with writing(opened):
            opened.add_all(
                WorkflowVersion(hash=one.hash, workflow=key, text=one.text, loaded_at=clock())
                for key, one in processes.items()
            )
        yield opened
    engine.dispose()


@pytest.fixture
def people(session: Session) -> cast.Cast:
    with writing(session):
        return cast.build(session)


@pytest.fixture
def bergen(app: Flask, cast: Cast, clock: Clock) -> Iterator[NewGroup]:
    """Drives a case for Bergen in the application's database; nothing has begun yet."""
    with driven(app, cast, clock) as driver:
        yield driver
