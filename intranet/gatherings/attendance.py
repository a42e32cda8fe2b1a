"""Who was there, marked by the leader alone, and the hours that this counts for; nobody marks themselves."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.db import lock_rows, new_id
from intranet.engine.text import Text
from intranet.gatherings import policy
from intranet.gatherings.looking import (
    Seen,
    attendance_of,
    days_of,
    find,
    hours_of,
    refused,
    seen,
    seen_and_locked,
    who,
)
from intranet.gatherings.models import FOLLOWED_UP, HELD, Attendance, Gathering
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Stale
from intranet.training import operations as training

# Whom, on which day, and for how many minutes; None for somebody who was not there.
Marks = Mapping[tuple[uuid.UUID, date], int | None]


def mark(
    session: Session, actor: Actor, moment: datetime, *, gathering_id: uuid.UUID, version: int, marks: Marks
) -> None:
    """The leader says who was there on which day; what was marked otherwise before is withdrawn.

    Raises Stale when the gathering changed since the form was drawn, Refused for whoever has no seat and for oneself.
    """
    here = seen(session, actor, gathering_id)
    if not policy.can_mark(actor, here.path, here.gathering.leader_id):
        raise Denied(Text("Whoever leads the gathering marks who was there."))
    here = seen_and_locked(session, actor, gathering_id, {person_id for person_id, _ in marks})
    if not policy.can_mark(actor, here.path, here.gathering.leader_id):
        raise Denied(Text("Whoever leads the gathering marks who was there."))
    if here.gathering.version != version:
        raise Stale(Text("This gathering was changed meanwhile. Here is how it stands now."))
    if here.gathering.status != HELD:
        raise refused("marks", Text("Who was there is marked once it was held, until it is finished."))
    if {person_id for person_id, _ in marks} - {seat.person_id for seat in here.seated}:
        raise refused("marks", Text("Only those who had a seat are marked, and nobody marks themselves."))
    _write(session, moment, here, marks, who(actor))


def mark_leader(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    gathering_id: uuid.UUID,
    days: Mapping[date, int | None],
) -> None:
    """That the leader was there, said by another trainer or the office; after the end it is credited at once."""
    here = seen(session, actor, gathering_id)
    leader_id = here.gathering.leader_id
    if leader_id is None or not policy.can_mark_leader(actor, here.path, leader_id):
        raise Denied(Text("Another trainer or the office says that the leader was there."))
    here = seen_and_locked(session, actor, gathering_id, [leader_id])
    if here.gathering.leader_id != leader_id or here.gathering.status not in (HELD, FOLLOWED_UP):
        raise refused("marks", Text("Who was there is marked once it was held, until it is finished."))
    marked = {row.held_on for row in attendance_of(session, gathering_id) if row.person_id == leader_id}
    if here.gathering.status == FOLLOWED_UP and marked:
        raise refused("marks", Text("The leader's hours are credited already."))
    rows = _write(
        session, moment, here, {(leader_id, day): minutes for day, minutes in days.items()}, who(actor)
    )
    if here.gathering.status == FOLLOWED_UP:
        credit(session, moment, here.gathering, rows)


def lock_everybody(session: Session, gathering_id: uuid.UUID) -> None:
    """Whose hours will be credited, before the gathering itself: whoever marks takes the rows in this order too."""
    here = find(session, gathering_id)
    if here is None:
        raise NotVisible
    leader_id = here.gathering.leader_id
    leader = [] if leader_id is None else [leader_id]
    lock_rows(session, Person, [*(seat.person_id for seat in here.seated), *leader])


def credit_everybody(session: Session, moment: datetime, gathering: Gathering) -> None:
    """The hours of everybody who was there, day by day; whoever marked it stands beside the credit."""
    credit(session, moment, gathering, attendance_of(session, gathering.id))


def credit(session: Session, moment: datetime, gathering: Gathering, rows: Iterable[Attendance]) -> None:
    for row in rows:
        if not row.present or row.minutes < 1:
            continue
        training.credit_attendance(
            session,
            moment,
            person_id=row.person_id,
            gathering_id=gathering.id,
            on=row.held_on,
            kind=gathering.kind,
            minutes=row.minutes,
            ethics_minutes=gathering.ethics_minutes * row.minutes // gathering.minutes,
            entered_by=row.marked_by,
        )


def unmarked(session: Session, gathering_id: uuid.UUID) -> tuple[uuid.UUID, ...]:
    """Those with a seat of whom nobody has said, for each day, whether they were there."""
    here = find(session, gathering_id)
    if here is None:
        raise NotVisible
    marked = {(row.person_id, row.held_on) for row in attendance_of(session, gathering_id)}
    days = days_of(here.gathering)
    return tuple(
        seat.person_id
        for seat in here.seated
        if seat.person_id != here.gathering.leader_id
        and any((seat.person_id, day) not in marked for day in days)
    )


def _write(
    session: Session, moment: datetime, here: Seen, marks: Marks, by: uuid.UUID
) -> tuple[Attendance, ...]:
    gathering, days = here.gathering, set(days_of(here.gathering))
    standing = {(row.person_id, row.held_on): row for row in attendance_of(session, gathering.id)}
    rows = []
    for (person_id, day), minutes in marks.items():
        if day not in days or (minutes is not None and not 0 <= minutes <= gathering.minutes):
            text = Text("Each day counts for at most %(most)s minutes.", {"most": gathering.minutes})
            raise refused("marks", text)
        if by == person_id:
            raise refused("marks", Text("Only those who had a seat are marked, and nobody marks themselves."))
        before = standing.get((person_id, day))
        if before is not None and (before.present, before.minutes) == (minutes is not None, minutes or 0):
            continue
        if before is not None:
            before.withdrawn_at, before.withdrawn_by = moment, by
        rows.append(
            Attendance(
                id=new_id(), gathering_id=gathering.id, person_id=person_id, held_on=day,
                present=minutes is not None, minutes=minutes or 0, marked_by=by, marked_at=moment,
            )
        )  # fmt: skip
    _nobody_twice(session, gathering, [key for key, minutes in marks.items() if minutes is not None])
    # What is withdrawn makes room for what stands instead.
    session.flush()
    session.add_all(rows)
    gathering.version += 1
    facts.tell(session, facts.Fact("gatherings", moment, gathering_id=gathering.id))
    return tuple(rows)


def _nobody_twice(session: Session, gathering: Gathering, there: Collection[tuple[uuid.UUID, date]]) -> None:
    """Raises Refused for whoever is marked as there at another gathering that ran at the same time of the same day."""
    elsewhere = session.execute(
        select(Attendance.person_id, Attendance.held_on, Person.name, Gathering.starts_at, Gathering.ends_at)
        .join(Gathering, Gathering.id == Attendance.gathering_id)
        .join(Person, Person.id == Attendance.person_id)
        .where(
            Attendance.gathering_id != gathering.id,
            Attendance.person_id.in_({person_id for person_id, _ in there}),
            Attendance.present.is_(True),
            Attendance.withdrawn_at.is_(None),
        )
        .order_by(Person.name_key, Person.id, Attendance.held_on)
    )
    for row in elsewhere:
        starts, ends = hours_of(gathering.starts_at, gathering.ends_at, row.held_on)
        from_, until = hours_of(row.starts_at, row.ends_at, row.held_on)
        if (row.person_id, row.held_on) in there and from_ < ends and starts < until:
            text = Text(
                "%(name)s is marked at another gathering at the same time on %(day)s.",
                {"name": row.name, "day": row.held_on},
            )
            raise refused("marks", text)
