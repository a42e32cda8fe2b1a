"""The groups that everybody may find, the nearest first; no person, and none that is off the list for now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.folding import folded
from intranet.groups.models import COUNTED, Group
from intranet.organisation import gazetteer
from intranet.organisation.distance import Located, kilometres
from intranet.organisation.models import Town, Unit
from intranet.organisation.queries import town_named


@dataclass(frozen=True)
class Found:
    """A group as anybody may read of it; `km` where the way to it is known."""

    group: Group
    name: str
    town: str
    km: float | None

    @property
    def room(self) -> str | None:
        """None too where it is told to those alone who ask."""
        return None if self.group.address_hidden else self.group.room


@dataclass(frozen=True)
class Looked:
    """`known` is False for a town that is none of the country's; `elsewhere` is the country that it lies in."""

    groups: Sequence[Found]
    known: bool = True
    elsewhere: str | None = None


def countries(session: Session) -> tuple[str, ...]:
    """Where the organisation is, in the order of the gazetteer."""
    here = set(
        session.scalars(
            select(Unit.country).where(Unit.kind == "nation", Unit.closed_on.is_(None)).distinct()
        )
    )
    return tuple(country for country in gazetteer.COUNTRIES if country in here)


def find(session: Session, country: str, town: str) -> Looked:
    """Groups on the list that count and are not hidden; without a town in the order of their towns."""
    here = place_of(session, country, town) if town.strip() else None
    rows = session.execute(
        select(Group, Unit.name, Town)
        .join(Unit, Unit.id == Group.id)
        .join(Town, Town.id == Group.town_id)
        .where(
            Group.listed.is_(True),
            Group.status.in_(COUNTED),
            Group.hidden_for.is_(None),
            Unit.closed_on.is_(None),
            Unit.country == country,
        )
    )
    found = [Found(group, name, at.name, kilometres(here, at)) for group, name, at in rows]
    found.sort(key=lambda one: (one.km is None, one.km or 0.0, folded(one.town), folded(one.name)))
    if here is not None or not town.strip():
        return Looked(found)
    others = (one for one in countries(session) if one != country and place_of(session, one, town))
    return Looked(found, known=False, elsewhere=next(others, None))


def place_of(session: Session, country: str, town: str) -> Located | None:
    """Where the town lies that somebody means: one that we know by heart, or that the gazetteer has."""
    ours = town_named(session, town, country)
    if ours is not None and ours.latitude is not None:
        return ours
    return next(iter(gazetteer.find(town, country)), None)
