"""Accounts, links that are shown once, signed-in sessions, forms kept over a sign-in, and counters of failures."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base, new_id

INVITATION, NEW_PASSWORD = "invitation", "new_password"


class Account(Base):
    __tablename__ = "accounts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), unique=True)
    email: Mapped[str] = mapped_column(unique=True, comment="lower case; what one signs in with")
    password_hash: Mapped[str | None] = mapped_column(
        comment="argon2id; empty until the invitation is taken up"
    )
    disabled_at: Mapped[datetime | None]


class AccountLink(Base):
    """An invitation or a new-password link. Only its hash is kept: it is shown once, to whoever made it."""

    __tablename__ = "account_links"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    purpose: Mapped[str] = mapped_column(comment="invitation or new_password")
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"), comment="empty: the system")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(comment="used, or replaced by a newer one")
    told_at: Mapped[datetime | None] = mapped_column(
        comment="when its owner was told, at a sign-in, that it was made"
    )


class SignInSession(Base):
    """One signed-in browser. The cookie carries the token, the row its hash: a stolen database opens no session."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    browser: Mapped[str] = mapped_column(comment="kind of device, told to its owner in the list of sessions")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class KeptForm(Base):
    """What somebody sent when their session had run out; offered again to the same account after signing in."""

    __tablename__ = "kept_forms"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary, comment="path and fields, encrypted under the secret key"
    )
    kept_at: Mapped[datetime]


class LimitCounter(Base):
    """Failures counted by the limiter; the key holds a hash, never an address or e-mail."""

    __tablename__ = "limit_counters"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)
