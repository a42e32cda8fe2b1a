"""Changing accounts: invitations, new-password links, passwords, closing; a password arrives here hashed already."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet import facts
from intranet.auth import policy, queries
from intranet.auth.models import INVITATION, NEW_PASSWORD, Account, AccountLink, KeptForm
from intranet.auth.sessions import end_sessions
from intranet.auth.tokens import hashed, new_token
from intranet.clock import local_date
from intranet.config import LANGUAGES
from intranet.db import lock_rows
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.organisation.queries import roles_held
from intranet.people.models import Person
from intranet.people.queries import seen_by
from intranet.policy import SYSTEM, Actor
from intranet.problems import Denied, NotVisible, Refused, Stale

LINK_DAYS = timedelta(days=7)


def change_password(
    session: Session, proven: queries.Credentials, moment: datetime, *, new_hash: str, keep: uuid.UUID
) -> None:
    """A new password ends every other session and every link that is still out."""
    account = _locked(session, proven.account_id)
    if account.password_hash != proven.password_hash:
        raise Stale(Text("Your password was changed somewhere else in the meantime."))
    account.password_hash = new_hash
    end_sessions(session, account.id, moment, but=keep)
    _end_links(session, account.id, moment)
    session.flush()


def choose_language(session: Session, person_id: uuid.UUID, language: str) -> None:
    if language not in LANGUAGES:
        raise _refused("language", Text("Choose one of the languages."))
    session.get_one(Person, person_id).language = language
    session.flush()


def invite(session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID, email: str) -> str:
    """An account for a person, and the token of the link that opens it; a newer link ends the older.

    Refused for an e-mail that somebody has already, and once the person has a password.
    """
    person, path = seen_by(session, actor, person_id)
    held = roles_held(session, person_id, local_date(moment))
    if actor != SYSTEM and not policy.can_invite(actor, path, person_id, held):
        raise Denied(Text("The invitation for this person is given by staff or by an administrator."))
    lock_rows(session, Person, [person_id])
    address = clean_email(email)
    account = queries.account_of(session, person_id)
    if account is not None and account.password_hash is not None:
        raise _refused("email", Text("%(name)s has taken up an invitation already.", {"name": person.name}))
    if queries.email_taken(session, address, but_person=person_id):
        raise _refused("email", Text("This e-mail address belongs to another account."))
    _still_here(person, moment)
    try:
        with session.begin_nested():
            account = account or Account(person_id=person_id)
            account.email = address
            session.add(account)
    except IntegrityError:
        raise _refused("email", Text("This e-mail address belongs to another account.")) from None
    return _new_link(session, account, INVITATION, actor, moment)


def give_link(session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID) -> str:
    """The token of a new-password link, given in person by staff; it ends every session of the account.

    Denied for somebody whose roles the actor could not give: the link opens them all.
    """
    person, path = seen_by(session, actor, person_id)
    held = roles_held(session, person_id, local_date(moment))
    if actor != SYSTEM and not policy.can_give_link(actor, path, person_id, held):
        raise Denied(Text("The link for this person is given by an administrator."))
    lock_rows(session, Person, [person_id])
    _still_here(person, moment)
    account = queries.account_of(session, person_id)
    if account is None or account.password_hash is None:
        raise _refused("account", Text("%(name)s needs an invitation first.", {"name": person.name}))
    if account.disabled_at is not None:
        raise _refused("account", Text("This account is closed. Open it again first."))
    end_sessions(session, account.id, moment)
    return _new_link(session, account, NEW_PASSWORD, actor, moment)


def take_up(
    session: Session, token: str, moment: datetime, *, password_hash: str, language: str | None = None
) -> queries.Credentials | None:
    """Set the password that a link invites to; None when the link was used, replaced or has run out."""
    link = queries.open_link(session, token, moment)
    if link is None:
        return None
    account = _locked(session, link.account_id)
    if queries.open_link(session, token, moment) is None:
        return None
    account.password_hash = password_hash
    _end_links(session, account.id, moment)
    end_sessions(session, account.id, moment)
    if language is not None:
        choose_language(session, account.person_id, language)
    session.flush()
    return queries.Credentials(account.id, password_hash)


def close_account(session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID) -> None:
    """Nobody signs in with it until it is opened again; its sessions and links end now."""
    account = _account_to_close(session, actor, moment, person_id)
    shut(session, account, moment)
    facts.tell(session, facts.Fact("people", moment, person_id=person_id))


def open_account(session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID) -> None:
    account = _account_to_close(session, actor, moment, person_id)
    account.disabled_at = None
    facts.tell(session, facts.Fact("people", moment, person_id=person_id))


def shut(session: Session, account: Account, moment: datetime) -> None:
    """For closing an account and for somebody who leaves; the caller has asked whether that may be."""
    account.disabled_at = account.disabled_at or moment
    end_sessions(session, account.id, moment)
    _end_links(session, account.id, moment)
    session.execute(delete(KeptForm).where(KeptForm.account_id == account.id))
    session.flush()


def links_told(session: Session, account_id: uuid.UUID, moment: datetime) -> None:
    """The owner has been told of every new-password link that was made."""
    session.execute(
        update(AccountLink)
        .where(AccountLink.account_id == account_id, AccountLink.told_at.is_(None))
        .values(told_at=moment)
    )


def clean_email(email: str) -> str:
    """Raises Refused when it cannot be an e-mail address."""
    try:
        checked = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise _refused("email", Text("Write an e-mail address, such as name@example.org.")) from None
    return queries.normal(checked.normalized)


def _account_to_close(session: Session, actor: Actor, moment: datetime, person_id: uuid.UUID) -> Account:
    _, path = seen_by(session, actor, person_id)
    held = roles_held(session, person_id, local_date(moment))
    if actor != SYSTEM and not policy.can_close(actor, path, person_id, held):
        raise Denied(Text("This account is closed and opened by an administrator."))
    lock_rows(session, Person, [person_id])
    account = queries.account_of(session, person_id)
    if account is None:
        raise NotVisible
    return account


def _still_here(person: Person, moment: datetime) -> None:
    if person.left_on is not None and person.left_on <= local_date(moment):
        raise _refused("account", Text("%(name)s has left the organisation.", {"name": person.name}))


def _locked(session: Session, account_id: uuid.UUID) -> Account:
    account = session.get_one(Account, account_id)
    lock_rows(session, Person, [account.person_id])
    session.refresh(account)
    return account


def _new_link(session: Session, account: Account, purpose: str, actor: Actor, moment: datetime) -> str:
    _end_links(session, account.id, moment)
    token = new_token()
    session.add(
        AccountLink(
            account_id=account.id, purpose=purpose, token_hash=hashed(token), made_by=actor.person_id,
            made_at=moment, expires_at=moment + LINK_DAYS,
        )
    )  # fmt: skip
    session.flush()
    return token


def _end_links(session: Session, account_id: uuid.UUID, moment: datetime) -> None:
    session.execute(
        update(AccountLink)
        .where(AccountLink.account_id == account_id, AccountLink.ended_at.is_(None))
        .values(ended_at=moment)
    )


def _refused(field: str, text: Text) -> Refused:
    return Refused((Refusal(guard=field, text=text),))
