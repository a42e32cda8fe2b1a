"""Who may invite, give a new-password link, close an account: sentences over the one policy table."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from intranet.organisation.policy import outranks
from intranet.policy import VOLUNTEER, Actor, allows

Held = Sequence[tuple[str, str]]
"""The roles of the person whose account it is, now and later: (role, unit path)."""


def can_invite(actor: Actor, path: str, person_id: uuid.UUID, held: Held) -> bool:
    """A link to an account opens all its roles: only for people whose roles the actor could give anyway.

    A coordinator, who gives no roles, may invite whoever holds none yet, or helps as a volunteer.
    """
    return allows(actor, "invite", "person", path) and actor.person_id != person_id and _harmless(actor, held)


def can_give_link(actor: Actor, path: str, person_id: uuid.UUID, held: Held) -> bool:
    """Else staff could make themselves a way into the board's account, and four eyes would be two."""
    return allows(actor, "give_link", "account", path, owner_id=person_id) and outranks(actor, held)


def can_close(actor: Actor, path: str, person_id: uuid.UUID, held: Held) -> bool:
    """Closing an account and opening it again."""
    return allows(actor, "close", "account", path, owner_id=person_id) and outranks(actor, held)


def _harmless(actor: Actor, held: Held) -> bool:
    return outranks(actor, [(role, path) for role, path in held if role != VOLUNTEER])
