"""Whom a gathering may be meant for: everybody of a role where it is held, or in the whole country."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.engine.text import Text
from intranet.gatherings.looking import Seen
from intranet.organisation.models import RoleAssignment, Unit
from intranet.organisation.queries import counts_on, still_here
from intranet.organisation.settings import nation_path
from intranet.people.models import Person
from intranet.policy import ASSISTANT, MENTOR, VOLUNTEER

HERE, NATION, HELPERS, CHOSEN = "assistants", "nation", "helpers", "chosen"
# choice -> (roles, whether the whole country is meant)
GROUPS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    HERE: ((ASSISTANT, MENTOR), False),
    NATION: ((ASSISTANT, MENTOR), True),
    HELPERS: ((ASSISTANT, MENTOR, VOLUNTEER), True),
}
WORDS: Mapping[str, Text] = {
    HERE: Text("All assistants where it is held"),
    NATION: Text("All assistants of the country"),
    HELPERS: Text("All assistants and volunteers of the country"),
}


def wanted(session: Session, on: date, here: Seen, group: str) -> frozenset[uuid.UUID]:
    """Everybody meant by the choice who holds such a role that day, in the unit or anywhere below it."""
    if group not in GROUPS:
        return frozenset()
    roles, whole_country = GROUPS[group]
    path = nation_path(here.path) if whole_country else here.path
    rows = session.scalars(
        select(Person.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(RoleAssignment.role.in_(roles), Unit.path.startswith(path), counts_on(on), still_here(on))
    )
    return frozenset(rows)
