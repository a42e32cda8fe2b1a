"""What rooms seal and open: text about people, each with its own key; the session carries the key store."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from sqlalchemy.orm import Session

from intranet.privacy import erasure
from intranet.privacy.errors import OwnerErased
from intranet.privacy.keystore import Key, KeyStore
from intranet.problems import NotVisible

log = logging.getLogger(__name__)

# table.column/row: what is sealed opens there alone.
_PLACE = re.compile(r"[a-z_]+\.[a-z_]+/[0-9a-f-]{32,36}")

Sealed = tuple[uuid.UUID, str, bytes | None]


def equip(session: Session, store: KeyStore) -> None:
    """Give a session the key store; done for every session the application opens."""
    session.info["keys"] = store


def keys(session: Session) -> KeyStore:
    """The key store of this session, which knows of every erasure that the database knows of."""
    store: KeyStore = session.info["keys"]
    if not store.settled:
        erasure.settle(session)
    return store


def seal(session: Session, owner: uuid.UUID, place: str, plain: str) -> bytes:
    """Encrypt for an owner (the random id of their row) and a place, "table.column/row id".

    Raises NotVisible for an owner who was erased: nothing about them is written again.
    """
    _check(place)
    try:
        return keys(session).seal(owner, place, plain.encode())
    except OwnerErased:
        raise NotVisible from None


def unseal(session: Session, owner: uuid.UUID, place: str, sealed: bytes | None) -> str | None:
    """What was sealed; None when there is nothing, when it was erased, and when it was moved or altered."""
    return unseal_all(session, [(owner, place, sealed)])[0]


def unseal_all(session: Session, wanted: Sequence[Sealed]) -> list[str | None]:
    """A whole list (owner, place, sealed) in one look at the key store, in the order given."""
    found = keys(session).keys({owner for owner, _, sealed in wanted if sealed is not None})
    return [_open(found.get(owner), place, sealed) for owner, place, sealed in wanted]


def blind(session: Session, purpose: str, value: str) -> bytes:
    """16 bytes that are equal for equal values of one purpose, and tell nothing to whoever lacks the key.

    For equality alone; the caller writes a value in one way first (a telephone number without spaces).
    """
    return keys(session).blind(purpose, value)


def _open(key: Key | None, place: str, sealed: bytes | None) -> str | None:
    _check(place)
    if key is None or sealed is None:
        return None
    try:
        return key.unseal(place, sealed).decode()
    except InvalidTag:
        log.warning("what is sealed in %s was moved or altered", place.partition("/")[0])
        return None


def _check(place: str) -> None:
    if _PLACE.fullmatch(place) is None:
        raise ValueError("a place is written as table.column/row id")
