"""What a participant agreed to have kept, sealed and opened; who may read it and that it was read is not asked here."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from intranet.participants.models import Participant
from intranet.privacy import sealing

CALL, MESSAGE, EMAIL = "call", "text", "email"
WAYS = (CALL, MESSAGE, EMAIL)
ANY_TIME, DAYTIME, EVENINGS, WEEKENDS = "any", "daytime", "evenings", "weekends"
HOURS = (ANY_TIME, DAYTIME, EVENINGS, WEEKENDS)
LONGEST_NAME, LONGEST_CONTACT = 60, 120


@dataclass(frozen=True)
class Contact:
    """The one safe way to reach somebody. `message`: may a message be left there?"""

    way: str
    value: str
    message: bool = False
    hours: str = ANY_TIME


def name_of(session: Session, participant: Participant) -> str | None:
    return names_of(session, [participant]).get(participant.id)


def names_of(session: Session, participants: Iterable[Participant]) -> Mapping[uuid.UUID, str]:
    """The chosen names of those who gave one."""
    known = [one for one in participants if one.name is not None]
    opened = sealing.unseal_all(session, [(one.seal_id, _place("name", one), one.name) for one in known])
    return {one.id: name for one, name in zip(known, opened, strict=True) if name is not None}


def contact_of(session: Session, participant: Participant) -> Contact | None:
    opened = sealing.unseal(session, participant.seal_id, _place("contact", participant), participant.contact)
    return None if opened is None else Contact(**json.loads(opened))


def keep_name(session: Session, participant: Participant, name: str) -> None:
    participant.name = sealing.seal(session, participant.seal_id, _place("name", participant), name)


def keep_contact(session: Session, participant: Participant, contact: Contact) -> None:
    written = json.dumps(asdict(contact))
    participant.contact = sealing.seal(session, participant.seal_id, _place("contact", participant), written)


def _place(column: str, participant: Participant) -> str:
    return f"participants.{column}/{participant.id}"
