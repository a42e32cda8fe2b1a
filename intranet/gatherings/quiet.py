"""Where supervision is missing: a district without any for long, an assistant who was absent three times in a row."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.gatherings.models import FOLLOWED_UP, HELD, SUPERVISION, Attendance, Gathering, Seat
from intranet.organisation.models import RoleAssignment, Unit
from intranet.organisation.queries import counts_on, still_here
from intranet.organisation.settings import limit
from intranet.people.models import Person
from intranet.policy import ASSISTANT, TRAINER, Actor, scopes

IN_A_ROW = 3


@dataclass(frozen=True)
class Quiet:
    """A district with assistants; `days` since the last supervision, None if there never was one."""

    district: str
    days: int | None


@dataclass(frozen=True)
class Absent:
    person_id: uuid.UUID
    name: str


def districts_without_supervision(session: Session, actor: Actor, moment: datetime) -> list[Quiet]:
    """What a trainer sees after 45 days, the office after 60 (settings); one for the whole nation counts for each."""
    today, found = local_date(moment), []
    for district in _districts(session, actor, moment):
        last = _last_supervision(session, district, moment)
        days = None if last is None else (today - local_date(last)).days
        roles = actor.roles_at(district.path)
        key = "supervision_due_days" if TRAINER in roles else "supervision_late_days"
        if days is None or days >= limit(session, district.path, key):
            found.append(Quiet(district.name, days))
    return found


def absent_in_a_row(session: Session, actor: Actor) -> list[Absent]:
    """Whoever was asked to the last three supervisions that were held, and was at none of them."""
    rows = session.execute(
        select(Person.id, Person.name, Gathering.id)
        .join(Seat, Seat.person_id == Person.id)
        .join(Gathering, Gathering.id == Seat.gathering_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Seat.replaced_at.is_(None),
            Gathering.kind == SUPERVISION,
            Gathering.status == FOLLOWED_UP,
            Gathering.leader_id != Person.id,
            or_(false(), *(Unit.path.startswith(scope) for scope in _trained(actor))),
        )
        .order_by(Person.name_key, Person.id, Gathering.starts_at.desc())
    ).all()
    present = {
        (row.person_id, row.gathering_id)
        for row in session.execute(
            select(Attendance.person_id, Attendance.gathering_id).where(
                Attendance.withdrawn_at.is_(None), Attendance.present
            )
        )
    }
    asked: defaultdict[Absent, list[bool]] = defaultdict(list)
    for person_id, name, gathering_id in rows:
        asked[Absent(person_id, name)].append((person_id, gathering_id) in present)
    return [
        who
        for who, was_there in asked.items()
        if len(was_there) >= IN_A_ROW and not any(was_there[:IN_A_ROW])
    ]


def _trained(actor: Actor) -> tuple[str, ...]:
    return tuple(grant.path for grant in actor.grants if grant.role == TRAINER)


def _districts(session: Session, actor: Actor, moment: datetime) -> Sequence[Unit]:
    """Open districts in the reach of the trainer or the office in which an assistant is active."""
    wanted = [Unit.path.startswith(path) for path in scopes(actor, "plan", "gathering")]
    day = local_date(moment)
    districts = session.scalars(
        select(Unit)
        .where(Unit.kind == "district", Unit.closed_on.is_(None), or_(false(), *wanted))
        .order_by(Unit.name, Unit.id)
    ).all()
    held = session.scalars(
        select(Unit.path)
        .join(RoleAssignment, RoleAssignment.unit_id == Unit.id)
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(RoleAssignment.role == ASSISTANT, counts_on(day), still_here(day))
    ).all()
    return [unit for unit in districts if any(path.startswith(unit.path) for path in held)]


def _last_supervision(session: Session, district: Unit, moment: datetime) -> datetime | None:
    rows = session.execute(
        select(Gathering.ends_at, Unit.path)
        .join(Unit, Unit.id == Gathering.unit_id)
        .where(
            Gathering.kind == SUPERVISION,
            Gathering.status.in_((HELD, FOLLOWED_UP)),
            Gathering.ends_at <= moment,
        )
        .order_by(Gathering.ends_at.desc())
    )
    return next(
        (ended for ended, path in rows if path.startswith(district.path) or district.path.startswith(path)),
        None,
    )
