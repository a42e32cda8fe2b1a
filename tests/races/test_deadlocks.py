"""Two transactions wait for each other: the database ends the reader's, and what was asked for is done all the same."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from intranet.extensions import db
from intranet.groups import queries
from intranet.web import access
from tests.cast import Cast
from tests.groups.test_pages import Page
from tests.support.clock import Clock
from tests.support.databases import FreshDatabase
from tests.support.visitors import NewVisitor

SECONDS = 20.0
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def database_url(fresh_database: FreshDatabase) -> str:
    """SQLite has one writer at a time: there nobody waits in a circle."""
    return fresh_database("postgresql")


@pytest.fixture
def club(app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor) -> Page:
    page = Page(app, cast, clock, visitor)
    page.approve()
    return page


def _stop_leading_in_a_circle(club: Page) -> int:
    """The assistant stops, while somebody holds the group and then asks for the assistant; how it is answered."""
    with club.app.app_context():
        (asked,) = [row.id for row in queries.open_assignments(db.session(), club.id)]
    browser, found = club.as_("assistant"), list[int]()
    path = f"{club.address}/assignments/{asked}/ending"
    request = threading.Thread(target=lambda: found.append(browser.post(path).status_code))
    engine = create_engine(club.app.config["SQLALCHEMY_DATABASE_URI"])
    with (
        engine.connect() as other,
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking,
    ):
        # Whoever looks first for a circle is ended: here it is the reader's transaction.
        other.execute(text("SET deadlock_timeout = '60s'"))
        other.execute(text("SELECT id FROM groups WHERE id = :id FOR UPDATE"), {"id": club.id})
        request.start()
        until = time.monotonic() + SECONDS
        while not looking.execute(_WAITING).scalar_one():
            assert time.monotonic() < until, "nobody waits for the group"
            time.sleep(0.01)
        other.execute(text("SELECT id FROM people WHERE id = :id FOR UPDATE"), {"id": club.cast.assistant.id})
        other.rollback()
    request.join(SECONDS)
    engine.dispose()
    return found[0]


def _leads(club: Page, person_id: uuid.UUID) -> bool:
    with club.app.app_context():
        return person_id in {row.person_id for row in queries.open_assignments(db.session(), club.id)}


def test_whoever_was_ended_for_waiting_in_a_circle_is_tried_again(club: Page) -> None:
    assert _stop_leading_in_a_circle(club) == 303
    assert not _leads(club, club.cast.assistant.id)


def test_without_a_second_try_they_would_be_told_to_come_back(
    club: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "DEADLOCKS", 0)
    assert _stop_leading_in_a_circle(club) == 503
    assert _leads(club, club.cast.assistant.id)
