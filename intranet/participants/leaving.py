"""Leaving: everything that was sealed is erased in every copy, and a row without a person stays for the counts."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from intranet.clock import local_date, month_of
from intranet.db import lock_rows
from intranet.memberships.operations import go_on_barring
from intranet.participants import bars, consents, links, support
from intranet.participants.membership import membership_of
from intranet.participants.models import PERSON, Participant
from intranet.participants.operations import tell
from intranet.privacy import erasure


def leave(session: Session, moment: datetime, participant: Participant, *, by: uuid.UUID | None) -> None:
    """Erased with the caller's transaction. What stays: the group, the months of coming and going, and a number.

    Whoever is kept away goes on knowing nothing of a membership that stays.
    """
    lock_rows(session, Participant, [participant.id])
    consents.end_all(session, moment, participant, by)
    support.forget(session, participant.id)
    links.forget(session, participant.id)
    if (belongs := membership_of(session, participant)) is not None:
        go_on_barring(session, belongs, bars.barred_by(session, participant.id))
    bars.forget(session, moment, participant.id)
    erasure.erase(session, moment, [participant.id, participant.seal_id])
    participant.membership, participant.membership_index = None, None
    participant.word, participant.word_reset_at, participant.word_reset_by = None, None, None
    participant.kind, participant.adults, participant.children = PERSON, None, None
    participant.language, participant.paired_with, participant.ask_again_on = None, None, None
    participant.protected = False
    participant.first_visit_on = month_of(participant.first_visit_on)
    participant.last_contact_on = participant.left_on = month_of(local_date(moment))
    tell(session, moment, participant)
