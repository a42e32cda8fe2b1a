"""Finding the gathering that an operation is about, as its actor may see it, with who has a seat and who waits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.clock import ZONE, local_date
from intranet.db import lock_rows
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.gatherings import policy
from intranet.gatherings.models import YES, Attendance, Gathering, Seat
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused

DAY_ENDS = time(23, 59)


@dataclass(frozen=True)
class Seen:
    """A gathering with the answers that stand."""

    gathering: Gathering
    unit: Unit
    seats: tuple[Seat, ...]

    @property
    def path(self) -> str:
        return self.unit.path

    @property
    def invited(self) -> frozenset[uuid.UUID]:
        return frozenset(seat.person_id for seat in self.seats)

    @property
    def seated(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.answer == YES and not seat.waiting)

    @property
    def waiting(self) -> tuple[Seat, ...]:
        """Whoever waits for a seat, in the order in which they said yes."""
        return in_line(seat for seat in self.seats if seat.waiting)

    @property
    def free(self) -> int:
        return self.gathering.seats - len(self.seated)

    def seat_of(self, person_id: uuid.UUID | None) -> Seat | None:
        return next((seat for seat in self.seats if seat.person_id == person_id), None)


def in_line(waiting: Iterable[Seat]) -> tuple[Seat, ...]:
    asked = [(seat.answered_at, seat.id, seat) for seat in waiting if seat.answered_at is not None]
    return tuple(seat for _, _, seat in sorted(asked, key=lambda one: one[:2]))


def find(session: Session, gathering_id: uuid.UUID) -> Seen | None:
    """The gathering and its answers as they stand now, whatever this session has read before."""
    row = session.execute(
        select(Gathering, Unit)
        .join(Unit, Unit.id == Gathering.unit_id)
        .where(Gathering.id == gathering_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return None if row is None else Seen(row[0], row[1], tuple(_standing(session, gathering_id)))


def seen(session: Session, actor: Actor, gathering_id: uuid.UUID) -> Seen:
    """Raises NotVisible."""
    found = find(session, gathering_id)
    if found is None or not policy.can_see(actor, found.path, found.gathering, found.invited):
        raise NotVisible
    return found


def seen_and_locked(
    session: Session, actor: Actor, gathering_id: uuid.UUID, people: Iterable[uuid.UUID] = ()
) -> Seen:
    """These people and the gathering are locked, in this order; then it is read again. Raises NotVisible."""
    seen(session, actor, gathering_id)
    lock_rows(session, Person, people)
    lock_rows(session, Gathering, [gathering_id])
    return seen(session, actor, gathering_id)


def attendance_of(session: Session, gathering_id: uuid.UUID) -> Sequence[Attendance]:
    """What was marked and stands, day by day."""
    return session.scalars(
        select(Attendance)
        .where(Attendance.gathering_id == gathering_id, Attendance.withdrawn_at.is_(None))
        .order_by(Attendance.held_on, Attendance.id)
        .execution_options(populate_existing=True)
    ).all()


def days_of(gathering: Gathering) -> tuple[date, ...]:
    """Every day it lasts."""
    first, last = local_date(gathering.starts_at), local_date(gathering.ends_at)
    return tuple(first + timedelta(days) for days in range((last - first).days + 1))


def hours_of(starts_at: datetime, ends_at: datetime, day: date) -> tuple[time, time]:
    """From when to when one of its days runs: the same hours each day, or nights as well.

    Nights are within where the last day ends at an earlier hour than the first begins, as a weekend does.
    """
    first, last = starts_at.astimezone(ZONE), ends_at.astimezone(ZONE)
    if first.time() < last.time():
        return first.time(), last.time()
    begins = first.time() if day == first.date() else time.min
    return begins, last.time() if day == last.date() else DAY_ENDS


def who(actor: Actor) -> uuid.UUID:
    if actor.person_id is None:
        raise Denied(Text("Somebody decides this, never the system."))
    return actor.person_id


def refused(field: str, text: Text) -> Refused:
    return Refused((Refusal(field, text),))


def _standing(session: Session, gathering_id: uuid.UUID) -> Sequence[Seat]:
    return session.scalars(
        select(Seat)
        .where(Seat.gathering_id == gathering_id, Seat.replaced_at.is_(None))
        .order_by(Seat.invited_at, Seat.id)
        .execution_options(populate_existing=True)
    ).all()
