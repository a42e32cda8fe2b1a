"""The short note of a meeting: about the evening and nobody in it, sealed, read by those who lead, erased in time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.certificates.dates import plus_months
from intranet.clock import local_date
from intranet.db import lock_rows, new_id
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.groups import policy
from intranet.groups.looking import seen, who
from intranet.groups.models import Group, Meeting, MeetingNoteRead
from intranet.policy import Actor
from intranet.privacy.erasure import erase
from intranet.privacy.sealing import seal, unseal
from intranet.privacy.wording import LONGEST_NOTE, refuse_health
from intranet.problems import Denied, NotVisible

MONTHS_KEPT = 6


@dataclass(frozen=True)
class Note:
    """`text` None: nothing was written, or it was erased."""

    held_on: date
    text: str | None
    until: date


def why_not(note: str, said_harmless: bool) -> Iterable[Refusal]:
    """A note that may be about somebody's health is asked about once; `said_harmless` is the answer that it is not."""
    if len(note) > LONGEST_NOTE:
        yield Refusal("note", Text("Please write at most %(n)s letters.", {"n": LONGEST_NOTE}))
    elif (asked := refuse_health("note", note, said_harmless=said_harmless)) is not None:
        yield asked


def sealed(session: Session, meeting_id: uuid.UUID, note: str) -> bytes | None:
    return seal(session, meeting_id, _place(meeting_id), note) if note else None


def read(
    session: Session, actor: Actor, moment: datetime, *, group_id: uuid.UUID, meeting_id: uuid.UUID
) -> Note:
    """What was noted, for those who lead the group; that it was read is written first, in the same transaction."""
    here = seen(session, actor, group_id)
    if not policy.can_see_inside(actor, here.path, here.involved):
        raise NotVisible
    meeting = session.get(Meeting, meeting_id, populate_existing=True)
    if meeting is None or meeting.group_id != group_id:
        raise NotVisible
    if not policy.can_read_notes(actor, here.path, here.leaders):
        raise Denied(Text("The notes of a group are for those who lead it."))
    text = None
    if meeting.note is not None:
        session.add(MeetingNoteRead(id=new_id(), meeting_id=meeting_id, reader_id=who(actor), read_at=moment))
        session.flush()
        text = unseal(session, meeting_id, _place(meeting_id), meeting.note)
    return Note(meeting.held_on, text, plus_months(local_date(meeting.reported_at), MONTHS_KEPT))


def over(session: Session, today: date) -> Sequence[uuid.UUID]:
    """The meetings whose note has been kept long enough."""
    kept = select(Meeting.id, Meeting.reported_at).where(Meeting.note.is_not(None)).order_by(Meeting.id)
    return [
        row.id
        for row in session.execute(kept)
        if plus_months(local_date(row.reported_at), MONTHS_KEPT) <= today
    ]


def erase_over(session: Session, moment: datetime, meeting_id: uuid.UUID) -> None:
    """Erases one of them; nothing where it was erased meanwhile."""
    meeting = session.get_one(Meeting, meeting_id)
    lock_rows(session, Group, [meeting.group_id])
    session.refresh(meeting)
    forget(session, moment, meeting)


def forget(session: Session, moment: datetime, meeting: Meeting) -> None:
    """The note of a meeting whose group is locked is gone, in every copy."""
    if meeting.note is not None:
        meeting.note, meeting.note_erased_at = None, moment
        erase(session, moment, [meeting.id])


def _place(meeting_id: uuid.UUID) -> str:
    return f"meetings.note/{meeting_id}"
