"""The one thread from a participant to their membership: sealed, and blind from the other side.

Whoever holds the database alone cannot follow it either way. Nothing happens on both ends at one moment, for that
would tell who belongs to whom: what became of a membership is looked at once a day, from here.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from intranet.participants.looking import seen_and_locked
from intranet.participants.models import Participant
from intranet.participants.operations import tell
from intranet.policy import Actor
from intranet.privacy import sealing
from intranet.problems import NotVisible

PURPOSE = "membership"


def hang_on(
    session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID, membership_id: uuid.UUID
) -> None:
    """This membership is theirs. Only they themselves say so, on their own page. Raises NotVisible."""
    if actor.participant_id != participant_id:
        raise NotVisible
    participant = seen_and_locked(session, actor, participant_id)
    participant.membership = sealing.seal(session, participant.id, _place(participant), str(membership_id))
    participant.membership_index = _index(session, membership_id)
    tell(session, moment, participant)


def membership_of(session: Session, participant: Participant) -> uuid.UUID | None:
    opened = sealing.unseal(session, participant.id, _place(participant), participant.membership)
    return None if opened is None else uuid.UUID(opened)


def let_go(session: Session, moment: datetime, participant: Participant) -> None:
    """Nothing leads to it any more, whatever it goes on to be."""
    participant.membership, participant.membership_index = None, None
    tell(session, moment, participant)


def _index(session: Session, membership_id: uuid.UUID) -> bytes:
    return sealing.blind(session, PURPOSE, str(membership_id))


def _place(participant: Participant) -> str:
    return f"participants.membership/{participant.id}"
