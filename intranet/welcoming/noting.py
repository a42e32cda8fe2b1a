"""Names are shown to those who help in a group once it is noted that they were; nothing is shown that is not noted."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intranet.cases.models import SensitiveRead
from intranet.cases.operations.reading import note_reading
from intranet.clock import ZONE, local_date
from intranet.db import writing
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
    if not named or not _noted(session, actor, moment, named, NAME):
        return {}
    return names_of(session, named)


def contact_noted(
    session: Session, actor: Actor, moment: datetime, participant: Participant
) -> Contact | None:
    """How to reach somebody; each look is noted."""
    if participant.contact is None or not _noted(session, actor, moment, [participant], CONTACT):
        return None
    return contact_of(session, participant)


def _noted(
    session: Session, actor: Actor, moment: datetime, participants: Sequence[Participant], field: str
) -> bool:
    cases = cases_of(session, [one.id for one in participants])
    wanted = {cases[one.id].id for one in participants if one.id in cases}
    if field == NAME:
        wanted -= _today(session, actor, moment, wanted)
    if not wanted:
        return True
    try:
        with writing(session):
            for case_id in sorted(wanted):
                note_reading(session, case_id, actor, moment, [field])
    except DBAPIError:
        return False
    return True


def _today(session: Session, actor: Actor, moment: datetime, case_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    began = datetime.combine(local_date(moment), time(), ZONE)
    rows = session.execute(
        select(SensitiveRead.case_id, SensitiveRead.fields).where(
            SensitiveRead.reader_id == actor.person_id,
            SensitiveRead.case_id.in_(list(case_ids)),
            SensitiveRead.read_at >= began,
        )
    )
    return {row.case_id for row in rows if row.fields == [NAME]}
