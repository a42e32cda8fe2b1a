"""Who may see, enter, issue, rest and decide about a certificate: the policy table, as predicates and their query."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, Select, false, or_, select

from intranet.certificates.models import Certificate
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor, allows, scopes


def visible_to(actor: Actor) -> Select[Certificate]:
    """The certificates of everybody in the actor's reach, and the actor's own."""
    return (
        select(Certificate)
        .join(Person, Person.id == Certificate.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(or_(*_seen(actor)))
    )


def can_see(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    """May the actor see the certificate of this person, who belongs to the unit with this path?"""
    return allows(actor, "see", "certificate", path, owner_id=person_id)


def can_see_reason(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "see", "certificate_reason", path, owner_id=person_id)


def can_enter(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    """Enter one from paper, or renew it: never one's own."""
    return allows(actor, "enter", "certificate", path, owner_id=person_id)


def can_ask_for_renewal(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "ask", "renewal", path, owner_id=person_id)


def can_check_renewal(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    """Say that something is missing for it: never for one's own."""
    return allows(actor, "check", "renewal", path, owner_id=person_id)


def can_suspend(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "suspend", "certificate", path, owner_id=person_id)


def can_lift(actor: Actor, path: str, person_id: uuid.UUID, imposed_by: uuid.UUID | None) -> bool:
    """Nobody lifts what they imposed."""
    return allows(actor, "lift", "certificate", path, owner_id=person_id) and actor.person_id != imposed_by


def can_revoke(actor: Actor, path: str, person_id: uuid.UUID, imposed_by: uuid.UUID | None) -> bool:
    """Whoever suspended does not decide what follows."""
    return allows(actor, "revoke", "certificate", path, owner_id=person_id) and actor.person_id != imposed_by


def can_issue(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "issue", "certificate", path, owner_id=person_id)


def can_extend(actor: Actor, path: str) -> bool:
    """Make the certificates of a whole unit last longer; one's own is left out."""
    return allows(actor, "extend", "certificate", path)


def can_pause(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "pause", "certificate", path, owner_id=person_id)


def can_resume(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "resume", "certificate", path, owner_id=person_id)


def can_reinstate(actor: Actor, path: str, person_id: uuid.UUID, earlier: frozenset[uuid.UUID]) -> bool:
    """After an appeal; nobody who decided before in the matter."""
    may = allows(actor, "reinstate", "certificate", path, owner_id=person_id)
    return may and actor.person_id not in earlier


def _seen(actor: Actor) -> list[ColumnElement[bool]]:
    below = [Unit.path.startswith(scope) for scope in scopes(actor, "see", "certificate")]
    own = [Person.id == actor.person_id] if actor.person_id is not None else []
    return [false(), *below, *own]
