"""Signed-in sessions: begun, seen, ended; how a request finds its session stands in login.py."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intranet.auth.models import Account, SignInSession
from intranet.auth.queries import Credentials
from intranet.auth.tokens import hashed, new_token
from intranet.clock import local_date
from intranet.people.models import Person
from intranet.problems import NotVisible


def start_session(
    session: Session,
    proven: Credentials,
    moment: datetime,
    *,
    browser: str,
    new_hash: str | None = None,
    replaces: uuid.UUID | None = None,
) -> str | None:
    """The new session's token; None when account or password changed since the password was checked.

    `new_hash` is the same password under today's parameters; `replaces` a session this browser had before.
    """
    account = session.get_one(Account, proven.account_id)
    person = session.get_one(Person, account.person_id)
    gone = person.left_on is not None and person.left_on <= local_date(moment)
    if account.password_hash != proven.password_hash or account.disabled_at is not None or gone:
        return None
    if new_hash is not None:
        account.password_hash = new_hash
    if replaces is not None:
        session.execute(update(SignInSession).where(SignInSession.id == replaces).values(ended_at=moment))
    token = new_token()
    session.add(
        SignInSession(
            account_id=account.id,
            token_hash=hashed(token),
            browser=browser,
            started_at=moment,
            seen_at=moment,
        )
    )
    session.flush()
    return token


def saw(session: Session, session_id: uuid.UUID, moment: datetime) -> None:
    """The session was used just now."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.seen_at < moment)
        .values(seen_at=moment)
    )


def end_session(session: Session, account_id: uuid.UUID, session_id: uuid.UUID, moment: datetime) -> None:
    """End one of the account's own sessions. Raises NotVisible for anybody else's."""
    own = session.get(SignInSession, session_id)
    if own is None or own.account_id != account_id:
        raise NotVisible
    own.ended_at = own.ended_at or moment
    session.flush()


def end_sessions(
    session: Session, account_id: uuid.UUID, moment: datetime, but: uuid.UUID | None = None
) -> int:
    """End every session of the account, except perhaps the one in use; how many were ended."""
    live = select(SignInSession).where(
        SignInSession.account_id == account_id, SignInSession.ended_at.is_(None)
    )
    ending = [one for one in session.scalars(live) if one.id != but]
    for one in ending:
        one.ended_at = moment
    session.flush()
    return len(ending)
