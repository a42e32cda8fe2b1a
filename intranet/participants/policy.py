"""Who knows of a participant: those who help in the very group, unless they are barred, and the person themselves."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, Select, and_, select

from intranet.organisation.models import Unit
from intranet.participants.models import Participant
from intranet.policy import ASSISTANT, VOLUNTEER, Actor

# Other roles held in a group know no more of its participants than the same roles above it: nothing.
HELPERS = frozenset({VOLUNTEER, ASSISTANT})


def can_help_in(actor: Actor, group_path: str) -> bool:
    return bool(actor.roles_in(group_path) & HELPERS)


def can_lead_in(actor: Actor, group_path: str) -> bool:
    return ASSISTANT in actor.roles_in(group_path)


def can_see(actor: Actor, group_path: str, participant_id: uuid.UUID) -> bool:
    if actor.participant_id is not None:
        return actor.participant_id == participant_id
    return participant_id not in actor.barred_from and can_help_in(actor, group_path)


def visible_to(actor: Actor) -> Select[Participant]:
    """The participants for whom `can_see` says yes."""
    if actor.participant_id is not None:
        seen: ColumnElement[bool] = Participant.id == actor.participant_id
    else:
        helped = {grant.path for grant in actor.grants if grant.role in HELPERS}
        seen = and_(Unit.path.in_(helped), Participant.id.not_in(actor.barred_from))
    return select(Participant).join(Unit, Unit.id == Participant.group_id).where(seen)
