"""Reading the organisation: the roles somebody holds, units and towns."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from intranet.organisation import gazetteer
from intranet.organisation.models import RoleAssignment, Town, Unit
from intranet.people.models import Person
from intranet.policy import ADMIN


@dataclass(frozen=True)
class Holders:
    """Who holds a role in one unit, ordered by name."""

    unit_id: uuid.UUID
    path: str
    people: tuple[uuid.UUID, ...]


def counts_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """A role counts on the day it starts, and no longer on the day it ends."""
    return and_(
        RoleAssignment.starts_on <= day, or_(RoleAssignment.ends_on.is_(None), RoleAssignment.ends_on > day)
    )


def still_here(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Somebody who has left counts for nothing from that day on."""
    return or_(Person.left_on.is_(None), Person.left_on > day)


def roles_held(session: Session, person_id: uuid.UUID, day: date) -> tuple[tuple[str, str], ...]:
    """(role, unit path) of each role that counts on that day or will begin to count later."""
    rows = session.execute(
        select(RoleAssignment.role, Unit.path)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(
            RoleAssignment.person_id == person_id,
            or_(
                RoleAssignment.ends_on.is_(None),
                and_(RoleAssignment.ends_on > day, RoleAssignment.ends_on > RoleAssignment.starts_on),
            ),
        )
    )
    return tuple((role, path) for role, path in rows)


def upwards(path: str) -> tuple[str, ...]:
    """The path of a unit and of each unit above it, the nearest first."""
    ids = path.rstrip("/").split("/")
    return tuple("/".join(ids[:length]) + "/" for length in range(len(ids), 0, -1))


def role_holders(session: Session, role: str, path: str, day: date) -> tuple[uuid.UUID, ...]:
    """Everybody whose role counts for something in the unit with this path: held there, or in a unit above it."""
    rows = session.scalars(
        select(Person.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(RoleAssignment.role == role, Unit.path.in_(upwards(path)), counts_on(day), still_here(day))
        .group_by(Person.id, Person.name_key)
        .order_by(Person.name_key, Person.id)
    )
    return tuple(rows)


def nearest_holders(session: Session, role: str, unit_path: str, day: date) -> Holders | None:
    """The nearest unit upwards in which somebody holds the role, and who; None when nobody does anywhere above."""
    rows = session.execute(
        select(Unit.id, Unit.path, Person.id)
        .join(RoleAssignment, RoleAssignment.unit_id == Unit.id)
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(
            RoleAssignment.role == role, Unit.path.in_(upwards(unit_path)), counts_on(day), still_here(day)
        )
        .order_by(func.length(Unit.path).desc(), Person.name_key, Person.id)
    ).all()
    if not rows:
        return None
    unit_id, path, _ = rows[0]
    return Holders(
        unit_id, path, tuple(dict.fromkeys(person_id for unit, _, person_id in rows if unit == unit_id))
    )


def nation_of(session: Session, path: str) -> Unit:
    return session.scalars(select(Unit).where(Unit.path == upwards(path)[-1])).one()


def district_of(session: Session, path: str) -> Unit | None:
    """The district that a unit lies in, or is."""
    return session.scalars(select(Unit).where(Unit.path.in_(upwards(path)), Unit.kind == "district")).first()


def district_for(session: Session, town: Town) -> Unit | None:
    """The open district that the town's region falls to; None when no district has it or the region is unknown."""
    if not town.region:
        return None
    districts = session.scalars(
        select(Unit)
        .where(Unit.kind == "district", Unit.country == town.country, Unit.closed_on.is_(None))
        .order_by(Unit.name, Unit.id)
    )
    return next((unit for unit in districts if town.region in unit.regions), None)


def associations_in(session: Session, path: str) -> tuple[Unit, ...]:
    """The open local associations below a unit, by name."""
    return tuple(
        session.scalars(
            select(Unit)
            .where(Unit.kind == "association", Unit.path.startswith(path), Unit.closed_on.is_(None))
            .order_by(Unit.name, Unit.id)
        )
    )


def towns_like(text: str, country: str, limit: int = 20) -> tuple[str, ...]:
    """Names of towns that begin with the text, for suggestions; without a text the country's largest."""
    found = gazetteer.like(text, country, limit) if text.strip() else gazetteer.largest(country, limit)
    return tuple(dict.fromkeys(place.name for place in found))


def town_named(session: Session, name: str, country: str) -> Town | None:
    """The town somebody means who types this name: one of ours, spelled as here or as the gazetteer knows it."""
    wanted = name.strip()
    places = gazetteer.find(wanted, country)
    spellings = {wanted.casefold(), *(place.name.casefold() for place in places[:1])}
    ours = session.scalars(select(Town).where(Town.country == country).order_by(Town.name, Town.id))
    matching = [town for town in ours if town.name.casefold() in spellings]
    # Several towns may share a name: then it is the gazetteer's largest that is meant.
    region = places[0].region if places else ""
    return next((town for town in matching if town.region == region), matching[0] if matching else None)


def countries_of(session: Session, paths: tuple[str, ...]) -> frozenset[str]:
    """The countries that these units belong to."""
    return frozenset(session.scalars(select(Unit.country).where(Unit.path.in_(paths))))


def towns_by_hand(session: Session, countries: frozenset[str]) -> tuple[Town, ...]:
    """Towns that the gazetteer lacks, those without a known place first."""
    return tuple(
        session.scalars(
            select(Town)
            .where(Town.source == "staff", Town.country.in_(countries))
            .order_by(Town.latitude.is_not(None), Town.name, Town.id)
        )
    )


def administrators(session: Session, path: str, day: date) -> tuple[uuid.UUID, ...]:
    """Everybody who is administrator of the unit with this path for good, not only until a day that is known."""
    rows = session.scalars(
        select(Person.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(
            RoleAssignment.role == ADMIN,
            RoleAssignment.ends_on.is_(None),
            Unit.path.in_(upwards(path)),
            counts_on(day),
            Person.left_on.is_(None),
        )
        .order_by(Person.id)
    )
    return tuple(dict.fromkeys(rows))
