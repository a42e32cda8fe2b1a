"""How the one thread from a participant to their membership is written: sealed from here, blind from the other side."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from intranet.privacy import sealing

PURPOSE = "membership"


def tied(session: Session, participant_id: uuid.UUID, membership_id: uuid.UUID) -> bytes:
    return sealing.seal(session, participant_id, _place(participant_id), str(membership_id))


def ends(session: Session, threads: Sequence[tuple[uuid.UUID, bytes | None]]) -> list[uuid.UUID | None]:
    """For each (participant, sealed) the membership; None where there is none, or it was erased."""
    opened = sealing.unseal_all(session, [(one, _place(one), sealed) for one, sealed in threads])
    return [None if found is None else uuid.UUID(found) for found in opened]


def index_of(session: Session, membership_id: uuid.UUID) -> bytes:
    """What `participants.membership_index` is for this membership."""
    return sealing.blind(session, PURPOSE, str(membership_id))


def _place(participant_id: uuid.UUID) -> str:
    return f"participants.membership/{participant_id}"
