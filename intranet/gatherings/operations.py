"""The gathering's own row through its life; the process "gathering" calls these, having asked who may."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import ZONE, local_date
from intranet.db import lock_rows, new_id
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.gatherings.models import (
    CANCELLED,
    COURSE,
    FOLLOWED_UP,
    HELD,
    INTERCLUB,
    INVITED,
    PLANNED,
    SUPERVISION,
    Gathering,
)
from intranet.organisation.models import Town, Unit
from intranet.organisation.operations import find_or_create_town
from intranet.organisation.queries import district_for
from intranet.problems import Refused

LONGEST_DAYS = 31
MOST_SEATS = 500
DAY_MINUTES = 12 * 60
# Held for those who live around it; the others are for everybody where they are planned.
LOCAL = (SUPERVISION, INTERCLUB)
# What is kept of these is hours; the others may count for nothing.
COUNTS_HOURS = (COURSE, SUPERVISION)


@dataclass(frozen=True)
class Plan:
    """What is planned, as it was filled in; times are those of the Nordic countries."""

    kind: str
    title: str
    first_day: date
    start_time: time
    end_time: time
    seats: int
    minutes: int
    last_day: date | None = None
    ethics_minutes: int | None = None
    town: str | None = None
    room: str | None = None
    online_link: str | None = None
    leader_id: uuid.UUID | None = None

    @property
    def days(self) -> int:
        return ((self.last_day or self.first_day) - self.first_day).days + 1


def plan(session: Session, moment: datetime, plan: Plan, unit: Unit, by: uuid.UUID | None) -> Gathering:
    """A gathering that nobody is told of yet. Raises Refused naming each field that cannot be."""
    _check(plan, local_date(moment))
    gathering = Gathering(id=new_id(), status=PLANNED, planned_by=by, planned_at=moment)
    _fill(session, gathering, plan, unit, by)
    session.add(gathering)
    _tell(session, moment, gathering)
    return gathering


def change(session: Session, moment: datetime, gathering_id: uuid.UUID, plan: Plan, unit: Unit) -> Gathering:
    """Planned otherwise, before anybody was told."""
    _check(plan, local_date(moment))
    gathering = _locked(session, gathering_id)
    _fill(session, gathering, plan, unit, gathering.planned_by)
    _tell(session, moment, gathering)
    return gathering


def announce(session: Session, moment: datetime, gathering_id: uuid.UUID) -> Gathering:
    """From now on whoever is invited is asked, and everybody in the nation reads of it."""
    gathering = _locked(session, gathering_id)
    gathering.status, gathering.invited_at = INVITED, moment
    _tell(session, moment, gathering)
    return gathering


def name_leader(session: Session, moment: datetime, gathering_id: uuid.UUID, leader_id: uuid.UUID) -> None:
    """Somebody else leads it; whoever was to say that it was held is this one from now on."""
    gathering = _locked(session, gathering_id)
    gathering.leader_id, gathering.status, gathering.held_at = leader_id, INVITED, None
    _tell(session, moment, gathering)


def hold(session: Session, moment: datetime, gathering_id: uuid.UUID) -> None:
    gathering = _locked(session, gathering_id)
    gathering.status, gathering.held_at = HELD, moment
    _tell(session, moment, gathering)


def unhold(session: Session, moment: datetime, gathering_id: uuid.UUID) -> None:
    """Marked as held by mistake."""
    gathering = _locked(session, gathering_id)
    gathering.status, gathering.held_at = INVITED, None
    _tell(session, moment, gathering)


def follow_up(session: Session, moment: datetime, gathering_id: uuid.UUID) -> Gathering:
    gathering = _locked(session, gathering_id)
    gathering.status = FOLLOWED_UP
    _tell(session, moment, gathering)
    return gathering


def cancel(session: Session, moment: datetime, gathering_id: uuid.UUID) -> None:
    """Whoever had said yes reads of it on their first page."""
    gathering = _locked(session, gathering_id)
    gathering.status, gathering.cancelled_at = CANCELLED, moment
    _tell(session, moment, gathering)


def _locked(session: Session, gathering_id: uuid.UUID) -> Gathering:
    lock_rows(session, Gathering, [gathering_id])
    return session.get_one(Gathering, gathering_id, populate_existing=True)


def _fill(session: Session, gathering: Gathering, plan: Plan, unit: Unit, by: uuid.UUID | None) -> None:
    town = find_or_create_town(session, plan.town, unit.country, by) if plan.town else None
    session.flush()
    gathering.unit_id = _unit_for(session, plan.kind, town, unit).id
    gathering.town_id = None if town is None else town.id
    gathering.kind, gathering.title = plan.kind, plan.title
    gathering.starts_at = _at(plan.first_day, plan.start_time)
    gathering.ends_at = _at(plan.last_day or plan.first_day, plan.end_time)
    gathering.room, gathering.online_link = plan.room, plan.online_link
    gathering.leader_id, gathering.seats = plan.leader_id, plan.seats
    gathering.minutes, gathering.ethics_minutes = plan.minutes, plan.ethics_minutes or 0


def _unit_for(session: Session, kind: str, town: Town | None, unit: Unit) -> Unit:
    """What is held for those around it stands in the district its town falls to, if that lies below."""
    district = district_for(session, town) if town is not None and kind in LOCAL else None
    return district if district is not None and district.path.startswith(unit.path) else unit


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE)


def _check(plan: Plan, today: date) -> None:
    if found := (*_wrong_days(plan, today), *_wrong_numbers(plan), *_wrong_place(plan)):
        raise Refused(found)


def _wrong_days(plan: Plan, today: date) -> Iterable[Refusal]:
    if plan.first_day < today:
        yield Refusal("first_day", Text("Choose today or a later day."))
    if not 1 <= plan.days <= LONGEST_DAYS:
        text = Text("The last day is the first or later, within %(days)s days.", {"days": LONGEST_DAYS})
        yield Refusal("last_day", text)
    elif _at(plan.last_day or plan.first_day, plan.end_time) <= _at(plan.first_day, plan.start_time):
        yield Refusal("end_time", Text("It would end before it begins. Look at the day and the hour again."))


def _wrong_numbers(plan: Plan) -> Iterable[Refusal]:
    if not 1 <= plan.seats <= MOST_SEATS:
        yield Refusal("seats", Text("Write a number between 1 and %(most)s.", {"most": MOST_SEATS}))
    if plan.minutes > DAY_MINUTES:
        yield Refusal("minutes", Text("At most %(most)s minutes of a day count.", {"most": DAY_MINUTES}))
    if plan.kind in COUNTS_HOURS and plan.minutes < 1:
        yield Refusal("minutes", Text("Say how many minutes of each day count."))
    if (plan.ethics_minutes or 0) > plan.minutes:
        yield Refusal("ethics_minutes", Text("Not more than what counts in all."))


def _wrong_place(plan: Plan) -> Iterable[Refusal]:
    if not plan.town and not plan.online_link:
        yield Refusal("town", Text("Say in which town it is held, or give the link to it."))
    if plan.online_link and not plan.online_link.startswith("https://"):
        yield Refusal("online_link", Text("A link begins with https://"))


def _tell(session: Session, moment: datetime, gathering: Gathering) -> None:
    """Each change makes an older form stale."""
    gathering.version = (gathering.version or 0) + 1
    facts.tell(session, facts.Fact("gatherings", moment, gathering_id=gathering.id))
