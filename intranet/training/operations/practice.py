"""Practice meetings: logged by the candidate, confirmed or declined by the named mentor, taken back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import lock_rows, new_id
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.groups.evidence import limits_at
from intranet.groups.looking import Seen, seen, seen_and_locked
from intranet.groups.meetings import same_time_elsewhere
from intranet.groups.models import COUNTED, Group
from intranet.groups.queries import find
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Stale
from intranet.training import policy
from intranet.training.looking import mentors_of, none_of, path_of, who, wrong_day
from intranet.training.mentors import may_vouch, mentors_for
from intranet.training.models import PARTS, PracticeMeeting


def log_practice(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    group_id: uuid.UUID,
    held_on: date,
    part: str,
    mentor_id: uuid.UUID,
) -> PracticeMeeting:
    """The candidate was there; it counts once the mentor has confirmed it.

    Raises Refused for a day that cannot be, a group that does not meet, a mentor who may not be one, and for
    anybody who was at another meeting at that time.
    """
    person_id = who(actor)
    if not policy.can_log_practice(actor, path_of(session, person_id), person_id):
        raise NotVisible
    seen(session, actor, group_id)
    here = seen_and_locked(session, actor, group_id, [person_id, mentor_id])
    row = PracticeMeeting(
        id=new_id(), person_id=person_id, group_id=group_id, held_on=held_on, part=part,
        mentor_id=mentor_id, logged_at=moment,
    )  # fmt: skip
    none_of(
        _wrong_part(part),
        _wrong_meeting(here, held_on, local_date(moment)),
        _noted_already(session, row),
        _wrong_people(session, here.group, here.path, row),
    )
    session.add(row)
    return _tell(session, moment, row)


def confirm_practice(
    session: Session, actor: Actor, moment: datetime, practice_id: uuid.UUID
) -> PracticeMeeting:
    """The named mentor was there and says so; everything is asked once more. Saying it twice does nothing more."""
    row, path = _of(session, actor, practice_id)
    if not policy.can_answer_practice(actor, path, row.mentor_id):
        raise Denied(_ONLY_THE_MENTOR)
    _lock(session, row)
    if row.confirmed_at is not None and row.withdrawn_at is None:
        return row
    _must_stand(row)
    placed = find(session, row.group_id)
    if placed is None:
        raise NotVisible
    none_of(
        _may_not_vouch(session, row.mentor_id, local_date(moment)),
        _wrong_people(session, placed.group, placed.unit.path, row),
    )
    row.confirmed_at = moment
    return _tell(session, moment, row)


def decline_practice(
    session: Session, actor: Actor, moment: datetime, practice_id: uuid.UUID
) -> PracticeMeeting:
    """The named mentor was not there, or remembers it otherwise; the candidate may log it anew."""
    row, path = _of(session, actor, practice_id)
    if not policy.can_answer_practice(actor, path, row.mentor_id):
        raise Denied(_ONLY_THE_MENTOR)
    _lock(session, row)
    if row.declined_at is not None:
        return row
    _must_stand(row)
    if row.confirmed_at is not None:
        raise Stale(Text("This meeting is confirmed already."))
    row.declined_at = row.withdrawn_at = moment
    row.withdrawn_by = who(actor)
    return _tell(session, moment, row)


def withdraw_practice(
    session: Session, actor: Actor, moment: datetime, practice_id: uuid.UUID
) -> PracticeMeeting:
    """Logged or confirmed by mistake: it no longer counts. Withdrawing it twice does nothing more."""
    row, path = _of(session, actor, practice_id)
    if not policy.can_withdraw_practice(actor, path, row.person_id, {row.mentor_id}):
        raise Denied(Text("Whoever logged it, the mentor and the trainer take it back."))
    _lock(session, row)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = moment, who(actor)
        _tell(session, moment, row)
    return row


_ONLY_THE_MENTOR = Text("Only the mentor who was named answers this.")


def _of(session: Session, actor: Actor, practice_id: uuid.UUID) -> tuple[PracticeMeeting, str]:
    row = session.get(PracticeMeeting, practice_id)
    if row is None:
        raise NotVisible
    path = path_of(session, row.person_id)
    mentors = mentors_of(session, row.person_id) | {row.mentor_id}
    if not policy.can_see(actor, path, row.person_id, mentors):
        raise NotVisible
    return row, path


def _lock(session: Session, row: PracticeMeeting) -> None:
    lock_rows(session, Person, [row.person_id, row.mentor_id])
    lock_rows(session, Group, [row.group_id])
    session.refresh(row)


def _must_stand(row: PracticeMeeting) -> None:
    if row.withdrawn_at is not None:
        raise Stale(Text("This was taken back meanwhile."))


def _wrong_part(part: str) -> Iterable[Refusal]:
    if part not in PARTS:
        yield Refusal("part", Text("Choose one of the list."))


def _wrong_meeting(here: Seen, held_on: date, today: date) -> Iterable[Refusal]:
    group = here.group
    if group.status not in COUNTED:
        yield Refusal("group", Text("This group does not meet at present."))
    elif group.first_meeting_on is not None and held_on < group.first_meeting_on:
        text = Text(
            "The first meeting is on %(day)s; this day lies before it.", {"day": group.first_meeting_on}
        )
        yield Refusal("held_on", text)
    yield from wrong_day("held_on", held_on, today)


def _noted_already(session: Session, row: PracticeMeeting) -> Iterable[Refusal]:
    same = session.scalar(
        select(PracticeMeeting.id).where(
            PracticeMeeting.person_id == row.person_id,
            PracticeMeeting.group_id == row.group_id,
            PracticeMeeting.held_on == row.held_on,
            PracticeMeeting.withdrawn_at.is_(None),
        )
    )
    if same is not None:
        yield Refusal("held_on", Text("You have noted this meeting already."))


def _wrong_people(session: Session, group: Group, path: str, row: PracticeMeeting) -> Iterable[Refusal]:
    """May this mentor be one that day, and was neither of the two at another meeting at that time?"""
    if row.mentor_id not in mentors_for(session, group.id, path, row.held_on, but=row.person_id):
        text = Text("Choose somebody who was certified that day, and is mentor there or leads this group.")
        yield Refusal("mentor", text)
    minutes = limits_at(session, path).meeting_minutes
    for field, person_id in (("held_on", row.person_id), ("mentor", row.mentor_id)):
        if other := same_time_elsewhere(session, group, row.held_on, person_id, minutes):
            text = Text("There was a meeting of %(group)s at the same time that day.", {"group": other})
            yield Refusal(field, text)


def _may_not_vouch(session: Session, mentor_id: uuid.UUID, today: date) -> Iterable[Refusal]:
    if not may_vouch(session, mentor_id, today):
        yield Refusal("mentor", Text("Your certificate does not count at the moment. The trainer can help."))


def _tell(session: Session, moment: datetime, row: PracticeMeeting) -> PracticeMeeting:
    facts.tell(session, facts.Fact("training", moment, person_id=row.person_id, group_id=row.group_id))
    return row
