"""A participant's own row: arriving, being seen again, what is corrected, who is beside them; no order of steps."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.config import LANGUAGES
from intranet.db import lock_rows
from intranet.engine.text import Text
from intranet.groups.models import FAMILY_CLUB, Group
from intranet.organisation.actors import barred
from intranet.participants import consents, details
from intranet.participants.details import Contact
from intranet.participants.looking import refused, seen_and_locked
from intranet.participants.models import (
    CONTACT,
    FAMILY,
    PERSON,
    RECORD,
    Participant,
)
from intranet.participants.queries import helpers_of
from intranet.policy import Actor
from intranet.problems import NotVisible

MOST_ADULTS, MOST_CHILDREN = 10, 15


def arrive(session: Session, moment: datetime, group_id: uuid.UUID) -> Participant:
    """Somebody was here for the first time: a number within the group, and nothing else about them."""
    lock_rows(session, Group, [group_id])
    number = _free_number(session, group_id)
    today = local_date(moment)
    participant = Participant(
        id=uuid.uuid4(), seal_id=uuid.uuid4(), group_id=group_id, number=number, kind=PERSON,
        protected=False, first_visit_on=today, last_contact_on=today,
    )  # fmt: skip
    session.add(participant)
    session.flush()
    return participant


def _free_number(session: Session, group_id: uuid.UUID) -> int:
    """Drawn, never counted on: a gap in a row of numbers would tell whoever is barred that somebody is missing."""
    taken = set(session.scalars(select(Participant.number).where(Participant.group_id == group_id)))
    least = 100
    # Half of those with so many digits stay free.
    while len(taken) * 2 >= least * 9:
        least *= 10
    while (drawn := least + secrets.randbelow(least * 9)) in taken:
        pass
    return drawn


def was_here(session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID) -> None:
    """Seen or spoken with today: how long anything is kept counts from now. On which other days is not known."""
    participant = seen_and_locked(session, actor, participant_id)
    participant.last_contact_on = local_date(moment)
    tell(session, moment, participant)


def describe(
    session: Session,
    actor: Actor,
    moment: datetime,
    participant_id: uuid.UUID,
    *,
    kind: str,
    adults: int | None,
    children: int | None,
) -> None:
    """One person, or a family as two numbers. Raises Refused."""
    participant = seen_and_locked(session, actor, participant_id)
    if kind == PERSON:
        participant.kind, participant.adults, participant.children = PERSON, None, None
    elif kind != FAMILY or session.get_one(Group, participant.group_id).kind != FAMILY_CLUB:
        raise refused("kind", Text("Families belong to a family club."))
    elif adults is None or not 1 <= adults <= MOST_ADULTS:
        raise refused("adults", Text("Write a number between 1 and %(most)s.", {"most": MOST_ADULTS}))
    elif not 0 <= (children or 0) <= MOST_CHILDREN:
        raise refused("children", Text("Write a number between 0 and %(most)s.", {"most": MOST_CHILDREN}))
    else:
        participant.kind, participant.adults, participant.children = FAMILY, adults, children or 0
        participant.paired_with = None
    tell(session, moment, participant)


def pair(
    session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID, person_id: uuid.UUID | None
) -> None:
    """Whoever comes alone to a family club has somebody of the group beside them; nobody whom they keep away."""
    participant = seen_and_locked(session, actor, participant_id)
    offered = helpers_of(session, participant.group_id, local_date(moment))
    if person_id is not None and (person_id not in offered or participant_id in barred(session, person_id)):
        raise refused("person", Text("Choose one of the list."))
    participant.paired_with = person_id
    tell(session, moment, participant)


def correct(
    session: Session,
    actor: Actor,
    moment: datetime,
    participant_id: uuid.UUID,
    *,
    name: str | None = None,
    contact: Contact | None = None,
    language: str | None = None,
    said_harmless: bool = False,
    link_of: uuid.UUID | None = None,
) -> None:
    """Written otherwise, where it was agreed to already; None leaves it as it is. Raises Refused.

    By themselves on their own page; `link_of` made the link, where it alone was enough.
    """
    participant = seen_and_locked(session, actor, participant_id)
    agreed = consents.standing(session, participant_id)
    if name is not None:
        if RECORD not in agreed:
            raise refused("name", Text("A name is written down only by somebody who agrees to that."))
        same = name == details.name_of(session, participant)
        written = consents.checked_name(name, said_harmless=said_harmless or same)
        consents.write_otherwise(session, moment, participant, agreed[RECORD], link_of, name=written)
    if contact is not None:
        consents.check_may_be_kept(session, participant, CONTACT)
        if CONTACT not in agreed:
            raise refused("value", Text("How to reach somebody is written down only if they agree to that."))
        reached = consents.checked_contact(contact)
        consents.write_otherwise(session, moment, participant, agreed[CONTACT], link_of, contact=reached)
    if language is not None:
        if language not in LANGUAGES:
            raise NotVisible
        participant.language = language
    tell(session, moment, participant)


def rest_asking(session: Session, moment: datetime, participant: Participant, days: int) -> None:
    """Not now: nobody asks about membership before that day."""
    lock_rows(session, Participant, [participant.id])
    participant.ask_again_on = local_date(moment) + timedelta(days=days)
    tell(session, moment, participant)


def tell(session: Session, moment: datetime, participant: Participant) -> None:
    fact = facts.Fact("participants", moment, participant_id=participant.id, group_id=participant.group_id)
    facts.tell(session, fact)


def is_alone_in_a_club(session: Session, participant: Participant) -> bool:
    """Comes without a family to a club of families."""
    group = session.get_one(Group, participant.group_id)
    return group.kind == FAMILY_CLUB and participant.kind == PERSON
