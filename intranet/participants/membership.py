"""The one thread from a participant to their membership: sealed, and blind from the other side.

Whoever holds the database alone cannot follow it either way. Nothing happens on both ends at one moment, for that
would tell who belongs to whom: what became of a membership is looked at once a day, from here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import beginning_of, local_date
from intranet.facts import Fact
from intranet.memberships import details
from intranet.memberships.operations import locked
from intranet.participants import thread
from intranet.participants.looking import seen_and_locked
from intranet.participants.models import Bar, Participant
from intranet.participants.operations import tell
from intranet.policy import Actor
from intranet.problems import NotVisible


def hang_on(
    session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID, membership_id: uuid.UUID
) -> None:
    """This membership is theirs. Only they themselves say so, on their own page. Raises NotVisible."""
    if actor.participant_id != participant_id:
        raise NotVisible
    participant = seen_and_locked(session, actor, participant_id)
    participant.membership = thread.tied(session, participant.id, membership_id)
    participant.membership_index = thread.index_of(session, membership_id)
    if participant.protected:
        keep_protected(session, participant)
    tell(session, moment, participant)
    kept_away = select(Bar.person_id).where(Bar.participant_id == participant.id)
    take_from(session, moment, participant, session.scalars(kept_away).all())


def membership_of(session: Session, participant: Participant) -> uuid.UUID | None:
    return thread.ends(session, [(participant.id, participant.membership)])[0]


def keep_protected(session: Session, participant: Participant) -> None:
    """The membership knows, sealed, whether they live under protection: the thread to it is cut when they leave."""
    belongs = membership_of(session, participant)
    if belongs is not None:
        details.protect(session, locked(session, belongs), protected=participant.protected)


def take_from(
    session: Session, moment: datetime, participant: Participant, person_ids: Iterable[uuid.UUID | None]
) -> None:
    """Tasks for their membership that stand with those whom they keep away find another list; nothing is written of it.

    Told of the day: two moments that are equal would tell whose membership it is.
    """
    began = beginning_of(local_date(moment))
    barred = [one for one in person_ids if one is not None]
    belongs = membership_of(session, participant) if barred else None
    for person_id in barred:
        if belongs is not None:
            facts.tell(session, Fact("memberships", began, person_id=person_id, membership_id=belongs))


def let_go(session: Session, moment: datetime, participant: Participant) -> None:
    """Nothing leads to it any more, whatever it goes on to be."""
    participant.membership, participant.membership_index = None, None
    tell(session, moment, participant)
