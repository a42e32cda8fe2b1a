"""Who is invited, who answered what, and who gets the next free seat; never more seats than there are."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import lock_rows, new_id
from intranet.engine.text import Text
from intranet.gatherings import policy
from intranet.gatherings.looking import Seen, find, refused, seen, seen_and_locked, who
from intranet.gatherings.models import CANCELLED, INVITED, NO, NORDIC, PLANNED, YES, Gathering, Seat
from intranet.organisation.models import Unit
from intranet.organisation.settings import nation_path
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible

NOT_TO_PLAN = Text("Trainers and the office plan gatherings.")


def invite(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    gathering_id: uuid.UUID,
    people: Collection[uuid.UUID],
) -> int:
    """Ask these people; who is asked already or leads it is passed over. How many are new is given back."""
    if not policy.can_plan(actor, seen(session, actor, gathering_id).path):
        raise Denied(NOT_TO_PLAN)
    here = seen_and_locked(session, actor, gathering_id, people)
    if here.gathering.status not in (PLANNED, INVITED):
        raise refused("people", Text("Nobody can be invited to it any more."))
    if unknown := set(people) - _with_us(session, here, people, moment):
        raise refused("people", Text("Choose somebody from the list.", {"n": len(unknown)}))
    return ask_people(session, moment, here, people, by=who(actor))


def ask_people(
    session: Session, moment: datetime, here: Seen, people: Iterable[uuid.UUID], *, by: uuid.UUID | None
) -> int:
    """Write the invitations on a gathering that is locked."""
    new = sorted(set(people) - here.invited - {here.gathering.leader_id})
    session.add_all(
        Seat(id=new_id(), gathering_id=here.gathering.id, person_id=one, invited_at=moment, invited_by=by)
        for one in new
    )
    if new:
        _tell(session, moment, here.gathering)
    return len(new)


def answer(session: Session, actor: Actor, moment: datetime, *, gathering_id: uuid.UUID, yes: bool) -> None:
    """One's own yes or no; a yes that comes when all seats are taken waits. Saying the same again changes nothing.

    Whoever says no gives the seat, in the same transaction, to whoever has waited longest.
    """
    mine = who(actor)
    here = seen(session, actor, gathering_id)
    if here.seat_of(mine) is None or not policy.can_answer(actor, here.path, mine):
        raise Denied(Text("Only those who are invited answer. A trainer can invite you."))
    # Asked before the locks too: whoever finishes the gathering holds its row, and locks those who were there.
    _must_be_asked(here, moment)
    here = seen_and_locked(session, actor, gathering_id, [mine])
    _must_be_asked(here, moment)
    seat = here.seat_of(mine)
    if seat is None:
        raise NotVisible
    if seat.answer == (YES if yes else NO):
        return
    if yes:
        _say_yes(session, moment, here, seat)
    else:
        _answered(session, moment, seat, NO)
        seat_those_waiting(session, moment, gathering_id)
    _tell(session, moment, here.gathering, mine)


def take_seat(
    session: Session, moment: datetime, *, gathering_id: uuid.UUID, person_id: uuid.UUID, by: uuid.UUID | None
) -> Seat:
    """A seat for somebody who agreed to it elsewhere, such as a candidate for a course. Raises Refused without one.

    For effects of other processes, which have asked who may; the person is locked by them.
    """
    lock_rows(session, Gathering, [gathering_id])
    here = find(session, gathering_id)
    if here is None:
        raise NotVisible
    standing = here.seat_of(person_id)
    if standing is not None and standing in here.seated:
        return standing
    if here.gathering.status != INVITED or here.free < 1 or here.waiting:
        raise refused("course", Text("It has no free seat."))
    if standing is None:
        standing = Seat(
            id=new_id(), gathering_id=gathering_id, person_id=person_id, invited_at=moment, invited_by=by
        )
        session.add(standing)
    seat = _answered(session, moment, standing, YES)
    seat.seated_at = moment
    _tell(session, moment, here.gathering, person_id)
    return seat


def move(
    session: Session, actor: Actor, moment: datetime, *, gathering_id: uuid.UUID, to_id: uuid.UUID
) -> int:
    """Whoever had said yes to a cancelled gathering gets a seat in another, those who had one first; the rest waits."""
    here, there = seen(session, actor, gathering_id), seen(session, actor, to_id)
    if not (policy.can_plan(actor, here.path) and policy.can_plan(actor, there.path)):
        raise Denied(NOT_TO_PLAN)
    # Whoever said yes stays the same from the cancelling on, so they can be locked before it is read again.
    lock_rows(session, Person, [seat.person_id for seat in (*here.seated, *here.waiting)])
    lock_rows(session, Gathering, [gathering_id, to_id])
    here, there = seen(session, actor, gathering_id), seen(session, actor, to_id)
    if here.gathering.status != CANCELLED or here.gathering.moved_to_id is not None:
        raise refused("to", Text("Only a cancelled gathering's people are moved, and once."))
    if there.gathering.status != INVITED or there.gathering.starts_at <= moment or there.free < 1:
        raise refused("to", Text("Choose one that is still to come and has free seats."))
    here.gathering.moved_to_id = to_id
    moved = [seat.person_id for seat in (*here.seated, *here.waiting)]
    ask_people(session, moment, there, moved, by=who(actor))
    for person_id in moved:
        session.flush()
        now = find(session, to_id)
        seat = now.seat_of(person_id) if now is not None else None
        if now is not None and seat is not None and seat.answer is None:
            _say_yes(session, moment, now, seat)
    _tell(session, moment, here.gathering)
    _tell(session, moment, there.gathering)
    return len(moved)


def seat_those_waiting(session: Session, moment: datetime, gathering_id: uuid.UUID) -> None:
    """Every free seat goes to whoever has waited longest; the gathering is locked."""
    session.flush()
    here = find(session, gathering_id)
    if here is None:
        raise NotVisible
    for seat in here.waiting[: max(here.free, 0)]:
        seat.waiting, seat.seated_at = False, moment


def _must_be_asked(here: Seen, moment: datetime) -> None:
    if here.gathering.status != INVITED or here.gathering.starts_at <= moment:
        raise refused("answer", Text("It is no longer asked who comes."))


def _say_yes(session: Session, moment: datetime, here: Seen, seat: Seat) -> None:
    has_room = here.free > 0 and not here.waiting
    seat = _answered(session, moment, seat, YES)
    seat.waiting, seat.seated_at = not has_room, moment if has_room else None
    session.flush()


def _answered(session: Session, moment: datetime, seat: Seat, said: str) -> Seat:
    """The first answer is written beside its question; another one ends the row, so that both can be told."""
    if seat.answer is not None:
        seat.replaced_at = moment
        session.flush()
        seat = Seat(
            id=new_id(), gathering_id=seat.gathering_id, person_id=seat.person_id, invited_at=seat.invited_at,
            invited_by=seat.invited_by,
        )  # fmt: skip
        session.add(seat)
    seat.answer, seat.answered_at = said, moment
    session.flush()
    return seat


def _with_us(session: Session, here: Seen, people: Collection[uuid.UUID], moment: datetime) -> set[uuid.UUID]:
    """Those of them who are still with us and of this nation; to a Nordic gathering anybody comes."""
    day = local_date(moment)
    found = (
        select(Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id.in_(people), or_(Person.left_on.is_(None), Person.left_on > day))
    )
    if here.gathering.kind != NORDIC:
        found = found.where(Unit.path.startswith(nation_path(here.path)))
    return set(session.scalars(found))


def _tell(
    session: Session, moment: datetime, gathering: Gathering, person_id: uuid.UUID | None = None
) -> None:
    gathering.version += 1
    facts.tell(session, facts.Fact("gatherings", moment, person_id=person_id, gathering_id=gathering.id))
