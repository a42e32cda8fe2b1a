"""A session on a real database with the loaded processes, and the cast in their roles; no application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.cases import load_processes, runtime
from intranet.cases.models import WorkflowVersion
from intranet.db import prepare_engine, writing
from intranet.engine.process import Process
from intranet.groups import counted_otherwise, leading, settling, silence  # noqa: F401 - they listen from their import on
from intranet.privacy.keystore import KeyStore
from tests import cast
from tests.support.clock import Clock


@pytest.fixture
def processes() -> Mapping[str, Process]:
    """The shipped ones; a folder of tests may bring its own."""
    return load_processes(None)


@pytest.fixture
def session(
    database_url: str, tmp_path: Path, clock: Clock, processes: Mapping[str, Process]
) -> Iterator[Session]:
    engine = create_engine(database_url)
    prepare_engine(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as opened:
        runtime.equip(opened, processes, KeyStore(tmp_path / "keys", "a secret for these tests alone"))
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
