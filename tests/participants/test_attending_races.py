"""Noting who was there, and what happens to the noted at the same time on the server database."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.db import lock_rows, writing
from intranet.groups.models import Group, Meeting
from intranet.participants import attending, bars, consents
from intranet.participants.models import ATTENDANCE, Attendance
from tests import cast
from tests.gatherings.pair import Pair
from tests.support.clock import Clock
from tests.workflows.participant_path.driver import SHOWN, Path

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def path(session: Session, people: cast.Cast, clock: Clock) -> Path:
    driver = Path(session, people, clock).comes()
    with writing(session):
        session.get_one(Group, driver.group.id).names_attendance = True
    return driver


@pytest.fixture
def meeting_id(path: Path) -> uuid.UUID:
    meeting = Meeting(
        group_id=path.group.id, held_on=path.today, came=4, led_by=path.people.leader.id,
        reported_by=path.people.leader.id, reported_at=path.clock(),
    )  # fmt: skip
    with writing(path.session):
        path.session.add(meeting)
        path.session.flush()
    return meeting.id


def _notes(path: Path, meeting_id: uuid.UUID) -> Callable[[Session], None]:
    """The helper, with the roles and bars that were read before, says that they were there."""
    reader, whose, moment = path.as_(path.people.helper), path.participant_id, path.clock()
    at = {"group_id": path.group.id, "meeting_id": meeting_id}
    today = path.today
    path.session.rollback()
    return lambda session: attending.note(session, reader, moment, today, here=[whose], **at)


def _noted(path: Path) -> list[uuid.UUID]:
    path.session.rollback()
    return list(path.session.scalars(select(Attendance.participant_id)))


def test_whoever_is_barred_while_they_wait_notes_nobody(path: Path, meeting_id: uuid.UUID) -> None:
    path.agrees(ATTENDANCE)
    whose, helper, moment = path.participant_id, path.people.helper.id, path.clock()
    notes = _notes(path, meeting_id)
    bar = lambda session: bars.bar_helper(session, moment, whose, helper)  # noqa: E731 - one of two acts
    assert Pair(path.session).run(bar, notes) == ["done", "Refused"]
    assert _noted(path) == []


def test_whoever_agrees_while_it_is_noted_is_on_the_next_list(path: Path, meeting_id: uuid.UUID) -> None:
    """They were not locked: taking it back at that moment would have left a day to which nobody agrees."""
    whose, leader, moment = path.participant_id, path.as_(path.people.leader), path.clock()
    group_id, notes = path.group.id, _notes(path, meeting_id)

    def agrees(session: Session) -> None:
        # Whoever notes waits for the group, between their two looks.
        lock_rows(session, Group, [group_id])
        consents.give(session, leader, moment, whose, ATTENDANCE, SHOWN[ATTENDANCE])

    assert Pair(path.session).run(agrees, notes) == ["done", "Refused"]
    assert _noted(path) == []
    with writing(path.session):
        notes(path.session)
    assert _noted(path) == [whose]
