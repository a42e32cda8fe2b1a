"""Names are shown to those who help in a group once it is noted that they were; nothing is shown that is not noted."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from intranet.cases.operations.reading import noted, noted_today
from intranet.participants.details import Contact, contact_of, names_of
from intranet.participants.models import Participant
from intranet.policy import Actor
from intranet.welcoming.queries import cases_of

NAME, CONTACT = "name", "contact"


def names_noted(
    session: Session, actor: Actor, moment: datetime, participants: Iterable[Participant]
) -> Mapping[uuid.UUID, str]:
    """The chosen names, each noted as read once by a reader on a day. None of them where that could not be written.

    Of whoever lives under protection a label stands there instead.
    """
    named = [one for one in participants if one.name is not None and not one.protected]
    if not named:
        return {}
    cases = [case.id for case in cases_of(session, [one.id for one in named]).values()]
    names = names_of(session, named)
    return names if noted_today(session, cases, actor, moment, NAME) else {}


def contact_noted(
    session: Session, actor: Actor, moment: datetime, participant: Participant
) -> Contact | None:
    """How to reach somebody; each look is noted."""
    if participant.contact is None:
        return None
    cases = [case.id for case in cases_of(session, [participant.id]).values()]
    return contact_of(session, participant) if noted(session, cases, actor, moment, [CONTACT]) else None
