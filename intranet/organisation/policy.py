"""Who may see and change units, towns and roles: sentences over the one policy table, each with its query."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import Select, false, or_, select

from intranet.organisation.models import Unit
from intranet.policy import GIVEN_BY, ROLES, Actor, allows, scopes


def visible_to(actor: Actor) -> Select[Unit]:
    """The units the actor may look into."""
    below = [Unit.path.startswith(scope) for scope in scopes(actor, "see", "unit")]
    return select(Unit).where(or_(false(), *below))


def can_see(actor: Actor, unit: Unit) -> bool:
    return allows(actor, "see", "unit", unit.path)


def can_change(actor: Actor, unit: Unit) -> bool:
    return allows(actor, "change", "unit", unit.path)


def with_limits_of(actor: Actor) -> Select[Unit]:
    """The nations whose limits the actor may set."""
    below = [Unit.path.startswith(scope) for scope in scopes(actor, "set", "limit")]
    return select(Unit).where(Unit.kind == "nation", or_(false(), *below))


def can_set_limits(actor: Actor, unit: Unit) -> bool:
    return unit.kind == "nation" and allows(actor, "set", "limit", unit.path)


def roles_to_give(actor: Actor, path: str) -> tuple[str, ...]:
    """The roles the actor may give to others in the unit with this path, and may end there."""
    giveable = [GIVEN_BY.get(role, frozenset()) for role in actor.roles_at(path)]
    return tuple(role for role in ROLES if any(role in own for own in giveable))


def can_give_role(actor: Actor, role: str, path: str, person_id: uuid.UUID) -> bool:
    """Nobody gives themselves a role, and nobody gives one that is not theirs to give."""
    return allows(actor, "give", "role", path, owner_id=person_id) and role in roles_to_give(actor, path)


def can_end_role(actor: Actor, role: str, path: str, person_id: uuid.UUID) -> bool:
    """One's own role is laid down by oneself; that of others is ended by whoever could have given it."""
    mine = actor.person_id == person_id
    return allows(actor, "end", "role", path, owner_id=person_id) and (
        mine or role in roles_to_give(actor, path)
    )


def outranks(actor: Actor, held: Iterable[tuple[str, str]]) -> bool:
    """May the actor give every one of these (role, unit path)? Else a link or a new e-mail would be a way into them."""
    return all(role in roles_to_give(actor, path) for role, path in held)
