"""One gathering as its page shows it: the reader's own part, who comes, who was there, and what may be done."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.folding import folded
from intranet.gatherings import policy
from intranet.gatherings.listing import Row, targets
from intranet.gatherings.looking import Seen, attendance_of, days_of, hours_of, seen
from intranet.gatherings.models import (
    CANCELLED,
    FOLLOWED_UP,
    HELD,
    INVITED,
    PLANNED,
    Attendance,
    Gathering,
    Seat,
)
from intranet.groups.evidence import led_by, limits_at
from intranet.groups.queries import name_of, names_of
from intranet.groups.times import WEEKDAYS, WeeklyTime, clash
from intranet.organisation.models import Town
from intranet.policy import Actor


@dataclass(frozen=True)
class Clash:
    """The reader's own group meets on this day at the same time."""

    day: date
    group: str


@dataclass(frozen=True)
class Page:
    here: Seen
    town: str | None
    names: Mapping[uuid.UUID, str]
    mine: Seat | None
    place: int | None
    clashes: Sequence[Clash]
    days: Sequence[date]
    there: Mapping[tuple[uuid.UUID, date], Attendance]
    sees_people: bool
    may_plan: bool
    may_answer: bool
    may_invite: bool
    may_mark: bool
    may_mark_leader: bool
    moves: Sequence[Row]
    moved_to: Gathering | None

    @property
    def has_seat(self) -> bool:
        return self.mine is not None and self.mine in self.here.seated

    @property
    def by_name(self) -> list[Seat]:
        """Those with a seat, as somebody looks for them in a room."""
        return sorted(self.here.seated, key=lambda seat: folded(self.names[seat.person_id]))

    def is_marked(self, day: date) -> bool:
        """Of everybody with a seat it is said whether they were there that day; the leader's own is for others."""
        leader = self.here.gathering.leader_id
        return all(
            (seat.person_id, day) in self.there for seat in self.here.seated if seat.person_id != leader
        )

    @property
    def no(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.here.seats if seat.answer == "no")

    @property
    def silent(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.here.seats if seat.answer is None)


def page_of(session: Session, actor: Actor, moment: datetime, gathering_id: uuid.UUID) -> Page:
    """Raises NotVisible."""
    here = seen(session, actor, gathering_id)
    gathering, path = here.gathering, here.path
    mine = here.seat_of(actor.person_id)
    sees_people = policy.can_see_plan(actor, path, gathering)
    plans = policy.can_plan(actor, path)
    open_now = gathering.status == INVITED and gathering.starts_at > moment
    marks_leader = (
        gathering.leader_id is not None
        and gathering.status in (HELD, FOLLOWED_UP)
        and policy.can_mark_leader(actor, path, gathering.leader_id)
    )
    cancelled_and_stays = gathering.status == CANCELLED and gathering.moved_to_id is None
    shown = [seat.person_id for seat in here.seats] if sees_people else []
    there = attendance_of(session, gathering_id) if sees_people else ()
    return Page(
        here=here,
        town=session.scalar(select(Town.name).where(Town.id == gathering.town_id)),
        names=names_of(session, [*shown, gathering.leader_id]),
        mine=mine,
        place=here.waiting.index(mine) + 1 if mine in here.waiting else None,
        clashes=clashes(session, actor, here) if open_now and mine is not None else (),
        days=days_of(gathering),
        there={(row.person_id, row.held_on): row for row in there},
        sees_people=sees_people,
        may_plan=plans,
        may_answer=open_now and mine is not None,
        may_invite=plans and gathering.status in (PLANNED, INVITED),
        may_mark=gathering.status == HELD and policy.can_mark(actor, path, gathering.leader_id),
        may_mark_leader=marks_leader,
        moves=targets(session, actor, moment, gathering) if plans and cancelled_and_stays else (),
        moved_to=session.get(Gathering, gathering.moved_to_id) if gathering.moved_to_id else None,
    )


def clashes(session: Session, actor: Actor, here: Seen) -> list[Clash]:
    """On which days a group that the reader leads meets meanwhile: worth a stand-in, never a refusal."""
    if actor.person_id is None:
        return []
    usual = limits_at(session, here.path).meeting_minutes
    gathering = here.gathering
    found = []
    for led in led_by(session, [actor.person_id]).get(actor.person_id, ()):
        for day in days_of(gathering):
            begins, ends = hours_of(gathering.starts_at, gathering.ends_at, day)
            rhythm = led.weekly.rhythm if led.weekly else "weekly"
            that_day = WeeklyTime(WEEKDAYS[day.weekday()], begins, ends, rhythm, day)
            if clash(that_day, led.weekly, usual):
                found.append(Clash(day, name_of(session, led.group_id)))
    return sorted(found, key=lambda one: (one.day, one.group))
