"""Who may see, plan and mark a gathering, and who may answer: the policy table, as predicates and their query."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from intranet.gatherings.models import NORDIC, Gathering, Seat
from intranet.organisation.models import Unit
from intranet.policy import Actor, allows, scopes, somewhere


def visible_to(actor: Actor) -> Select[Gathering]:
    """What was announced in the actor's nation, Nordic ones anywhere, what the actor plans, leads or is invited to."""
    announced = Gathering.invited_at.is_not(None)
    found: list[ColumnElement[bool]] = [
        and_(announced, Unit.path.startswith(scope)) for scope in scopes(actor, "see", "gathering")
    ]
    if somewhere(actor, "see", "gathering"):
        found.append(and_(announced, Gathering.kind == NORDIC))
    found += [Unit.path.startswith(scope) for scope in scopes(actor, "see", "planned_gathering")]
    found += _own(actor)
    return select(Gathering).join(Unit, Unit.id == Gathering.unit_id).where(or_(false(), *found))


def can_see(actor: Actor, path: str, gathering: Gathering, invited: Collection[uuid.UUID]) -> bool:
    """`invited`: whose answer is asked for or stands."""
    if can_see_plan(actor, path, gathering):
        return True
    if gathering.invited_at is None:
        return False
    if gathering.kind == NORDIC and somewhere(actor, "see", "gathering"):
        return True
    return allows(actor, "see", "gathering", path, owner_id=_one_of(actor, invited))


def can_see_plan(actor: Actor, path: str, gathering: Gathering) -> bool:
    """Before it is announced, and who comes afterwards: whoever plans or leads it."""
    owners = [one for one in (gathering.leader_id, gathering.planned_by) if one is not None]
    return allows(actor, "see", "planned_gathering", path, owner_id=_one_of(actor, owners))


def can_plan(actor: Actor, path: str) -> bool:
    return allows(actor, "plan", "gathering", path)


def can_answer(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    """Everybody answers for themselves alone."""
    return allows(actor, "answer", "invitation", path, owner_id=person_id)


def can_mark(actor: Actor, path: str, leader_id: uuid.UUID | None) -> bool:
    """The leader alone says who was there."""
    return allows(actor, "mark", "attendance", path, owner_id=leader_id)


def can_mark_leader(actor: Actor, path: str, leader_id: uuid.UUID | None) -> bool:
    """Nobody says of themselves that they were there: the leader's own is marked by somebody else."""
    return allows(actor, "mark", "leader_attendance", path, owner_id=leader_id)


def _own(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.person_id is None:
        return []
    invited = select(Seat.gathering_id).where(Seat.person_id == actor.person_id, Seat.replaced_at.is_(None))
    return [
        Gathering.leader_id == actor.person_id,
        Gathering.planned_by == actor.person_id,
        and_(Gathering.invited_at.is_not(None), Gathering.id.in_(invited)),
    ]


def _one_of(actor: Actor, people: Collection[uuid.UUID]) -> uuid.UUID | None:
    return actor.person_id if actor.person_id in people else None
