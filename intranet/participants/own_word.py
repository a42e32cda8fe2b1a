"""The word of somebody's own: with it a private link opens all of their page, alone what the group knows anyway.

Whoever makes a link could open it themselves. So the first one opens all only while there is nothing to see that
the group must not know, and a later one only with the word; or after somebody who leads the group has set the word
aside, and then only with a link that somebody else made within the hour.

Whoever opened the first link instead of the person may have chosen the word. Once the group has put something there
for them, it opens nothing with a link of the one helper by whose links alone all of the page was opened until then.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.auth.passwords import COMMON
from intranet.engine.text import Text
from intranet.memberships.models import HANDED_OVER, Membership
from intranet.participants.looking import path_of, refused, seen_and_locked
from intranet.participants.membership import membership_of
from intranet.participants.models import SUPPORT, Consent, Participant, PrivateSession
from intranet.participants.policy import can_lead_in
from intranet.policy import Actor
from intranet.privacy import sealing
from intranet.problems import Denied, NotVisible

SHORTEST, LONGEST = 6, 100
# Whoever stands before the leader gets the new link there and then.
RESET_LASTS = timedelta(hours=1)
# Five wrong ones by the links of one helper, and then an hour: a million words of six digits are more than anybody
# can try. A day takes more than one helper's links can use up, or they would keep the person out after all.
TRIES, TRIES_WITHIN = 5, timedelta(hours=1)
TRIES_A_DAY = 150
ANOTHER_LINK = Text(
    "That is the word of this page. This time it also takes a link from somebody else who helps in the group, "
    "so that nobody here can open your page alone."
)


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


def entered(session: Session, actor: Actor, hashed: str, given_by: uuid.UUID | None) -> bool:
    """The word with this hash was entered, on a link of this helper: whether it is theirs still.

    If it had been set aside, it is no more. Raises Refused where it takes a link of somebody else.
    """
    if actor.participant_id is None:
        raise NotVisible
    participant = seen_and_locked(session, actor, actor.participant_id)
    if hash_of(session, participant) != hashed:
        return False
    if _put_there_for_them(session, participant) and not _another_led_in(session, participant, given_by):
        raise refused("word", ANOTHER_LINK)
    participant.word_reset_by = None
    session.flush()
    return True


def reset(session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID) -> None:
    """It is forgotten: a link that somebody else makes within the hour opens all, once. The word counts until then.

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
    return participant.membership is not None or bool(_yes_to_support(session, participant))


def _put_there_for_them(session: Session, participant: Participant) -> bool:
    """The same, and not from their own page: whoever chose the word may know nothing of it."""
    membership_id = membership_of(session, participant)
    belongs = None if membership_id is None else session.get(Membership, membership_id)
    joined = belongs is not None and belongs.pledge_channel == HANDED_OVER
    return joined or any(noted_by is not None for noted_by in _yes_to_support(session, participant))


def _yes_to_support(session: Session, participant: Participant) -> Sequence[uuid.UUID | None]:
    """Who noted each yes that is still kept; None: they themselves."""
    wanted = select(Consent.recorded_by).where(
        Consent.participant_id == participant.id, Consent.purpose == SUPPORT
    )
    return session.scalars(wanted).all()


def _another_led_in(session: Session, participant: Participant, given_by: uuid.UUID | None) -> bool:
    """Whether all of the page was opened with another helper's link, since the word was last set aside."""
    whole = select(PrivateSession.id).where(
        PrivateSession.participant_id == participant.id,
        PrivateSession.whole,
        PrivateSession.given_by != given_by,
    )
    if participant.word_reset_at is not None:
        whole = whole.where(PrivateSession.started_at >= participant.word_reset_at)
    return session.scalars(whole.limit(1)).first() is not None


def _place(participant: Participant) -> str:
    return f"participants.word/{participant.id}"
