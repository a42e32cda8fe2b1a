"""Reads the facts that cover.py is asked with, for one group or many; it decides nothing."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from intranet.certificates import queries as certificates
from intranet.certificates.models import Certificate
from intranet.certificates.status import NOTHING
from intranet.clock import local_date
from intranet.groups.cover import Assigned, Candidate, GroupFacts, Led, Limits
from intranet.groups.models import LED, Assignment, Group, ReachConfirmation
from intranet.groups.times import WeeklyTime
from intranet.organisation.distance import nearest_km
from intranet.organisation.models import Town, Unit
from intranet.organisation.settings import limits
from intranet.people.models import Person


@dataclass(frozen=True)
class Known:
    """A candidate with the name and the unit that a reader may be shown."""

    facts: Candidate
    name: str
    path: str


@dataclass(frozen=True)
class _Point:
    latitude: float | None
    longitude: float | None


def limits_at(session: Session, path: str) -> Limits:
    own = limits(session, path)
    return Limits(**{field.name: own[field.name] for field in fields(Limits)})


def weekly_of(group: Any) -> WeeklyTime | None:
    """From a Group, or a row with the columns of its time."""
    if group.weekday is None or group.start_time is None:
        return None
    return WeeklyTime(group.weekday, group.start_time, group.end_time, group.rhythm, group.first_meeting_on)


# Columns, never entities: what was read before the locks were taken must not answer for what stands now.
_ASSIGNED = (
    Assignment.group_id,
    Assignment.person_id,
    Assignment.accepted_at,
    Assignment.ended_at,
    Assignment.from_on,
    Assignment.until_on,
)
_WEEKLY = (Group.weekday, Group.start_time, Group.end_time, Group.rhythm, Group.first_meeting_on)


def assigned(row: Any) -> Assigned:
    """From an Assignment, or a row with its columns."""
    return Assigned(
        person_id=row.person_id,
        accepted_on=local_date(row.accepted_at) if row.accepted_at else None,
        ended_on=local_date(row.ended_at) if row.ended_at else None,
        from_on=row.from_on,
        until_on=row.until_on,
    )


def candidate(session: Session, group: Group, person_id: uuid.UUID) -> Known | None:
    """What counts about this person for this group; None for somebody we do not know."""
    town = session.get_one(Town, group.town_id)
    return next(iter(_known(session, town, group.id, [Person.id == person_id])), None)


def candidates(
    session: Session, town: Town, nation: str, on: date, group_id: uuid.UUID | None
) -> list[Known]:
    """Everybody of a nation who is still with us and has a certificate that may count on that day."""
    dated = select(Certificate.person_id).where(Certificate.valid_to >= on)
    who = [
        Person.id.in_(dated),
        Unit.path.startswith(nation),
        or_(Person.left_on.is_(None), Person.left_on > on),
    ]
    return _known(session, town, group_id, who)


def group_facts(session: Session, group_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, GroupFacts]:
    """Who was asked for each of these groups, with the certificates of these people."""
    wanted = list(set(group_ids))
    found: defaultdict[uuid.UUID, list[Assigned]] = defaultdict(list)
    rows = session.execute(
        select(*_ASSIGNED).where(Assignment.group_id.in_(wanted), Assignment.accepted_at.is_not(None))
    )
    for row in rows:
        found[row.group_id].append(assigned(row))
    people = {held.person_id for all_held in found.values() for held in all_held}
    papers = dict(certificates.facts_of(session, people))
    left = {
        person_id: left_on
        for person_id, left_on in session.execute(
            select(Person.id, Person.left_on).where(Person.id.in_(people))
        )
        if left_on is not None
    }
    return {group_id: GroupFacts(tuple(found[group_id]), papers, left) for group_id in wanted}


def facts_of_group(session: Session, group_id: uuid.UUID) -> GroupFacts:
    return group_facts(session, [group_id])[group_id]


def led_by(session: Session, people: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Led]]:
    """The groups in approved, trial or active that each of these people leads without an end."""
    found: defaultdict[uuid.UUID, list[Led]] = defaultdict(list)
    rows = session.execute(
        select(Assignment.person_id, Group.id, *_WEEKLY)
        .join(Group, Group.id == Assignment.group_id)
        .where(
            Assignment.person_id.in_(list(people)),
            Assignment.accepted_at.is_not(None),
            Assignment.ended_at.is_(None),
            Assignment.until_on.is_(None),
            Group.status.in_(LED),
        )
        .order_by(Group.id)
    )
    for row in rows:
        found[row.person_id].append(Led(row.id, weekly_of(row)))
    return found


def _known(
    session: Session, town: Town, group_id: uuid.UUID | None, who: Iterable[ColumnElement[bool]]
) -> list[Known]:
    home, work = aliased(Town), aliased(Town)
    rows = session.execute(
        select(
            Person.id, Person.name, Person.left_on, Unit.path,
            home.latitude, home.longitude, work.latitude, work.longitude,
        )
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(home, home.id == Person.home_town_id)
        .outerjoin(work, work.id == Person.work_town_id)
        .where(*who)
        .order_by(Person.name_key, Person.id)
    ).all()  # fmt: skip
    ids = [row[0] for row in rows]
    papers = certificates.facts_of(session, ids)
    leads = led_by(session, ids)
    confirmed = set(
        session.scalars(
            select(ReachConfirmation.person_id).where(
                ReachConfirmation.town_id == town.id,
                ReachConfirmation.person_id.in_(ids),
                ReachConfirmation.withdrawn_at.is_(None),
            )
        )
    )
    asked = _asked(session, group_id, ids)
    return [
        Known(
            Candidate(
                person_id=person_id,
                certificate=papers.get(person_id, NOTHING),
                km=nearest_km(town, _Point(*points[:2]), _Point(*points[2:])),
                reach_confirmed=person_id in confirmed,
                assignments=tuple(asked[person_id]),
                leads=tuple(led for led in leads.get(person_id, ()) if led.group_id != group_id),
                left_on=left_on,
            ),
            name,
            path,
        )
        for person_id, name, left_on, path, *points in rows
    ]


def _asked(
    session: Session, group_id: uuid.UUID | None, people: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, list[Assigned]]:
    found: defaultdict[uuid.UUID, list[Assigned]] = defaultdict(list)
    if group_id is None:
        return found
    rows = session.execute(
        select(*_ASSIGNED)
        .where(Assignment.group_id == group_id, Assignment.person_id.in_(people))
        .order_by(Assignment.asked_at)
    )
    for row in rows:
        found[row.person_id].append(assigned(row))
    return found
