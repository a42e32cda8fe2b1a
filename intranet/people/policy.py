"""Who may see and change people: sentences over the one policy table, each with its query."""

from __future__ import annotations

import uuid

from sqlalchemy import Select, or_, select

from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor, allows, scopes


def visible_to(actor: Actor) -> Select[Person]:
    """The people whose page the actor may open: those below where the actor works, and oneself."""
    below = [Unit.path.startswith(scope) for scope in scopes(actor, "see", "person")]
    return (
        select(Person).join(Unit, Unit.id == Person.unit_id).where(or_(Person.id == actor.person_id, *below))
    )


def can_see(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "see", "person", path, owner_id=person_id)


def can_create(actor: Actor, path: str) -> bool:
    """Whoever may invite people in a unit may enter them there."""
    return allows(actor, "invite", "person", path)


def can_change(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "change", "person", path, owner_id=person_id)


def can_see_record_checks(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    """That an extract was seen, when and by whom."""
    return allows(actor, "see", "record_check", path, owner_id=person_id)


def can_note_record_check(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "note", "record_check", path, owner_id=person_id)
