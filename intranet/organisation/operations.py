"""Changing the organisation's shape: units, the regions of districts, and towns; roles are given in roles.py."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet import facts
from intranet.db import lock_rows, new_id
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.organisation import gazetteer, policy, queries
from intranet.organisation.models import Town, Unit
from intranet.organisation.regions import regions_of
from intranet.policy import SYSTEM, Actor, scopes
from intranet.problems import Denied, NotVisible, Refused

# What may stand directly in what; groups come into being by their own operation.
WITHIN = {"district": "nation", "association": "district"}
LONGEST_NAME = 80


def new_unit(session: Session, parent: Unit, kind: str, name: str) -> Unit:
    """A unit in its place in the tree, for operations that have asked whether it may be made."""
    unit_id = new_id()
    unit = Unit(
        id=unit_id,
        kind=kind,
        name=name,
        parent_id=parent.id,
        path=f"{parent.path}{unit_id}/",
        country=parent.country,
    )
    session.add(unit)
    return unit


def create_nation(session: Session, actor: Actor, moment: datetime, *, name: str, country: str) -> Unit:
    """The root of a tree; only the system makes one, when an organisation begins."""
    _ = moment
    if actor != SYSTEM:
        raise Denied(Text("A country is added when the intranet is set up, not from here."))
    if country not in gazetteer.COUNTRIES:
        raise _refused("country", Text("Choose one of the Nordic countries."))
    unit_id = new_id()
    nation = Unit(id=unit_id, kind="nation", name=_clean_name(name), path=f"{unit_id}/", country=country)
    session.add(nation)
    session.flush()
    return nation


def create_unit(
    session: Session, actor: Actor, moment: datetime, *, parent_id: uuid.UUID, kind: str, name: str
) -> Unit:
    """A district in a nation, or a local association in a district."""
    _ = moment
    parent = _unit_to_change(session, actor, parent_id)
    if WITHIN.get(kind) != parent.kind:
        raise _refused("kind", Text("This cannot be made here."))
    name = _clean_name(name)
    lock_rows(session, Unit, [parent.id])
    if _sibling_named(session, parent.id, name, but=None):
        raise _refused("name", Text("There is one with this name already."))
    unit = new_unit(session, parent, kind, name)
    session.flush()
    return unit


def rename_unit(session: Session, actor: Actor, moment: datetime, unit_id: uuid.UUID, *, name: str) -> Unit:
    _ = moment
    unit = _unit_to_change(session, actor, unit_id)
    name = _clean_name(name)
    lock_rows(session, Unit, [unit.parent_id or unit.id])
    if _sibling_named(session, unit.parent_id, name, but=unit.id):
        raise _refused("name", Text("There is one with this name already."))
    unit.name = name
    session.flush()
    return unit


def set_regions(
    session: Session, actor: Actor, moment: datetime, unit_id: uuid.UUID, *, regions: Iterable[str]
) -> Unit:
    """Which regions' towns fall to a district; a region belongs to one district at a time."""
    unit = _unit_to_change(session, actor, unit_id)
    wanted = sorted(set(regions))
    if unit.kind != "district" or not set(wanted) <= set(regions_of(unit.country)):
        raise _refused("regions", Text("Choose regions of this country."))
    nation = queries.nation_of(session, unit.path)
    lock_rows(session, Unit, [nation.id])
    for other in session.scalars(
        select(Unit).where(Unit.kind == "district", Unit.path.startswith(nation.path))
    ):
        if other.id != unit.id and other.closed_on is None and (shared := set(other.regions) & set(wanted)):
            names = ", ".join(regions_of(unit.country)[code] for code in sorted(shared))
            raise _refused(
                "regions",
                Text(
                    "%(regions)s belongs to %(district)s already.", {"regions": names, "district": other.name}
                ),
            )
    unit.regions = wanted
    facts.tell(session, facts.Fact("groups", moment, unit_id=unit.id))
    return unit


def find_or_create_town(
    session: Session, name: str, country: str, entered_by: uuid.UUID | None = None
) -> Town:
    """The town somebody means; one that the gazetteer lacks is kept without coordinates until staff give them."""
    name = " ".join(name.split())
    if country not in gazetteer.COUNTRIES:
        raise _refused("country", Text("Choose one of the Nordic countries."))
    if not name or len(name) > LONGEST_NAME:
        raise _refused("town", Text("Write the name of a town."))
    if known := queries.town_named(session, name, country):
        return known
    place = next(iter(gazetteer.find(name, country)), None)
    town = (
        Town(
            name=place.name, country=country, region=place.region,
            latitude=place.latitude, longitude=place.longitude, source="gazetteer",
        )
        if place
        else Town(name=name, country=country, region="", source="staff", entered_by=entered_by)
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(town)
    except IntegrityError:
        # Somebody else entered the same town at the same moment.
        if known := queries.town_named(session, name, country):
            return known
        raise
    return town


def locate_town(
    session: Session,
    actor: Actor,
    moment: datetime,
    town_id: uuid.UUID,
    *,
    latitude: float,
    longitude: float,
    region: str = "",
) -> Town:
    """Staff say where a town lies that the gazetteer lacks; degrees north and east, and its region."""
    town = session.get(Town, town_id)
    if town is None or town.country not in queries.countries_of(session, scopes(actor, "locate", "town")):
        raise NotVisible
    if town.source != "staff":
        raise Denied(Text("This town's place comes from the list of towns and is not changed by hand."))
    if not (54 <= latitude <= 72 and -25 <= longitude <= 32):
        raise _refused("latitude", Text("This point lies outside the Nordic countries."))
    if region and region not in regions_of(town.country):
        raise _refused("region", Text("Choose regions of this country."))
    town.latitude, town.longitude, town.region, town.entered_by = latitude, longitude, region, actor.person_id
    facts.tell(session, facts.Fact("reach", moment))
    return town


def _unit_to_change(session: Session, actor: Actor, unit_id: uuid.UUID) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None or not (actor == SYSTEM or policy.can_see(actor, unit)):
        raise NotVisible
    if not (actor == SYSTEM or policy.can_change(actor, unit)):
        raise Denied(Text("Staff change how the organisation is built."))
    return unit


def _sibling_named(session: Session, parent_id: uuid.UUID | None, name: str, but: uuid.UUID | None) -> bool:
    siblings = session.execute(select(Unit.id, func.lower(Unit.name)).where(Unit.parent_id == parent_id))
    return any(other == name.lower() and unit_id != but for unit_id, other in siblings)


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise _refused("name", Text("Write a name."))
    if len(name) > LONGEST_NAME:
        raise _refused(
            "name", Text("This name is too long: %(most)s letters at most.", {"most": LONGEST_NAME})
        )
    return name


def _refused(field: str, text: Text) -> Refused:
    return Refused((Refusal(guard=field, text=text),))
