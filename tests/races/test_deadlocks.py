"""Two transactions wait for each other: the database ends the reader's, and what was asked for is done all the same."""

from __future__ import annotations

import importlib
import threading
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from intranet.cases import operations
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.groups import queries
from intranet.groups.models import Assignment
from tests.cast import Cast
from tests.groups.test_pages import Page
from tests.support.clock import Clock
from tests.support.databases import FreshDatabase
from tests.support.visitors import NewVisitor

SECONDS = 20.0
# `intranet` has something else of this name beside its module.
database = importlib.import_module("intranet.db")
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


def _in_a_circle(club: Page, write: Callable[[], int], meanwhile: Callable[[], object] = int) -> int:
    """What the write gives, while somebody holds the group and then asks for the assistant."""
    found = list[int]()
    request = threading.Thread(target=lambda: found.append(write()))
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
        meanwhile()
        other.execute(text("SELECT id FROM people WHERE id = :id FOR UPDATE"), {"id": club.cast.assistant.id})
        other.rollback()
    request.join(SECONDS)
    engine.dispose()
    return found[0]


def _assignment(club: Page) -> uuid.UUID:
    with club.app.app_context():
        (asked,) = [row.id for row in queries.open_assignments(db.session(), club.id)]
    return asked


def _stop_leading(club: Page) -> Callable[[], int]:
    """The assistant stops; how it is answered."""
    browser, path = club.as_("assistant"), f"{club.address}/assignments/{_assignment(club)}/ending"
    return lambda: browser.post(path).status_code


def _begin_day(club: Page) -> int:
    with club.app.app_context():
        return operations.tick(db.session(), club.clock())


def _ended_on(club: Page, assignment_id: uuid.UUID) -> date | None:
    with club.app.app_context():
        ended_at = db.session().get_one(Assignment, assignment_id).ended_at
    return None if ended_at is None else local_date(ended_at)


@pytest.fixture
def stood_in(club: Page) -> uuid.UUID:
    """The assistant stood in until yesterday, and nobody has ended that yet."""
    _begin_day(club)
    asked = _assignment(club)
    with club.app.app_context(), writing(db.session()):
        db.session().get_one(Assignment, asked).until_on = club.today
    club.clock.forward(days=1)
    return asked


def _leads(club: Page, person_id: uuid.UUID) -> bool:
    with club.app.app_context():
        return person_id in {row.person_id for row in queries.open_assignments(db.session(), club.id)}


def test_whoever_was_ended_for_waiting_in_a_circle_is_tried_again(club: Page) -> None:
    assert _in_a_circle(club, _stop_leading(club)) == 303
    assert not _leads(club, club.cast.assistant.id)


def test_without_a_second_try_they_would_be_told_to_come_back(
    club: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "DEADLOCKS", 0)
    assert _in_a_circle(club, _stop_leading(club)) == 503
    assert _leads(club, club.cast.assistant.id)


def test_what_is_tried_again_after_midnight_is_written_for_the_new_day(club: Page) -> None:
    asked, next_day = _assignment(club), club.today + timedelta(days=1)
    club.clock.forward(hours=4, minutes=20)
    stops = _stop_leading(club)
    assert _in_a_circle(club, stops, lambda: club.clock.forward(minutes=20)) == 303
    assert _ended_on(club, asked) == next_day


def test_a_day_begins_although_it_was_ended_for_waiting_in_a_circle(club: Page, stood_in: uuid.UUID) -> None:
    _in_a_circle(club, lambda: _begin_day(club))
    assert _ended_on(club, stood_in) == club.today


def test_without_a_second_try_the_day_begins_with_the_next_call(
    club: Page, stood_in: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "DEADLOCKS", 0)
    _in_a_circle(club, lambda: _begin_day(club))
    assert _ended_on(club, stood_in) is None
    _begin_day(club)
    assert _ended_on(club, stood_in) == club.today
