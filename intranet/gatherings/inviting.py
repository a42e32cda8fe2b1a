"""Whom a gathering may be meant for: everybody of a role where it is held, in the country, or in all of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.engine.text import Text
from intranet.gatherings.looking import Seen
from intranet.gatherings.models import NORDIC
from intranet.organisation.models import RoleAssignment, Unit
from intranet.organisation.queries import counts_on, still_here
from intranet.organisation.settings import nation_path
from intranet.people.models import Person
from intranet.policy import ASSISTANT, MENTOR, VOLUNTEER

HERE, NATION, EVERYWHERE, HELPERS, CHOSEN = "assistants", "nation", "everywhere", "helpers", "chosen"
TRAINED, HANDS_ON = (ASSISTANT, MENTOR), (ASSISTANT, MENTOR, VOLUNTEER)
ROLES: Mapping[str, tuple[str, ...]] = {
    HERE: TRAINED,
    NATION: TRAINED,
    EVERYWHERE: TRAINED,
    HELPERS: HANDS_ON,
}
WORDS: Mapping[str, Text] = {
    HERE: Text("All assistants where it is held"),
    NATION: Text("All assistants of the country"),
    EVERYWHERE: Text("All assistants of the Nordic countries"),
    HELPERS: Text("All assistants and volunteers of the country"),
}


def wanted(session: Session, on: date, here: Seen, group: str) -> frozenset[uuid.UUID]:
    """Everybody meant by the choice who holds such a role that day, in the unit or anywhere below it."""
    if group not in ROLES:
        return frozenset()
    rows = session.scalars(
        select(Person.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(
            RoleAssignment.role.in_(ROLES[group]),
            Unit.path.startswith(_reach(here, group)),
            counts_on(on),
            still_here(on),
        )
    )
    return frozenset(rows)


def _reach(here: Seen, group: str) -> str:
    """Below which path; people of other countries are asked to a Nordic gathering alone."""
    if group == HERE:
        return here.path
    everywhere = group == EVERYWHERE and here.gathering.kind == NORDIC
    return "" if everywhere else nation_path(here.path)
