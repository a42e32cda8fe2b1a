"""The shipped processes on a real database, and somebody who drives a case for Bergen through them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.cases import load_processes, runtime
from intranet.cases.models import WorkflowVersion
from intranet.db import prepare_engine, writing
from intranet.groups import settling  # noqa: F401 - it listens from its import on
from intranet.privacy.keystore import KeyStore
from tests import cast
from tests.support.clock import Clock
from tests.workflows.new_group.driver import NewGroup


@pytest.fixture
def session(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Session]:
    engine = create_engine(database_url)
    prepare_engine(engine)
    processes = load_processes(None)
    with Session(engine, autoflush=False, expire_on_commit=False) as opened:
        runtime.equip(opened, processes, KeyStore(tmp_path / "keys", "a secret for the tests of new groups"))
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
def new_group(session: Session, people: cast.Cast, clock: Clock) -> NewGroup:
    return NewGroup(session, people, clock)
