"""On which day a group should have met, and whose report of it is still to come; it reminds nobody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from intranet.groups.models import LED, Assignment, Group, Meeting
from intranet.groups.times import BIWEEKLY, WEEKDAYS
from intranet.organisation.models import Unit
from intranet.policy import Actor

WEEK = timedelta(7)
# A meeting that was moved stands for the day it was moved from.
MOVED = timedelta(3)


@dataclass(frozen=True)
class Awaited:
    """A group that the reader leads, and the day of its meeting that nobody has reported."""

    group_id: uuid.UUID
    name: str
    day: date


def last_day(group: Group, newest: date | None, today: date) -> date | None:
    """The newest day on which the group should have met, today included; None where it is not known.

    `newest` is the day of the last meeting that was reported: it tells which weeks a group has that meets every
    second one.
    """
    if group.weekday is None:
        return None
    day = today - timedelta((today.weekday() - WEEKDAYS.index(group.weekday)) % 7)
    begun = newest or group.first_meeting_on
    if group.rhythm == BIWEEKLY and begun is not None and round((day - begun) / WEEK) % 2:
        day -= WEEK
    too_early = group.first_meeting_on is not None and day < group.first_meeting_on
    return None if too_early else day


def awaited_on(group: Group, newest: date | None, today: date) -> date | None:
    """That day, while no report stands for it."""
    day = last_day(group, newest, today)
    return None if day is None or (newest is not None and newest >= day - MOVED) else day


def awaited(session: Session, actor: Actor, today: date) -> list[Awaited]:
    """The groups that the actor leads, or stands in for, whose meeting day has come; the oldest day first."""
    newest = (
        select(func.max(Meeting.held_on))
        .where(Meeting.group_id == Group.id, Meeting.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Group, Unit.name, newest)
        .join(Unit, Unit.id == Group.id)
        .join(Assignment, Assignment.group_id == Group.id)
        .where(
            Assignment.person_id == actor.person_id,
            Assignment.accepted_at.is_not(None),
            Assignment.ended_at.is_(None),
            or_(Assignment.from_on.is_(None), Assignment.from_on <= today),
            Group.status.in_(LED),
        )
    )
    found = [(group, name, awaited_on(group, last, today)) for group, name, last in rows]
    due = [Awaited(group.id, name, day) for group, name, day in found if day is not None]
    return sorted(due, key=lambda one: (one.day, one.name, one.group_id))
