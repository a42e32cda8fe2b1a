"""Two years after its end nothing tells of a case about a person but counts: month, unit, kind. Every table is read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations
from intranet.cases.models import CaseEvent, GoneCase, GoneStage, SensitiveRead, Task
from intranet.cases.operations.reading import note_reading
from intranet.certificates.dates import plus_months
from intranet.clock import local_date
from intranet.db import Base, writing
from intranet.enquiries.models import Enquiry
from intranet.memberships.models import Membership
from intranet.participants.models import (
    CONTACT,
    RECORD,
    Bar,
    Consent,
    Participant,
    PrivateLink,
    PrivateSession,
)
from intranet.policy import Actor
from intranet.reports import way
from tests import cast
from tests.support.clock import Clock
from tests.workflows.driver import OneCase
from tests.workflows.enquiry.driver import Call
from tests.workflows.member_follow_up.driver import Joining
from tests.workflows.participant_path.driver import Path

# The ledger alone keeps the moment of an erasure, with ids that are found in no other table then.
LEDGER = "erasures"


def _set_apart(clock: Clock) -> None:
    """From what the organisation was founded at, and from the case's own moments."""
    clock.forward(minutes=7)


def _came_and_left(session: Session, people: cast.Cast, clock: Clock) -> OneCase:
    path = Path(session, people, clock)
    _set_apart(clock)
    path.comes()
    clock.forward(days=10)
    path.is_welcomed()
    path.agrees(RECORD)
    path.agrees(CONTACT)
    clock.forward(days=20)
    path.settles()
    clock.forward(days=3)
    path.take("leave", people.leader)
    return path


def _asked_and_was_answered(session: Session, people: cast.Cast, clock: Clock) -> OneCase:
    call = Call(session, people, clock)
    _set_apart(clock)
    call.arrives()
    clock.forward(days=1)
    call.is_given().is_called()
    clock.forward(days=2)
    call.take("close", people.assistant, reason="own_way")
    return call


def _joined_and_resigned(session: Session, people: cast.Cast, clock: Clock) -> OneCase:
    joining = Joining(session, people, clock)
    _set_apart(clock)
    joining.apply()
    clock.forward(days=3)
    joining.confirm()
    clock.forward(days=30)
    joining.take("resign", people.coordinator)
    return joining


STORIES = (_came_and_left, _asked_and_was_answered, _joined_and_resigned)


def _told(session: Session, ids: set[uuid.UUID], moments: set[datetime]) -> set[str]:
    """The tables in which one of these ids or moments stands, in any column."""
    found = set()
    texts = {str(one) for one in ids}
    for table in Base.metadata.sorted_tables:
        values = (value for row in session.execute(select(table)) for value in row if table.name != LEDGER)
        if any(value in moments if isinstance(value, datetime) else str(value) in texts for value in values):
            found.add(table.name)
    session.rollback()
    return found


def _of(case: OneCase) -> tuple[set[uuid.UUID], set[datetime]]:
    """By what somebody could find it again: ids of its rows, and its moments."""
    session, mine = case.session, case.case
    events = session.scalars(select(CaseEvent).where(CaseEvent.case_id == mine.id)).all()
    tasks = session.scalars(select(Task.id).where(Task.case_id == mine.id))
    assert mine.subject_id is not None
    ids = {mine.id, mine.subject_id, *tasks, *(one.id for one in events)}
    moments = {one.at for one in events}
    session.rollback()
    return ids, moments


def _passes(case: OneCase, until: date) -> None:
    case.clock.moment = datetime.combine(until, case.clock().timetz())
    _set_apart(case.clock)
    case.session.rollback()
    operations.tick(case.session, case.clock())


@pytest.mark.parametrize("story", STORIES)
def test_two_years_after_its_end_no_table_tells_of_it(
    session: Session,
    people: cast.Cast,
    clock: Clock,
    story: Callable[[Session, cast.Cast, Clock], OneCase],
) -> None:
    case = story(session, people, clock)
    (ids, moments), ended, case_id = _of(case), case.today, case.case.id
    with writing(session):
        note_reading(session, [case_id], Actor(people.coordinator.id), clock(), ["name"])

    _passes(case, plus_months(ended, 24) - timedelta(1))
    # The control: the day before, it is found by the same search.
    assert _told(session, ids, moments) >= {"cases", "case_events", "sensitive_reads", "tasks"}

    _passes(case, plus_months(ended, 24) + timedelta(1))
    assert _told(session, ids, moments) == set()
    (gone,) = session.scalars(select(GoneCase)).all()
    assert (gone.workflow, gone.country, gone.year) == (case.workflow, "NO", ended.year)
    for row in (*session.scalars(select(Enquiry)), *session.scalars(select(Membership))):
        kept = [value for value in vars(row).values() if isinstance(value, date)]
        days = [local_date(value) if isinstance(value, datetime) else value for value in kept]
        assert days
        assert {day.day for day in days} == {1}


def test_the_way_of_visitors_is_counted_as_before(session: Session, people: cast.Cast, clock: Clock) -> None:
    path = _came_and_left(session, people, clock)
    assert isinstance(path, Path)
    half, ended = (date(2026, 1, 1), date(2026, 6, 30)), path.today

    def counted() -> way.Counted:
        found = way.counted(session, [path.group], *half)[path.group.id]
        session.rollback()
        return found

    before = counted()
    assert (before.reached["visitor"], before.reached["regular"], before.days["regular"]) == (1, 1, [20])
    _passes(path, plus_months(ended, 24) + timedelta(1))
    assert counted() == before
    kept = {(one.unit_id, one.stage, one.month, one.days) for one in session.scalars(select(GoneStage))}
    assert kept == {
        (path.group.id, "visitor", date(2026, 5, 1), None),
        (path.group.id, "welcomed", date(2026, 5, 1), 10),
        (path.group.id, "regular", date(2026, 6, 1), 20),
    }


def test_of_somebody_who_comes_still_only_what_ended_as_long_ago_is_forgotten(
    session: Session, people: cast.Cast, clock: Clock
) -> None:
    path = Path(session, people, clock).brought_to("welcomed")
    path.agrees(RECORD)
    path.agrees(CONTACT)
    began, case, own_id = path.today, path.case, path.participant_id
    visit = PrivateSession(participant_id=own_id, token_hash="0" * 64, started_at=clock(), seen_at=clock())
    given = {"given_by": people.helper.id, "given_at": clock(), "ends_at": clock()}
    link = PrivateLink(participant_id=own_id, token_hash="1" * 64, **given)
    bar = Bar(participant_id=own_id, person_id=people.helper.id, set_at=clock())
    with writing(session):
        session.get_one(Participant, own_id).last_contact_on = plus_months(began, 23)
        session.scalars(select(Consent).where(Consent.purpose == CONTACT)).one().withdrawn_at = clock()
        session.add_all([visit, link, bar])
        note_reading(session, [case.id], Actor(people.helper.id), clock(), ["name"])

    def rows() -> list[int]:
        kinds = (Consent, PrivateSession, SensitiveRead, PrivateLink, Bar)
        found = [len(session.scalars(select(one)).all()) for one in kinds]
        session.rollback()
        return found

    _passes(path, plus_months(began, 24) - timedelta(1))
    assert rows() == [2, 1, 1, 1, 1]
    _passes(path, plus_months(began, 24) + timedelta(1))
    assert rows() == [1, 0, 0, 0, 1]
    assert path.state == "welcomed"
