"""Somebody who drives a candidate of Bergen through the shipped process, by operations or beside the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.db import prepare_engine
from intranet.privacy.keystore import KeyStore
from tests import cast as people_of
from tests.support.clock import Clock
from tests.workflows.assistant_certification.driver import Candidate


@pytest.fixture
def candidate(session: Session, people: people_of.Cast, clock: Clock) -> Candidate:
    return Candidate(session, people, clock)


@pytest.fixture
def driven(app: Flask, cast: people_of.Cast, clock: Clock) -> Iterator[Candidate]:
    """In the application's own database: what it does is committed before the next page is asked for."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    prepare_engine(engine)
    keys = KeyStore(app.config["INTRANET_DATA"] / "keys", app.config["SECRET_KEY"])
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        runtime.equip(session, app.extensions["processes"], keys)
        yield Candidate(session, cast, clock)
        session.rollback()
    engine.dispose()
