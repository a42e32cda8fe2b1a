"""What nobody needs to look up any more: of whoever left long ago the row itself, of the others what ended as long ago.

Which cases told of them is not this file's.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from intranet.db import lock_rows
from intranet.participants.models import Attendance, Bar, Consent, Participant, PrivateLink, PrivateSession

_THEIRS = (Attendance, Bar, Consent, PrivateLink, PrivateSession)


def forget(session: Session, participant_id: uuid.UUID) -> None:
    """That they came, what they agreed to and when. Nothing happens to somebody who has not left."""
    lock_rows(session, Participant, [participant_id])
    found = session.get(Participant, participant_id, populate_existing=True)
    if found is None or found.left_on is None:
        return
    for part in _THEIRS:
        session.execute(delete(part).where(part.participant_id == participant_id))
    session.execute(delete(Participant).where(Participant.id == participant_id))


def forget_before(session: Session, moment: datetime) -> None:
    """Agreements that ended before it, links that were given, and visits of somebody's own page."""
    session.execute(delete(Consent).where(Consent.withdrawn_at <= moment))
    session.execute(delete(PrivateLink).where(PrivateLink.given_at <= moment))
    session.execute(delete(PrivateSession).where(PrivateSession.seen_at <= moment))
