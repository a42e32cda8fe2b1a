"""What a participant agrees to: given with what it is for in one step, withdrawn as easily, and erased with that."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.config import LANGUAGES
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.groups.models import Group
from intranet.participants import details
from intranet.participants.consent_texts import CURRENT, TEXTS
from intranet.participants.details import Contact
from intranet.participants.looking import refused, seen_and_locked
from intranet.participants.models import (
    ATTENDANCE,
    BY_PHONE,
    CONTACT,
    HANDED_OVER,
    IN_PERSON,
    OWN_PAGE,
    PURPOSES,
    RECORD,
    Attendance,
    Consent,
    Participant,
)
from intranet.policy import Actor
from intranet.privacy import erasure
from intranet.privacy.wording import refuse_health
from intranet.problems import NotVisible, Refused
from intranet.reaching import is_email, is_phone

# How a word that takes something back may come to somebody who helps; a yes is given to words, shown or read out.
IN_WRITING = "in_writing"
TOLD = (IN_PERSON, BY_PHONE, IN_WRITING)
# How one may end that nobody took back: whoever lives under protection is protected, or a later yes stands for it.
BY_PROTECTION, ANEW = "by_protection", "anew"

ERASED: Mapping[str, Text] = {
    RECORD: Text("The name, how to reach you and the days you were here are erased."),
    CONTACT: Text("How to reach you is erased."),
    ATTENDANCE: Text("The days you were here are erased."),
}


@dataclass(frozen=True)
class Shown:
    """Which words were shown or read out, in which language, and how the answer came.

    `phone_of` is whose phone it was, where one was handed over for it.
    """

    version: str
    language: str
    channel: str
    phone_of: uuid.UUID | None = None


def give(
    session: Session,
    actor: Actor,
    moment: datetime,
    participant_id: uuid.UUID,
    purpose: str,
    shown: Shown,
    *,
    name: str | None = None,
    contact: Contact | None = None,
    said_harmless: bool = False,
) -> Consent:
    """Agreed in these words, and what it is for is written down with it: the name, or how to reach them.

    Agreed already: another name or number, and other words, are a yes of their own; the same again is none.
    Raises Refused, also for words that are not shown any more, and NotVisible.
    """
    participant = seen_and_locked(session, actor, participant_id)
    if purpose not in PURPOSES:
        raise NotVisible
    check(actor, purpose, shown)
    check_may_be_kept(session, participant, purpose)
    same = True
    if purpose == RECORD:
        same = _write(session, participant, name=checked_name(name, said_harmless=said_harmless))
    elif name is not None:
        raise refused("name", Text("A name is written down only by somebody who agrees to that."))
    if purpose == CONTACT:
        same = _write(session, participant, contact=checked_contact(contact))
    elif contact is not None:
        raise refused("value", Text("How to reach somebody is written down only if they agree to that."))
    given = Consent(
        id=uuid.uuid4(), participant_id=participant_id, purpose=purpose, text_version=shown.version,
        language=shown.language, channel=shown.channel, given_at=moment,
        recorded_by=actor.person_id or shown.phone_of,
    )  # fmt: skip
    given = note(session, standing(session, participant_id).get(purpose), given, same=same)
    participant.language = shown.language
    # Whoever says yes was spoken with today.
    participant.last_contact_on = local_date(moment)
    _tell(session, moment, participant)
    return given


def write_otherwise(
    session: Session,
    moment: datetime,
    participant: Participant,
    before: Consent,
    noted_by: uuid.UUID | None,
    *,
    name: str | None = None,
    contact: Contact | None = None,
) -> None:
    """Another name or number than before, by themselves: a yes of its own to the same words.

    `noted_by` made the link, where it alone was enough: they could have written it.
    """
    given = Consent(
        id=uuid.uuid4(), participant_id=participant.id, purpose=before.purpose, text_version=before.text_version,
        language=before.language, channel=OWN_PAGE, given_at=moment, recorded_by=noted_by,
    )  # fmt: skip
    note(session, before, given, same=_write(session, participant, name=name, contact=contact))


def note(session: Session, before: Consent | None, given: Consent, *, same: bool = True) -> Consent:
    """This yes stands from now on, with who noted it, and the one before it ends; the same once more changes nothing.

    `same`: nothing else is written down for it than before.
    """
    if before is not None:
        if same and (before.text_version, before.language) == (given.text_version, given.language):
            return before
        before.withdrawn_at, before.withdrawn_channel = given.given_at, ANEW
        before.withdrawn_by = given.recorded_by
        session.flush()
    session.add(given)
    session.flush()
    return given


def withdraw(
    session: Session,
    actor: Actor,
    moment: datetime,
    participant_id: uuid.UUID,
    purpose: str,
    *,
    channel: str,
    phone_of: uuid.UUID | None = None,
    link_of: uuid.UUID | None = None,
) -> Text | None:
    """Taken back, in one press: what it was for is erased with it, in every copy. What was erased, to be shown.

    `link_of` made the link, where it alone was enough: they could have pressed it. That it was given and taken back
    stays. None: it did not stand, and nothing was done.
    """
    participant = seen_and_locked(session, actor, participant_id)
    if purpose not in PURPOSES or not _could_be(actor, channel, phone_of, told=(*TOLD, BY_PROTECTION)):
        raise NotVisible
    now = standing(session, participant_id)
    # Who agrees to be nobody known by name here is neither contacted nor noted as having been here.
    ends = [key for key in (PURPOSES if purpose == RECORD else (purpose,)) if key in now]
    if purpose not in now:
        return None
    for key in ends:
        now[key].withdrawn_at, now[key].withdrawn_channel = moment, channel
        now[key].withdrawn_by = actor.person_id or phone_of or link_of
    _erase(session, moment, participant, frozenset(ends))
    _tell(session, moment, participant)
    return ERASED[purpose]


def standing(session: Session, participant_id: uuid.UUID) -> dict[str, Consent]:
    """What they agree to today, by purpose."""
    return {one.purpose: one for one in history(session, participant_id) if one.withdrawn_at is None}


def history(session: Session, participant_id: uuid.UUID) -> Sequence[Consent]:
    """Everything they ever agreed to that all who help in the group may know, the oldest first."""
    return session.scalars(
        select(Consent)
        .where(Consent.participant_id == participant_id, Consent.purpose.in_(PURPOSES))
        .order_by(Consent.given_at, Consent.id)
        .execution_options(populate_existing=True)
    ).all()


def end_all(session: Session, moment: datetime, participant: Participant, by: uuid.UUID | None) -> None:
    """Nothing is agreed to any more by somebody who leaves; what it was for is erased, and when it ended stays."""
    for one in standing(session, participant.id).values():
        one.withdrawn_at, one.withdrawn_by = moment, by
    _erase(session, moment, participant, frozenset(PURPOSES))


def check_may_be_kept(session: Session, participant: Participant, purpose: str) -> None:
    """Whoever asks: of somebody under protection neither way nor days, and days only where the group notes them."""
    if participant.protected and purpose != RECORD:
        raise refused(purpose, Text("Under protection, neither a way to reach somebody nor a day is kept."))
    if purpose == ATTENDANCE and not session.get_one(Group, participant.group_id).names_attendance:
        raise refused(purpose, Text("The group keeps a number alone."))


def checked_name(name: str | None, *, said_harmless: bool) -> str:
    """What they chose to be called. Raises Refused for nothing, for more than a name, and once for words of health."""
    written = " ".join((name or "").split())
    if not written:
        raise refused(
            "name", Text("Write what they would like to be called, or leave the name out altogether.")
        )
    if len(written) > details.LONGEST_NAME:
        raise refused("name", Text("Please write at most %(n)s letters.", {"n": details.LONGEST_NAME}))
    if (asked := refuse_health("name", written, said_harmless=said_harmless)) is not None:
        raise Refused((asked,))
    return written


def checked_contact(contact: Contact | None) -> Contact:
    """Raises Refused naming each part that is missing or unknown."""
    found = []
    if contact is None or contact.way not in details.WAYS:
        found.append(Refusal("way", Text("Please choose one of these.")))
    if contact is None or not contact.value.strip():
        found.append(Refusal("value", Text("Please fill this in.")))
    elif len(contact.value) > details.LONGEST_CONTACT:
        found.append(
            Refusal("value", Text("Please write at most %(n)s letters.", {"n": details.LONGEST_CONTACT}))
        )
    elif contact.way == details.EMAIL and not is_email(contact.value.strip()):
        found.append(Refusal("value", Text("This does not look like an e-mail address.")))
    elif contact.way in (details.CALL, details.MESSAGE) and not is_phone(contact.value.strip()):
        found.append(Refusal("value", Text("This does not look like a phone number.")))
    if contact is None or contact.hours not in details.HOURS:
        found.append(Refusal("hours", Text("Please choose one of these.")))
    if found or contact is None:
        raise Refused(tuple(found))
    return Contact(contact.way, contact.value.strip(), contact.message, contact.hours)


def check(actor: Actor, purpose: str, shown: Shown) -> None:
    """Words of today, and said by whoever says so. Raises NotVisible, Refused."""
    if purpose not in TEXTS or not _could_be(actor, shown.channel, shown.phone_of):
        raise NotVisible
    if shown.version != CURRENT[purpose] or shown.language not in LANGUAGES:
        raise refused("version", Text("The words have changed meanwhile. Please read them once more."))


def _could_be(
    actor: Actor, channel: str, phone_of: uuid.UUID | None, *, told: Collection[str] = (IN_PERSON, BY_PHONE)
) -> bool:
    """Nobody says for another that they pressed it themselves, nor on their own page that another noted it."""
    if actor.participant_id is None:
        return channel in told and phone_of is None
    return channel == (OWN_PAGE if phone_of is None else HANDED_OVER)


def _write(
    session: Session, participant: Participant, *, name: str | None = None, contact: Contact | None = None
) -> bool:
    """Whether that is what stood there already."""
    same = True
    if name is not None:
        same = name == details.name_of(session, participant)
        details.keep_name(session, participant, name)
    if contact is not None:
        same = same and contact == details.contact_of(session, participant)
        details.keep_contact(session, participant, contact)
    return same


def _erase(session: Session, moment: datetime, participant: Participant, ends: frozenset[str]) -> None:
    """What goes is erased with its key; what may stay is sealed anew."""
    if ATTENDANCE in ends:
        session.execute(delete(Attendance).where(Attendance.participant_id == participant.id))
    if not ends & {RECORD, CONTACT}:
        return
    name = None if RECORD in ends else details.name_of(session, participant)
    contact = None if CONTACT in ends else details.contact_of(session, participant)
    erasure.erase(session, moment, [participant.seal_id])
    participant.seal_id, participant.name, participant.contact = uuid.uuid4(), None, None
    session.flush()
    if name is not None:
        details.keep_name(session, participant, name)
    if contact is not None:
        details.keep_contact(session, participant, contact)


def _tell(session: Session, moment: datetime, participant: Participant) -> None:
    facts.tell(
        session,
        facts.Fact("participants", moment, participant_id=participant.id, group_id=participant.group_id),
    )
