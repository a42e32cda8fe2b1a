"""Who may see, sign, enter and confirm: the policy table, as predicates and their query."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import Select, or_, select

from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor, allows, scopes
from intranet.training.models import PracticeMeeting


def visible_to(actor: Actor) -> Select[Person]:
    """Whose training the actor may see: those in reach, oneself, and whoever named the actor as mentor."""
    below = [Unit.path.startswith(scope) for scope in scopes(actor, "see", "training")]
    mentored = select(PracticeMeeting.person_id).where(
        PracticeMeeting.mentor_id == actor.person_id, PracticeMeeting.withdrawn_at.is_(None)
    )
    return (
        select(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(or_(Person.id == actor.person_id, Person.id.in_(mentored), *below))
    )


def can_see(actor: Actor, path: str, person_id: uuid.UUID, mentors: Collection[uuid.UUID] = ()) -> bool:
    """`mentors`: whom the person named as mentor of a practice meeting that stands."""
    return allows(actor, "see", "training", path, owner_id=_owner(actor, {person_id, *mentors}))


def can_sign(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    """A promise is one's own act."""
    return allows(actor, "sign", "document", path, owner_id=person_id)


def can_enter_signature(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "enter", "signature", path, owner_id=person_id)


def can_enter_hours(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "enter", "hours", path, owner_id=person_id)


def can_recognise(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "recognise", "hours", path, owner_id=person_id)


def can_withdraw_hours(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "withdraw", "hours", path, owner_id=person_id)


def can_log_practice(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "log", "practice", path, owner_id=person_id)


def can_answer_practice(actor: Actor, path: str, mentor_id: uuid.UUID) -> bool:
    """Only the named mentor says yes or no, whatever roles somebody else has."""
    return allows(actor, "answer", "practice", path, owner_id=mentor_id)


def can_withdraw_practice(
    actor: Actor, path: str, person_id: uuid.UUID, mentors: Collection[uuid.UUID] = ()
) -> bool:
    return allows(actor, "withdraw", "practice", path, owner_id=_owner(actor, {person_id, *mentors}))


def can_exempt(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "give", "exemption", path, owner_id=person_id)


def _owner(actor: Actor, people: Collection[uuid.UUID]) -> uuid.UUID | None:
    return actor.person_id if actor.person_id in people else None
