"""Keeps what somebody sent when their session had run out, sealed, for the same account to send again."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete
from sqlalchemy.orm import Session

from intranet.auth.models import KeptForm

KEPT_FOR = timedelta(hours=12)
MOST = 64 * 1024


@dataclass(frozen=True)
class Kept:
    """Where it was sent, and the fields in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]


def keep(
    session: Session,
    account_id: uuid.UUID,
    moment: datetime,
    *,
    path: str,
    fields: Sequence[tuple[str, str]],
    secret: str,
) -> bool:
    """One form an account, the newest; False when it is too large to keep."""
    plain = json.dumps({"path": path, "fields": list(fields)}).encode()
    if len(plain) > MOST:
        return False
    forget(session, account_id)
    session.add(KeptForm(account_id=account_id, sealed=_seal(secret).encrypt(plain), kept_at=moment))
    session.flush()
    return True


def kept_for(session: Session, account_id: uuid.UUID, moment: datetime, *, secret: str) -> Kept | None:
    row = session.get(KeptForm, account_id)
    if row is None or row.kept_at <= moment - KEPT_FOR:
        return None
    try:
        said = json.loads(_seal(secret).decrypt(row.sealed))
    except InvalidToken:
        return None  # sealed under an older secret: nobody can read it any more
    return Kept(said["path"], tuple((name, value) for name, value in said["fields"]))


def forget(session: Session, account_id: uuid.UUID) -> None:
    session.execute(delete(KeptForm).where(KeptForm.account_id == account_id))


def _seal(secret: str) -> Fernet:
    key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"kept forms").digest()
    return Fernet(base64.urlsafe_b64encode(key))
