"""Finding the person that an operation of training is about, as its actor may see them, and saying no in one way."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.certificates.dates import plus_months
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused
from intranet.training import policy
from intranet.training.models import PracticeMeeting

EARLIEST = date(1990, 1, 1)
MONTHS_BACK = 24
LONGEST_REASON = 500
LONGEST_NAME = 120


def path_of(session: Session, person_id: uuid.UUID) -> str:
    """The path of the unit the person belongs to. Raises NotVisible for nobody."""
    path = session.scalars(
        select(Unit.path).join(Person, Person.unit_id == Unit.id).where(Person.id == person_id)
    ).one_or_none()
    if path is None:
        raise NotVisible
    return path


def seen(session: Session, actor: Actor, person_id: uuid.UUID) -> str:
    """The path of the unit of somebody whose training the actor may see. Raises NotVisible."""
    path = path_of(session, person_id)
    if not policy.can_see(actor, path, person_id, mentors_of(session, person_id)):
        raise NotVisible
    return path


def mentors_of(session: Session, person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Whom the person named as mentor of a practice meeting that stands."""
    return frozenset(
        session.scalars(
            select(PracticeMeeting.mentor_id).where(
                PracticeMeeting.person_id == person_id, PracticeMeeting.withdrawn_at.is_(None)
            )
        )
    )


def wrong_day(field: str, day: date, today: date, earliest: date | None = None) -> Iterable[Refusal]:
    """Nobody dates forward, and nobody back beyond `earliest`; without one, beyond two years."""
    if day > today:
        yield Refusal(field, Text("This day is still to come."))
    elif day < (earliest or plus_months(today, -MONTHS_BACK)):
        yield Refusal(field, Text("This day is too long ago."))


def wrong_words(field: str, words: str, most: int = LONGEST_REASON) -> Iterable[Refusal]:
    if not words.strip():
        yield Refusal(field, Text("Write the reason in a sentence or two."))
    if len(words) > most:
        yield Refusal(field, Text("This is too long: %(most)s characters at most.", {"most": most}))


def none_of(*refusals: Iterable[Refusal]) -> None:
    """Raises Refused with everything that was found."""
    if found := tuple(refusal for some in refusals for refusal in some):
        raise Refused(found)


def refused(field: str, text: Text) -> Refused:
    return Refused((Refusal(field, text),))


def who(actor: Actor) -> uuid.UUID:
    if actor.person_id is None:
        raise Denied(Text("Somebody decides this, never the system."))
    return actor.person_id


def not_ones_own(actor: Actor, person_id: uuid.UUID, otherwise: Text) -> Denied:
    if actor.person_id == person_id:
        return Denied(Text("Nobody enters this for themselves. Ask a colleague."))
    return Denied(otherwise)
