"""A session with a key store on each database, and nothing else of the application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.db import prepare_engine
from intranet.privacy import sealing
from intranet.privacy.keystore import KeyStore

SECRET = "a secret for these tests alone"


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys", SECRET)


@contextmanager
def opened(url: str, store: KeyStore) -> Iterator[Session]:
    """As a process of its own would have it."""
    engine = create_engine(url)
    prepare_engine(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        sealing.equip(session, store)
        yield session
    engine.dispose()


@pytest.fixture
def session(database_url: str, store: KeyStore) -> Iterator[Session]:
    with opened(database_url, store) as session:
        yield session
