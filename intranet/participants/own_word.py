"""The word of somebody's own: with it a private link opens all of their page, alone what the group knows anyway.

Whoever makes a link could open it themselves. So the first one opens all only while there is nothing to see that
the group must not know, and a later one only with the word; or after somebody who leads the group has set the word
aside, and then only with a link that somebody else made. No helper alone opens all of the page.
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from intranet.auth.passwords import COMMON
from intranet.engine.text import Text
from intranet.participants import support
from intranet.participants.looking import path_of, refused, seen_and_locked
from intranet.participants.models import Participant
from intranet.participants.policy import can_lead_in
from intranet.policy import Actor
from intranet.privacy import sealing
from intranet.problems import Denied, NotVisible

SHORTEST, LONGEST = 6, 100
# Whoever stands before the leader gets the new link soon.
RESET_LASTS = timedelta(days=7)
# Five wrong ones, and then an hour: a million words of six digits are more than anybody can try.
TRIES, TRIES_WITHIN = 5, timedelta(hours=1)


def check(word: str) -> None:
    """Raises Refused for one that somebody would try first."""
    plain = re.sub(r"[\W_]+", "", word.casefold())
    if len(plain) < SHORTEST:
        raise refused("word", Text("Use at least %(least)s letters or digits.", {"least": SHORTEST}))
    if len(word) > LONGEST:
        raise refused("word", Text("Please write at most %(n)s letters.", {"n": LONGEST}))
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    if plain in COMMON or len(set(plain)) < 3 or steps in ({1}, {-1}):
        raise refused("word", Text("This is easy to guess. Please choose another word."))


def choose(session: Session, actor: Actor, hashed: str) -> None:
    """From now on it is this one. By themselves alone, on a page that shows all. Raises NotVisible."""
    if actor.participant_id is None:
        raise NotVisible
    participant = seen_and_locked(session, actor, actor.participant_id)
    participant.word = sealing.seal(session, participant.id, _place(participant), hashed)
    participant.word_reset_by = None
    session.flush()


def hash_of(session: Session, participant: Participant) -> str | None:
    return sealing.unseal(session, participant.id, _place(participant), participant.word)


def entered(session: Session, actor: Actor, hashed: str) -> bool:
    """The word with this hash was entered: whether it is theirs still. If it had been set aside, it is no more."""
    if actor.participant_id is None:
        raise NotVisible
    participant = seen_and_locked(session, actor, actor.participant_id)
    if hash_of(session, participant) != hashed:
        return False
    participant.word_reset_by = None
    session.flush()
    return True


def reset(session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID) -> None:
    """It is forgotten: a link that somebody else makes within a week opens all, once. The word counts until then.

    Raises Denied for helpers who do not lead the group, and NotVisible.
    """
    participant = seen_and_locked(session, actor, participant_id)
    if actor.person_id is None:
        raise NotVisible
    if not can_lead_in(actor, path_of(session, participant)):
        raise Denied(Text("Whoever leads the group does this."))
    participant.word_reset_at, participant.word_reset_by = moment, actor.person_id
    session.flush()


def opens_all(session: Session, participant: Participant, given_by: uuid.UUID, moment: datetime) -> bool:
    """Whether a link of this helper, spent now, opens all without the word; the caller has locked the participant."""
    first = not participant.page_opened
    participant.page_opened = True
    if first and participant.word is None and not _has_what_the_group_must_not_know(session, participant):
        return True
    if participant.word_reset_by in (None, given_by) or participant.word_reset_at is None:
        return False
    if participant.word_reset_at <= moment - RESET_LASTS:
        return False
    participant.word, participant.word_reset_by = None, None
    session.flush()
    return True


def _has_what_the_group_must_not_know(session: Session, participant: Participant) -> bool:
    """A membership from a phone that was handed over, or extra support that was noted in person."""
    return participant.membership is not None or bool(support.history(session, participant.id))


def _place(participant: Participant) -> str:
    return f"participants.word/{participant.id}"
