"""Reading accounts, sessions and links; always by a token, an e-mail or the account's own id."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from intranet.auth.models import NEW_PASSWORD, Account, AccountLink, SignInSession
from intranet.auth.tokens import hashed
from intranet.clock import local_date
from intranet.organisation.queries import still_here
from intranet.people.models import Person

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class SignedIn:
    """Whose session this is; plain values, so that a transaction's end takes nothing away."""

    session_id: uuid.UUID
    account_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    email: str
    language: str | None
    seen_at: datetime


@dataclass(frozen=True)
class Credentials:
    """What a sign-in is checked against, outside any transaction."""

    account_id: uuid.UUID
    password_hash: str


@dataclass(frozen=True)
class OpenLink:
    """A link that can still be taken up, and for whom."""

    link_id: uuid.UUID
    account_id: uuid.UUID
    purpose: str
    name: str
    email: str
    language: str | None


def _usable(day: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    return Account.disabled_at.is_(None), still_here(day)


def session_of(session: Session, token: str, moment: datetime) -> SignedIn | None:
    """The live session with this token: not ended, not idle too long, of an open account of somebody still here."""
    asked = {
        "token": hashed(token),
        "used_after": moment - IDLE,
        "begun_after": moment - LONGEST,
        "day": local_date(moment),
    }
    row = session.connection().execute(_SESSION, asked).first()
    return SignedIn(*row) if row else None


def live(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    return _live(moment - IDLE, moment - LONGEST)


def _live(
    used_after: datetime | BindParameter[datetime], begun_after: datetime | BindParameter[datetime]
) -> tuple[ColumnElement[bool], ...]:
    return (
        SignInSession.ended_at.is_(None),
        SignInSession.seen_at > used_after,
        SignInSession.started_at > begun_after,
    )


# Asked by every request, and so built once.
_SESSION = (
    select(
        SignInSession.id,
        Account.id,
        Person.id,
        Person.name,
        Account.email,
        Person.language,
        SignInSession.seen_at,
    )
    .join(Account, Account.id == SignInSession.account_id)
    .join(Person, Person.id == Account.person_id)
    .where(
        SignInSession.token_hash == bindparam("token"),
        *_live(bindparam("used_after"), bindparam("begun_after")),
        *_usable(bindparam("day")),
    )
)


def account_of_ended_session(session: Session, token: str) -> uuid.UUID | None:
    """Whose session this was, though it has run out: what they typed is kept for them alone."""
    return session.scalar(select(SignInSession.account_id).where(SignInSession.token_hash == hashed(token)))


def credentials(session: Session, email: str, day: date) -> Credentials | None:
    row = session.execute(
        select(Account.id, Account.password_hash)
        .join(Person, Person.id == Account.person_id)
        .where(Account.email == normal(email), Account.password_hash.is_not(None), *_usable(day))
    ).first()
    return Credentials(row[0], row[1]) if row and row[1] else None


def credentials_of(session: Session, account_id: uuid.UUID) -> Credentials | None:
    """For somebody signed in who proves once more that it is them."""
    account = session.get_one(Account, account_id)
    return Credentials(account.id, account.password_hash) if account.password_hash else None


def normal(email: str) -> str:
    """One spelling for one e-mail address."""
    return email.strip().casefold()


def account_of(session: Session, person_id: uuid.UUID) -> Account | None:
    return session.scalars(select(Account).where(Account.person_id == person_id)).first()


def sessions_of(session: Session, account_id: uuid.UUID, moment: datetime) -> tuple[SignInSession, ...]:
    """The account's live sessions, the one used last first."""
    return tuple(
        session.scalars(
            select(SignInSession)
            .where(SignInSession.account_id == account_id, *live(moment))
            .order_by(SignInSession.seen_at.desc(), SignInSession.id)
        )
    )


def open_link(session: Session, token: str, moment: datetime) -> OpenLink | None:
    row = session.execute(
        select(AccountLink.id, Account.id, AccountLink.purpose, Person.name, Account.email, Person.language)
        .join(Account, Account.id == AccountLink.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            AccountLink.token_hash == hashed(token),
            AccountLink.ended_at.is_(None),
            AccountLink.expires_at > moment,
            *_usable(local_date(moment)),
        )
    ).first()
    return OpenLink(*row) if row else None


def waiting_link(session: Session, account_id: uuid.UUID, moment: datetime) -> AccountLink | None:
    """The link that is out and not taken up yet."""
    return session.scalars(
        select(AccountLink).where(
            AccountLink.account_id == account_id,
            AccountLink.ended_at.is_(None),
            AccountLink.expires_at > moment,
        )
    ).first()


@dataclass(frozen=True)
class MadeLink:
    """That somebody made a new-password link: when and who (None: whoever runs the server)."""

    link_id: uuid.UUID
    made_at: datetime
    maker: str | None
    told: bool


def password_links(session: Session, account_id: uuid.UUID, limit: int = 5) -> tuple[MadeLink, ...]:
    """The new-password links that were made for the account, the newest first."""
    rows = session.execute(
        select(AccountLink.id, AccountLink.made_at, Person.name, AccountLink.told_at)
        .outerjoin(Person, Person.id == AccountLink.made_by)
        .where(AccountLink.account_id == account_id, AccountLink.purpose == NEW_PASSWORD)
        .order_by(AccountLink.made_at.desc(), AccountLink.id)
        .limit(limit)
    )
    return tuple(
        MadeLink(link_id, made_at, maker, told is not None) for link_id, made_at, maker, told in rows
    )


def email_taken(session: Session, email: str, but_person: uuid.UUID) -> bool:
    return (
        session.scalar(
            select(Account.id).where(Account.email == normal(email), Account.person_id != but_person)
        )
        is not None
    )
