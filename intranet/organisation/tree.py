"""The tree of units in the order people read it, and what stands in each; it knows nothing of pages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from intranet.folding import folded
from intranet.organisation.models import RoleAssignment, Unit
from intranet.organisation.queries import counts_on, still_here
from intranet.people.models import Person


@dataclass(frozen=True)
class Branch:
    """A unit with its depth below the topmost one shown, and how many belong to it and to everything below it."""

    unit: Unit
    depth: int
    people: int
    groups: int


@dataclass(frozen=True)
class Holding:
    """Somebody's role in a unit."""

    person_id: uuid.UUID
    name: str
    role: str
    path: str  # of the unit the person belongs to: who may open their page is decided by it


def in_order(units: Sequence[Unit]) -> tuple[tuple[Unit, int], ...]:
    """Each unit after the one it lies in, by name; a group is not listed here. With the depth of each."""
    known = {unit.path: unit for unit in units if unit.kind != "group" and unit.closed_on is None}

    def trail(unit: Unit) -> tuple[str, ...]:
        ids = unit.path.rstrip("/").split("/")
        above = ["/".join(ids[: n + 1]) + "/" for n in range(len(ids))]
        return tuple(folded(known[path].name) + path for path in above if path in known)

    ordered = sorted((trail(unit), unit) for unit in known.values())
    return tuple((unit, len(way) - 1) for way, unit in ordered)


def branches(session: Session, units: Sequence[Unit], day: date) -> tuple[Branch, ...]:
    """The units one may see, with counts."""
    people = session.execute(
        select(Unit.path, func.count(Person.id))
        .join(Person, Person.unit_id == Unit.id)
        .where(still_here(day))
        .group_by(Unit.path)
    ).all()
    groups = [unit.path for unit in units if unit.kind == "group" and unit.closed_on is None]
    return tuple(
        Branch(
            unit=unit,
            depth=depth,
            people=sum(count for path, count in people if path.startswith(unit.path)),
            groups=sum(path.startswith(unit.path) for path in groups),
        )
        for unit, depth in in_order(units)
    )


def holdings(
    session: Session, unit_ids: Sequence[uuid.UUID], day: date
) -> dict[uuid.UUID, tuple[Holding, ...]]:
    """Who holds which role in each of these units today."""
    rows = session.execute(
        select(RoleAssignment.unit_id, Person.id, Person.name, RoleAssignment.role, Unit.path)
        .join(Person, Person.id == RoleAssignment.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(RoleAssignment.unit_id.in_(unit_ids), counts_on(day), still_here(day))
        .order_by(RoleAssignment.role, Person.name_key, Person.id)
    )
    found: dict[uuid.UUID, list[Holding]] = {}
    for unit_id, person_id, name, role, path in rows:
        found.setdefault(unit_id, []).append(Holding(person_id, name, role, path))
    return {unit_id: tuple(held) for unit_id, held in found.items()}


def units_below(session: Session, paths: Sequence[str]) -> tuple[tuple[Unit, int], ...]:
    """The open units below these paths, in reading order: what a form lets one choose from."""
    if not paths:
        return ()
    below = session.scalars(select(Unit).where(or_(*(Unit.path.startswith(path) for path in paths)))).all()
    return in_order(below)
