"""What must be impossible with who leads a group and when, tried by forged POSTs: everybody signed in, any fields."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import Connection, func, select

from intranet.db import writing
from intranet.extensions import db
from intranet.groups import assignments, operations
from intranet.groups.models import Assignment, Group, Meeting
from intranet.organisation.actors import actor_of
from tests import factories
from tests.cast import Cast
from tests.groups.test_pages import Page, details
from tests.support import invariant
from tests.support.clock import Clock
from tests.support.databases import FreshDatabase
from tests.support.visitors import NewVisitor

NOT_DONE = {403, 404, 405, 409, 422}


@pytest.fixture
def database_url(fresh_database: FreshDatabase) -> str:
    return fresh_database("sqlite")


@pytest.fixture
def club(app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor) -> Page:
    return Page(app, cast, clock, visitor)


@contextmanager
def _rows(club: Page) -> Iterator[Connection]:
    with club.app.app_context():
        yield db.session().connection()


def _asked(club: Page, name: str) -> uuid.UUID:
    with club.app.app_context(), writing(db.session()):
        actor = actor_of(db.session(), club.cast.coordinator.id, club.today)
        person = club.cast.people[name].id
        return assignments.ask(db.session(), actor, club.clock(), group_id=club.id, person_id=person).id


def test_nobody_says_yes_for_somebody_else_and_the_group_stays_uncovered(club: Page) -> None:
    club.approve()
    with club.app.app_context(), writing(db.session()):
        factories.certificate(
            db.session(), club.cast.volunteer, club.cast.staff, club.today, date(2028, 1, 1)
        )
        stopped = db.session().scalars(select(Assignment).where(Assignment.group_id == club.id)).one()
        actor = actor_of(db.session(), club.cast.assistant.id, club.today)
        assignments.end(db.session(), actor, club.clock(), stopped.id)
    asked = _asked(club, "volunteer")
    whole = {"person": str(club.cast.volunteer.id), "accepted_at": "2026-01-01", "accepted": "yes"}
    for name in set(club.cast.people) - {"volunteer"}:
        answer = club.as_(name).post(f"{club.address}/assignments/{asked}/acceptance", whole)
        assert answer.status_code in NOT_DONE, name
    club.as_("coordinator").post(f"{club.address}/assignments", whole)
    with _rows(club) as connection:
        assert not invariant.is_covered(connection, club.id.hex, club.today)
    assert 'id="uncovered"' in club.as_("coordinator").get("/").text
    yes = club.as_("volunteer").post(f"{club.address}/assignments/{asked}/acceptance")
    assert yes.status_code == 303
    with _rows(club) as connection:
        assert invariant.is_covered(connection, club.id.hex, club.today)
    assert 'id="uncovered"' not in club.as_("coordinator").get("/").text


def _second_group(club: Page) -> uuid.UUID:
    """The assistant's other group, on another evening."""
    with club.app.app_context(), writing(db.session()):
        other = operations.plan_group(
            db.session(), club.clock(), kind="family_club", town_name="Bergen", country="NO", entered_by=None
        ).group.id
        factories.accepted_assignment(
            db.session(), other, club.cast.assistant, club.cast.coordinator, club.clock()
        )
        told = {
            "room": "Library", "step_free": True, "weekday": "thu", "start_time": time(18, 30),
            "leader": club.cast.assistant.id, "first_meeting": club.today,
        }  # fmt: skip
        operations.list_group(db.session(), club.clock(), other, told)
    return other


def test_nobody_posts_that_one_assistant_led_two_meetings_at_the_same_time(club: Page) -> None:
    club.approve()
    other = _second_group(club)
    told = {"held_on": club.today.isoformat(), "led_by": str(club.cast.assistant.id), "came": "3"}
    assert club.as_("assistant").post(f"{club.address}/meetings", told).status_code == 303
    for name in club.cast.people:
        assert club.as_(name).post(f"/groups/{other}/meetings", told).status_code in NOT_DONE, name
    with _rows(club) as connection:
        assert connection.scalar(select(func.count()).select_from(Meeting)) == 1
    club.clock.forward(days=1)
    day_after = {**told, "held_on": club.today.isoformat()}
    assert club.as_("assistant").post(f"/groups/{other}/meetings", day_after).status_code == 303


def test_nobody_moves_a_group_to_the_time_at_which_its_assistant_leads_another(club: Page) -> None:
    club.approve()
    other = _second_group(club)

    def move(name: str, weekday: str) -> int:
        with club.app.app_context():
            version = db.session().scalars(select(Group.version).where(Group.id == other)).one()
        sent = details(club, weekday=weekday, start_time="18:30", version=str(version))
        return club.as_(name).post(f"/groups/{other}/details", sent).status_code

    for name in club.cast.people:
        assert move(name, "wed") in NOT_DONE, name
    assert move("coordinator", "fri") == 303


def test_nobody_posts_a_meeting_that_cannot_be_or_of_a_group_that_is_not_theirs(club: Page) -> None:
    club.approve()
    whole = {"held_on": club.today.isoformat(), "led_by": str(club.cast.assistant.id), "came": "3"}
    assistant = club.as_("assistant")
    for wrong in (
        {"held_on": (club.today + timedelta(1)).isoformat()},
        {"held_on": "9999-12-31"},
        {"came": "-1"},
        {"came": "1e9"},
        {"came": "9" * 400},
        {"came": "<b>3</b>"},
        {"first_visits": "-1"},
        {"first_visits": "4"},
        {"led_by": str(uuid.uuid4())},
        {"led_by": ""},
        {"note": "Somebody drank again."},
        {"note": "Somebody drank again.", "harmless": ""},
        {"note": "a" * 301, "harmless": "y"},
    ):
        answer = assistant.post(f"{club.address}/meetings", {**whole, **wrong})
        assert answer.status_code == 422, wrong
        assert "<b>3</b>" not in answer.text
    for name, status in (("volunteer", 403), ("staff", 403), ("swede", 404), ("outsider", 404)):
        assert club.as_(name).post(f"{club.address}/meetings", whole).status_code == status, name
    assert assistant.post(f"/groups/{uuid.uuid4()}/meetings", whole).status_code == 404
    with _rows(club) as connection:
        assert connection.scalar(select(func.count()).select_from(Meeting)) == 0
    # A key that nobody's form bears is no key: the report counts, once a day.
    assert assistant.post(f"{club.address}/meetings", {**whole, "idempotency_key": "x"}).status_code == 303


def test_a_note_is_shown_to_nobody_but_who_leads_and_never_on_the_page_of_the_group(club: Page) -> None:
    club.approve()
    told = {
        "held_on": club.today.isoformat(), "led_by": str(club.cast.assistant.id), "came": "3",
        "first_visits": "1", "note": "The coffee machine needs a filter.",
    }  # fmt: skip
    assert club.as_("assistant").post(f"{club.address}/meetings", told).status_code == 303
    with _rows(club) as connection:
        meeting_id = connection.scalar(select(Meeting.id))
    note = f"{club.address}/meetings/{meeting_id}/note"
    assert "coffee machine" in club.as_("assistant").get(note).text
    for name in set(club.cast.people) - {"assistant"}:
        somebody = club.as_(name)
        answer = somebody.get(note)
        assert answer.status_code in {403, 404}, name
        page = somebody.get(club.address).text
        assert "coffee machine" not in answer.text + page, name
        assert "for the first time" not in page, name
    own = club.as_("assistant").get(club.address).text
    assert "1 for the first time" in own
    assert "coffee machine" not in own
    assert club.as_("assistant").get(f"/groups/{uuid.uuid4()}/meetings/{meeting_id}/note").status_code == 404
