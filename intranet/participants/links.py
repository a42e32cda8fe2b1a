"""A participant's way to their own page: the link that is given in person, and the session it is spent on.

How a browser carries a session stands in intranet/mine; what a link is worth is the same whoever holds it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, false, not_, or_, select, update
from sqlalchemy.orm import Session

from intranet.auth.queries import IDLE, LONGEST
from intranet.auth.tokens import hashed, new_token
from intranet.certificates.codes import as_typed, grouped, new_code
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.organisation.actors import actor_of
from intranet.participants import own_word, policy
from intranet.participants.looking import path_of, seen_and_locked
from intranet.participants.models import Participant, PrivateLink, PrivateSession
from intranet.policy import Actor
from intranet.privacy.sealing import blind
from intranet.problems import NotVisible

LINK_LASTS = timedelta(days=1)
HANDED_LASTS = timedelta(minutes=15)
# Twelve signs of five bits: short enough to be read aloud, too many to be tried by whoever must wait after failing.
SIGNS = 12
CONSENT, PLEDGE = "consent", "pledge"
MODES = (CONSENT, PLEDGE)
NONE_OF_THEM = false()


@dataclass(frozen=True)
class Opened:
    """A live session on somebody's own page; `only` is all that the phone of `handed_by` shows.

    `given_by` made the link it was opened with. One that is not `whole` shows what the group knows anyway, until the
    word of their own is entered.
    """

    session_id: uuid.UUID
    participant_id: uuid.UUID
    only: str | None
    handed_by: uuid.UUID | None
    given_by: uuid.UUID | None
    whole: bool
    started_at: datetime
    seen_at: datetime


def give_link(session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID) -> str:
    """The code of a new link, as it is read aloud; older links and sessions end, for one of them may be lost.

    A session that shows all of a page with a word goes on, until somebody else enters the word: whoever makes links
    keeps nobody out. Raises NotVisible for whoever does not help in the very group, and once the participant has left.
    """
    participant = _known(session, actor, participant_id)
    with_the_word = participant.word is not None and participant.word_reset_by is None
    shut(
        session, participant_id, moment, but=PrivateSession.whole.is_(True) if with_the_word else NONE_OF_THEM
    )
    code = new_code(SIGNS)
    session.add(
        PrivateLink(
            participant_id=participant_id, token_hash=_hash(session, code), given_by=actor.person_id,
            given_at=moment, ends_at=moment + LINK_LASTS,
        )
    )  # fmt: skip
    session.flush()
    return grouped(code)


def can_open(session: Session, typed: str, moment: datetime) -> bool:
    """Whether a link can still be spent; asking spends nothing."""
    link = _usable(session, typed, moment)
    return link is not None and _still_knows(session, link.given_by, link.participant_id, moment)


def open_with(session: Session, typed: str, moment: datetime) -> str | None:
    """Spend the link: the token of the session it becomes; None if it is spent, cancelled, wrong or too old."""
    link = _usable(session, typed, moment)
    if link is None:
        return None
    lock_rows(session, Participant, [link.participant_id])
    spend = update(PrivateLink).where(PrivateLink.id == link.id, *_open(moment)).values(used_at=moment)
    spent = session.connection().execute(spend)
    participant = session.get_one(Participant, link.participant_id, populate_existing=True)
    if spent.rowcount != 1 or participant.left_on is not None:
        return None
    if not _still_knows(session, link.given_by, participant.id, moment):
        return None
    whole = own_word.opens_all(session, participant, link.given_by, moment)
    if whole:
        shut(session, participant.id, moment)
    return _begin(session, participant.id, moment, given_by=link.given_by, whole=whole)


def hand_over(session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID, only: str) -> str:
    """The token of a session for one thing alone, on the phone of somebody who helps in the group.

    Every other link and session ends: what is written now was not there when they were opened.
    """
    if only not in MODES:
        raise NotVisible
    _known(session, actor, participant_id)
    shut(session, participant_id, moment)
    return _begin(session, participant_id, moment, only=only, handed_by=actor.person_id)


def session_of(session: Session, token: str, moment: datetime) -> Opened | None:
    """The live session with this token, of a participant who has not left."""
    row = session.execute(
        select(
            PrivateSession.id,
            PrivateSession.participant_id,
            PrivateSession.only,
            PrivateSession.handed_by,
            PrivateSession.given_by,
            PrivateSession.whole,
            PrivateSession.started_at,
            PrivateSession.seen_at,
        )
        .join(Participant, Participant.id == PrivateSession.participant_id)
        .where(PrivateSession.token_hash == _token_hash(token), *_live(moment), Participant.left_on.is_(None))
    ).first()
    return Opened(*row) if row else None


def still_counts(session: Session, here: Opened, moment: datetime) -> bool:
    """Whether what a link alone opened may still be looked at: its maker could be the one who looks."""
    if here.whole or here.given_by is None:
        return True
    return _still_knows(session, here.given_by, here.participant_id, moment)


def open_all(session: Session, here: Opened, moment: datetime) -> None:
    """The word of their own was entered here: this session shows all of the page, and every other one ends."""
    shut(session, here.participant_id, moment, but=PrivateSession.id == here.session_id)
    session.execute(
        update(PrivateSession)
        .where(PrivateSession.id == here.session_id, PrivateSession.ended_at.is_(None))
        .values(whole=True)
    )


def saw(session: Session, session_id: uuid.UUID, moment: datetime) -> None:
    """The session was used just now."""
    session.execute(
        update(PrivateSession)
        .where(PrivateSession.id == session_id, PrivateSession.seen_at < moment)
        .values(seen_at=moment)
    )


def end_session(session: Session, token: str, moment: datetime) -> None:
    session.execute(
        update(PrivateSession)
        .where(PrivateSession.token_hash == _token_hash(token), PrivateSession.ended_at.is_(None))
        .values(ended_at=moment)
    )


def shut(
    session: Session, participant_id: uuid.UUID, moment: datetime, *, but: ColumnElement[bool] = NONE_OF_THEM
) -> None:
    """Cancel every link that is out and end every session but these; the participant's row is the caller's to lock."""
    session.execute(
        update(PrivateLink)
        .where(
            PrivateLink.participant_id == participant_id,
            PrivateLink.used_at.is_(None),
            PrivateLink.cancelled_at.is_(None),
        )
        .values(cancelled_at=moment)
    )
    session.execute(
        update(PrivateSession)
        .where(PrivateSession.participant_id == participant_id, PrivateSession.ended_at.is_(None), not_(but))
        .values(ended_at=moment)
    )


def forget(session: Session, participant_id: uuid.UUID) -> None:
    """Of whoever has left nothing tells when they looked at their page, and who gave them the way to it."""
    for model in (PrivateLink, PrivateSession):
        session.execute(delete(model).where(model.participant_id == participant_id))


def _still_knows(session: Session, given_by: uuid.UUID, participant_id: uuid.UUID, moment: datetime) -> bool:
    """Whether the maker of a link still helps there and is not kept away; else they could go in by what they made."""
    maker = actor_of(session, given_by, local_date(moment))
    path = path_of(session, session.get_one(Participant, participant_id))
    return policy.can_see(maker, path, participant_id)


def _known(session: Session, actor: Actor, participant_id: uuid.UUID) -> Participant:
    """Lock the participant: known to those who help in the very group alone, and nobody makes links for themselves."""
    if actor.person_id is None:
        raise NotVisible
    return seen_and_locked(session, actor, participant_id)


def _begin(
    session: Session,
    participant_id: uuid.UUID,
    moment: datetime,
    *,
    only: str | None = None,
    handed_by: uuid.UUID | None = None,
    given_by: uuid.UUID | None = None,
    whole: bool = False,
) -> str:
    token = new_token()
    session.add(
        PrivateSession(
            participant_id=participant_id, token_hash=_token_hash(token), only=only, handed_by=handed_by,
            given_by=given_by, whole=whole, started_at=moment, seen_at=moment,
        )
    )  # fmt: skip
    session.flush()
    return token


def _usable(session: Session, typed: str, moment: datetime) -> PrivateLink | None:
    code = as_typed(typed, SIGNS)
    if code is None:
        return None
    return session.scalars(
        select(PrivateLink).where(PrivateLink.token_hash == _hash(session, code), *_open(moment))
    ).first()


def _open(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    return PrivateLink.used_at.is_(None), PrivateLink.cancelled_at.is_(None), PrivateLink.ends_at > moment


def _live(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    handed = and_(PrivateSession.handed_by.is_not(None), PrivateSession.started_at > moment - HANDED_LASTS)
    own = and_(PrivateSession.handed_by.is_(None), PrivateSession.started_at > moment - LONGEST)
    return PrivateSession.ended_at.is_(None), PrivateSession.seen_at > moment - IDLE, or_(handed, own)


def _hash(session: Session, code: str) -> str:
    """Keyed, unlike that of a session's token: a code is short enough to be found by whoever has the database."""
    return blind(session, "private_links", code).hex()


def _token_hash(token: str) -> str:
    return hashed(token).hex()
