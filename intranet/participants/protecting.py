"""Living under protection, set by whoever knows of it and lifted by those who lead: a label stands for the name."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from intranet.engine.text import Text
from intranet.participants import consents, membership
from intranet.participants.looking import path_of, seen_and_locked
from intranet.participants.models import ATTENDANCE, CONTACT, OWN_PAGE
from intranet.participants.operations import tell
from intranet.participants.policy import can_lead_in
from intranet.policy import Actor
from intranet.problems import Denied


def protect(
    session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID, *, protected: bool
) -> None:
    """Lives under protection, or no more: how to reach them and their days are erased, and nobody writes them again.

    Anybody who knows of them may protect them, they themselves too; whoever leads the group lifts it. Their membership
    follows, and stays protected when they leave the group. Raises Denied, NotVisible.
    """
    participant = seen_and_locked(session, actor, participant_id)
    if participant.protected and not protected and not can_lead_in(actor, path_of(session, participant)):
        raise Denied(Text("Protection is lifted by those who lead the group."))
    if protected:
        channel = OWN_PAGE if actor.participant_id is not None else consents.BY_PROTECTION
        for purpose in (CONTACT, ATTENDANCE):
            consents.withdraw(session, actor, moment, participant_id, purpose, channel=channel)
        participant = seen_and_locked(session, actor, participant_id)
    participant.protected = protected
    membership.keep_protected(session, participant)
    tell(session, moment, participant)
