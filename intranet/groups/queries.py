"""Reading groups: rows, names, who is part of one, its meetings; what they are worth is asked in cover.py."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from intranet.groups import policy
from intranet.groups.models import CLOSED, COUNTED, Assignment, Group, Meeting
from intranet.organisation.models import Town, Unit
from intranet.organisation.queries import town_named
from intranet.organisation.settings import nation_path
from intranet.people.models import Person, RecordCheck
from intranet.policy import Actor, scopes


@dataclass(frozen=True)
class Placed:
    """A group with where it stands in the tree, its town and its name."""

    group: Group
    unit: Unit
    town: Town


def find(session: Session, group_id: uuid.UUID) -> Placed | None:
    """The group as it stands now, whatever this session has read before."""
    row = session.execute(
        select(Group, Unit, Town)
        .join(Unit, Unit.id == Group.id)
        .join(Town, Town.id == Group.town_id)
        .where(Group.id == group_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return None if row is None else Placed(*row)


def name_of(session: Session, group_id: uuid.UUID) -> str:
    return session.scalars(select(Unit.name).where(Unit.id == group_id)).one()


def names_of(session: Session, person_ids: Iterable[uuid.UUID | None]) -> Mapping[uuid.UUID, str]:
    wanted = {person_id for person_id in person_ids if person_id is not None}
    if not wanted:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def open_assignments(session: Session, group_id: uuid.UUID) -> Sequence[Assignment]:
    """Asked or accepted, and not ended; in the order in which they were asked."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.group_id == group_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.asked_at, Assignment.id)
        .execution_options(populate_existing=True)
    ).all()


def involved_in(group: Group, assignments: Iterable[Assignment]) -> frozenset[uuid.UUID]:
    """Who leads or was asked to, the contact person and the stand-in."""
    people = {group.contact_person_id, group.stand_in_id, *(row.person_id for row in assignments)}
    return frozenset(person_id for person_id in people if person_id is not None)


def leaders_of(assignments: Iterable[Assignment]) -> frozenset[uuid.UUID]:
    """Who has accepted, stand-ins for a while included."""
    return frozenset(row.person_id for row in assignments if row.accepted_at and not row.ended_at)


@dataclass(frozen=True)
class Question:
    """A group that somebody is asked to lead, and has not answered."""

    assignment_id: uuid.UUID
    group_id: uuid.UUID
    group_name: str
    town: str
    kind: str
    asked_by: str
    asked_at: datetime
    from_on: date | None
    until_on: date | None


def questions_for(session: Session, person_id: uuid.UUID) -> list[Question]:
    """The assignments that wait for this person's answer, the oldest first."""
    rows = session.execute(
        select(Assignment, Unit.name, Town.name, Group.kind, Person.name)
        .join(Group, Group.id == Assignment.group_id)
        .join(Unit, Unit.id == Group.id)
        .join(Town, Town.id == Group.town_id)
        .join(Person, Person.id == Assignment.asked_by)
        .where(
            Assignment.person_id == person_id,
            Assignment.accepted_at.is_(None),
            Assignment.ended_at.is_(None),
            Group.status != CLOSED,
        )
        .order_by(Assignment.asked_at, Assignment.id)
    )
    return [
        Question(row.id, row.group_id, name, town, kind, asker, row.asked_at, row.from_on, row.until_on)
        for row, name, town, kind, asker in rows
    ]


def meetings_of(session: Session, group_id: uuid.UUID, limit: int | None = None) -> Sequence[Meeting]:
    """The meetings that count, the newest first."""
    return session.scalars(
        select(Meeting)
        .where(Meeting.group_id == group_id, Meeting.withdrawn_at.is_(None))
        .order_by(Meeting.held_on.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    ).all()


def last_meeting(session: Session, group_id: uuid.UUID) -> Meeting | None:
    return next(iter(meetings_of(session, group_id, 1)), None)


def newest_estimate(session: Session, group_id: uuid.UUID, on: date, weeks: int = 4) -> int | None:
    """How many different visitors the assistant estimated in the newest report of these weeks."""
    since = on - timedelta(weeks=weeks)
    return next(
        (
            meeting.different_visitors
            for meeting in meetings_of(session, group_id)
            if since < meeting.held_on <= on and meeting.different_visitors is not None
        ),
        None,
    )


def count_of_groups(session: Session, path: str) -> int:
    """How many groups there are below a unit: those in their first meetings and those running."""
    return session.scalar(
        select(func.count())
        .select_from(Group)
        .join(Unit, Unit.id == Group.id)
        .where(Unit.path.startswith(path), Group.status.in_(COUNTED))
    ) or 0  # fmt: skip


@dataclass(frozen=True)
class SamePlace:
    """What there is in a town already: the groups the reader may see, and how many more."""

    seen: Sequence[Placed]
    others: int


def same_place(session: Session, actor: Actor, town: str, country: str) -> SamePlace:
    """Groups and plans in the town of that name, to be shown before a second idea for it is registered."""
    known = town_named(session, town, country)
    if known is None:
        return SamePlace((), 0)
    here = Group.town_id == known.id, Group.status != CLOSED
    all_ids = set(session.scalars(select(Group.id).where(*here)))
    seen_ids = session.scalars(policy.visible_to(actor).where(*here).with_only_columns(Group.id)).all()
    seen = [placed for group_id in seen_ids if (placed := find(session, group_id)) is not None]
    return SamePlace(sorted(seen, key=lambda placed: placed.unit.name), len(all_ids) - len(seen))


def without_seen_check(
    session: Session, people: Collection[uuid.UUID], on: date
) -> Sequence[tuple[uuid.UUID, str]]:
    """Those of these people, by name, whose record check was not seen, or is out of date on that day."""
    fresh = select(RecordCheck.person_id).where(RecordCheck.seen_on <= on, RecordCheck.next_check_on > on)
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.id.in_(list(people)), Person.id.not_in(fresh))
        .order_by(Person.name_key, Person.id)
    )
    return [(person_id, name) for person_id, name in rows]


def colleagues(session: Session, actor: Actor, on: date, path: str) -> Mapping[uuid.UUID, str]:
    """Those whom the actor sees in the group's country and who are with us that day, for choosing from."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Unit.path.startswith(nation_path(path)),
            or_(false(), *(Unit.path.startswith(scope) for scope in scopes(actor, "see", "person"))),
            or_(Person.left_on.is_(None), Person.left_on > on),
        )
    )
    return {row.id: row.name for row in rows}
