"""Whose figures somebody may see: the policy table, as predicate and query."""

from __future__ import annotations

from sqlalchemy import Select, false, or_, select

from intranet.organisation.models import Unit
from intranet.policy import Actor, allows, scopes


def visible_to(actor: Actor) -> Select[Unit]:
    """The units whose figures the actor may see, also those that are closed: they have years behind them."""
    below = [Unit.path.startswith(scope) for scope in scopes(actor, "see", "figures")]
    return select(Unit).where(or_(false(), *below))


def way_visible_to(actor: Actor) -> Select[Unit]:
    """The units of which the actor may see how visitors went on, in ranges."""
    below = [Unit.path.startswith(scope) for scope in scopes(actor, "see", "way")]
    return select(Unit).where(or_(false(), *below))


def can_see_way_of(actor: Actor, path: str) -> bool:
    """Of one group: whoever looks after it from above, or has a role in the very group."""
    return allows(actor, "see", "way", path) or bool(actor.roles_in(path))


def can_see(actor: Actor, unit: Unit) -> bool:
    return allows(actor, "see", "figures", unit.path)
