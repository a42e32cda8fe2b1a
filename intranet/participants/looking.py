"""Finding the participant that an operation is about, as its actor may know of them, and saying no in one way."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.db import lock_rows
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.organisation.models import Unit
from intranet.participants import policy
from intranet.participants.models import Bar, Participant
from intranet.policy import Actor
from intranet.problems import NotVisible, Refused


def find(session: Session, participant_id: uuid.UUID) -> Participant | None:
    """The participant as they stand now, whatever this session has read before; nobody is asked who may know."""
    wanted = select(Participant).where(Participant.id == participant_id)
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def seen(session: Session, actor: Actor, participant_id: uuid.UUID) -> Participant:
    """Raises NotVisible: not in the very group, barred, or somebody who has left."""
    row = session.execute(
        select(Participant, Unit.path)
        .join(Unit, Unit.id == Participant.group_id)
        .where(Participant.id == participant_id, Participant.left_on.is_(None))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or not policy.can_see(actor, row.path, participant_id):
        raise NotVisible
    found: Participant = row[0]
    return found


def seen_and_locked(session: Session, actor: Actor, participant_id: uuid.UUID) -> Participant:
    """The same; whom they keep away is asked again, for what the actor was read with may be older than the lock."""
    seen(session, actor, participant_id)
    lock_rows(session, Participant, [participant_id])
    if actor.person_id is not None:
        barred = select(Bar.id).where(Bar.participant_id == participant_id, Bar.person_id == actor.person_id)
        if session.scalars(barred.limit(1)).first() is not None:
            raise NotVisible
    return seen(session, actor, participant_id)


def path_of(session: Session, participant: Participant) -> str:
    """The path of their group in the tree."""
    return session.scalars(select(Unit.path).where(Unit.id == participant.group_id)).one()


def refused(field: str, text: Text) -> Refused:
    return Refused((Refusal(field, text),))
