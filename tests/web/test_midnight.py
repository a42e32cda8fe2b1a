"""A form is sent just before midnight and waits for somebody else's writing until the day is another."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from intranet.clock import ZONE, local_date
from intranet.extensions import db
from intranet.groups import queries
from intranet.groups.models import Assignment
from tests.cast import Cast
from tests.groups.test_pages import Page
from tests.support.applications import NewApp
from tests.support.clock import Clock
from tests.support.databases import FreshDatabase
from tests.support.visitors import NewVisitor

SECONDS = 20.0
LAST_MINUTE = datetime(2026, 5, 12, 23, 59, 30, tzinfo=ZONE)


class AskedClock(Clock):
    """Tells when somebody has looked at it."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.was_asked = threading.Event()

    def __call__(self) -> datetime:
        moment = self.moment
        self.was_asked.set()
        return moment


@pytest.fixture
def clock() -> AskedClock:
    return AskedClock(LAST_MINUTE)


@pytest.fixture
def app(new_app: NewApp, fresh_database: FreshDatabase) -> Flask:
    """On SQLite whoever writes waits for whoever writes, whatever it is about."""
    return new_app(fresh_database("sqlite"))


def test_whoever_waited_past_midnight_is_judged_by_the_day_on_which_it_is_written(
    app: Flask, cast: Cast, clock: AskedClock, visitor: NewVisitor
) -> None:
    club = Page(app, cast, clock, visitor)
    club.approve()
    with app.app_context():
        (asked,) = [row.id for row in queries.open_assignments(db.session(), club.id)]
    browser, answered = club.as_("assistant"), list[int]()
    request = threading.Thread(
        target=lambda: answered.append(browser.post(f"{club.address}/assignments/{asked}/ending").status_code)
    )
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        other.execute(text("BEGIN IMMEDIATE"))
        clock.was_asked.clear()
        request.start()
        assert clock.was_asked.wait(SECONDS), "the request has not begun"
        clock.forward(minutes=1)
        other.execute(text("ROLLBACK"))
    request.join(SECONDS)
    engine.dispose()
    assert answered == [303]
    with app.app_context():
        ended_at = db.session().get_one(Assignment, asked).ended_at
    assert ended_at is not None
    assert local_date(ended_at) == date(2026, 5, 12) + timedelta(days=1)
