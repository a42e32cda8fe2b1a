"""Reading people, their roles and record checks; a list of people always goes through `visible_to`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from intranet.folding import any_with
from intranet.organisation.models import RoleAssignment, Town, Unit
from intranet.organisation.queries import still_here
from intranet.people import policy
from intranet.people.models import Person, RecordCheck
from intranet.policy import SYSTEM, Actor
from intranet.problems import NotVisible

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """A row of the list of people."""

    id: uuid.UUID
    name: str
    unit: str
    roles: tuple[str, ...]
    left_on: date | None


@dataclass(frozen=True)
class People:
    """One page of the list; `after` is the row the next one begins behind, None on the last.

    An id and not a name: the address of a page names nobody.
    """

    rows: tuple[Listed, ...]
    after: uuid.UUID | None


@dataclass(frozen=True)
class RoleRow:
    """A role with its dates, as the person's page tells it."""

    id: uuid.UUID
    role: str
    unit: str
    path: str
    starts_on: date
    ends_on: date | None
    given_by: str | None

    def counts_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)

    def is_over(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on <= day


@dataclass(frozen=True)
class CheckRow:
    seen_on: date
    next_check_on: date
    seen_by: str


def seen_by(session: Session, actor: Actor, person_id: uuid.UUID) -> tuple[Person, str]:
    """The person and the path of their unit. Raises NotVisible when the actor may not see them."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotVisible
    path = session.get_one(Unit, person.unit_id).path
    if actor != SYSTEM and not policy.can_see(actor, path, person_id):
        raise NotVisible
    return person, path


def people(
    session: Session,
    actor: Actor,
    day: date,
    *,
    search: str = "",
    role: str = "",
    gone: bool = False,
    after: uuid.UUID | None = None,
    limit: int = PAGE,
) -> People:
    """People the actor may see, by name; without those who have left, unless `gone` asks for them."""
    key = Person.name_key
    query = policy.visible_to(actor).with_only_columns(Person.id, Person.name, Unit.name, Person.left_on)
    if not gone:
        query = query.where(still_here(day))
    for word in search.split():
        query = query.where(key.like(any_with(word), escape="\\"))
    if role:
        query = query.where(
            Person.id.in_(
                select(RoleAssignment.person_id).where(
                    RoleAssignment.role == role,
                    RoleAssignment.starts_on <= day,
                    or_(RoleAssignment.ends_on.is_(None), RoleAssignment.ends_on > day),
                )
            )
        )
    if (last := session.get(Person, after) if after else None) is not None:
        query = query.where(or_(key > last.name_key, and_(key == last.name_key, Person.id > last.id)))
    rows = session.execute(query.order_by(key, Person.id).limit(limit + 1)).all()
    shown = rows[:limit]
    roles = _roles_by_person(session, [row[0] for row in shown], day)
    listed = tuple(Listed(row[0], row[1], row[2], roles.get(row[0], ()), row[3]) for row in shown)
    more = len(rows) > limit
    return People(listed, listed[-1].id if more else None)


def roles_of(session: Session, person_id: uuid.UUID) -> tuple[RoleRow, ...]:
    """Every role the person has, had or will have, the newest first."""
    giver = aliased(Person)
    rows = session.execute(
        select(
            RoleAssignment.id, RoleAssignment.role, Unit.name, Unit.path,
            RoleAssignment.starts_on, RoleAssignment.ends_on, giver.name,
        )
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .outerjoin(giver, giver.id == RoleAssignment.given_by)
        .where(RoleAssignment.person_id == person_id)
        .order_by(RoleAssignment.starts_on.desc(), RoleAssignment.given_at.desc(), RoleAssignment.id)
    )  # fmt: skip
    return tuple(RoleRow(*row) for row in rows)


def record_checks(session: Session, person_id: uuid.UUID) -> tuple[CheckRow, ...]:
    """The extracts that were seen, the newest first."""
    seer = aliased(Person)
    rows = session.execute(
        select(RecordCheck.seen_on, RecordCheck.next_check_on, seer.name)
        .join(seer, seer.id == RecordCheck.seen_by)
        .where(RecordCheck.person_id == person_id)
        .order_by(RecordCheck.seen_on.desc(), RecordCheck.entered_at.desc())
    )
    return tuple(CheckRow(*row) for row in rows)


def check_in_date(session: Session, person_id: uuid.UUID, day: date) -> bool:
    """Has an extract been seen that need not be shown again yet?"""
    return (
        session.scalar(
            select(RecordCheck.id)
            .where(
                RecordCheck.person_id == person_id,
                RecordCheck.seen_on <= day,
                RecordCheck.next_check_on >= day,
            )
            .limit(1)
        )
        is not None
    )


def town_name(session: Session, town_id: uuid.UUID | None) -> str | None:
    town = session.get(Town, town_id) if town_id else None
    return town.name if town else None


def _roles_by_person(session: Session, ids: list[uuid.UUID], day: date) -> dict[uuid.UUID, tuple[str, ...]]:
    found: dict[uuid.UUID, list[str]] = {}
    rows = session.execute(
        select(RoleAssignment.person_id, RoleAssignment.role)
        .where(
            RoleAssignment.person_id.in_(ids),
            RoleAssignment.starts_on <= day,
            or_(RoleAssignment.ends_on.is_(None), RoleAssignment.ends_on > day),
        )
        .order_by(RoleAssignment.role)
    )
    for person_id, role in rows:
        if role not in found.setdefault(person_id, []):
            found[person_id].append(role)
    return {person_id: tuple(roles) for person_id, roles in found.items()}
