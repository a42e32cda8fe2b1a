"""Sealing what is said about people: one data key an owner, kept apart from the database and its backups.

Whoever has the database alone reads nothing; erasing an owner makes every older copy of what was sealed unreadable.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intranet.privacy import ledger
from intranet.privacy.errors import KeyStoreError, OwnerErased
from intranet.privacy.keyfile import NAME, mark_of, prepare, reading, writing
from intranet.privacy.masters import Masters, decrypt, encrypt, open_masters

# Its key is nobody's: it keys the blind indexes, and is never erased.
BLIND = uuid.UUID(int=1)
BLIND_BYTES = 16
# So that the length of a name is not told by the length of what is sealed.
BLOCK = 32
MANY = 500


@dataclass(frozen=True)
class Key:
    """An owner's data key. One without an id is of the first program: it binds to the place alone, and pads nothing."""

    owner: uuid.UUID
    id: str | None
    plain: bytes

    def seal(self, place: str, plain: bytes) -> bytes:
        return encrypt(AESGCM(self.plain), plain if self.id is None else _padded(plain), self._about(place))

    def unseal(self, place: str, sealed: bytes) -> bytes:
        plain = decrypt(AESGCM(self.plain), sealed, self._about(place))
        return plain if self.id is None else plain[: plain.rindex(b"\x80")]

    def _about(self, place: str) -> bytes:
        if self.id is None:
            return place.encode()
        return f"{place}\n{self.owner.hex}\n{self.id}".encode()


def _padded(plain: bytes) -> bytes:
    return plain + b"\x80" + bytes(-(len(plain) + 1) % BLOCK)


class KeyStore:
    """Data keys of owners of any kind, wrapped by versioned master keys, and the ledger of who was erased."""

    def __init__(self, folder: Path, secret: str, before: str | None = None) -> None:
        """Opens or creates the store; `before` is the secret before this one, while keys are wrapped by it still.

        Raises KeyStoreError when it was made with other secrets.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / NAME
        prepare(self.path)
        self._masters: Masters = open_masters(self.path, secret, before)
        # Whether the erasures that the database knows of have been asked for (erasure.py); until then nothing opens.
        self.settled = False

    @property
    def mark(self) -> bytes | None:
        """By which a database knows again the store that its rows were sealed with."""
        return mark_of(self.path)

    def keys(self, owners: Iterable[uuid.UUID]) -> dict[uuid.UUID, Key]:
        """The keys that are there. The file is asked each time: another process may have destroyed one."""
        wanted = [owner.hex for owner in owners]
        rows: list[tuple[str, str | None, int, bytes]] = []
        with reading(self.path) as connection:
            for start in range(0, len(wanted), MANY):
                part = wanted[start : start + MANY]
                rows += connection.execute(
                    f"SELECT owner, id, master, wrapped FROM keys WHERE owner IN ({_marks(part)})",  # noqa: S608 - question marks
                    part,
                ).fetchall()
        return {key.owner: key for key in map(self._unwrap, rows)}

    def key(self, owner: uuid.UUID) -> Key | None:
        return self.keys([owner]).get(owner)

    def _make(self, owner: uuid.UUID) -> Key:
        key_id, current = uuid.uuid4().hex, self._masters.current
        wrapped = self._masters.wrap(AESGCM.generate_key(bit_length=256), _about_key(owner, key_id, current))
        with writing(self.path) as connection:
            connection.execute(
                "INSERT OR IGNORE INTO keys (owner, wrapped, id, master) SELECT ?, ?, ?, ?"
                " WHERE NOT EXISTS (SELECT 1 FROM erased WHERE owner = ?)",
                (owner.hex, wrapped, key_id, current, owner.hex),
            )
        # Another process may have made one first; then that one counts.
        made = self.key(owner)
        if made is None:
            raise OwnerErased("what belongs to somebody who was erased is not written again")
        return made

    def seal(self, owner: uuid.UUID, place: str, plain: bytes) -> bytes:
        """Encrypt for one owner and one place (table, column, row); it opens nowhere else. Raises OwnerErased."""
        return (self.key(owner) or self._make(owner)).seal(place, plain)

    def unseal(self, owner: uuid.UUID, place: str, sealed: bytes) -> bytes | None:
        """What was sealed; None when the owner's key was destroyed. Raises InvalidTag if it was moved or altered."""
        key = self.key(owner)
        return None if key is None else key.unseal(place, sealed)

    def blind(self, purpose: str, value: str) -> bytes:
        """The same for the same value and purpose, and nothing to whoever lacks the key: for equality alone."""
        key = self.key(BLIND) or self._make(BLIND)
        asked = f"{len(purpose)} {purpose} {value}".encode()
        return hmac.digest(key.plain, asked, "sha256")[:BLIND_BYTES]

    def erase(self, owners: Mapping[uuid.UUID, datetime]) -> None:
        """Write down that they are erased, and destroy their keys, also in the store's copies within reach."""
        if BLIND in owners:
            raise ValueError("the key of the blind indexes is nobody's")
        ledger.replay(self.path, owners)
        ledger.replay_in_copies(self.path, owners)

    def check(self) -> int:
        """Open every key; how many there are. Raises KeyStoreError when one does not open."""
        with reading(self.path) as connection:
            owners = [uuid.UUID(row[0]) for row in connection.execute("SELECT owner FROM keys")]
        return len(self.keys(owners))

    def waiting(self) -> int:
        """How many keys are wrapped by an older master key still."""
        with reading(self.path) as connection:
            found: int = connection.execute(
                "SELECT count(*) FROM keys WHERE master < ?", (self._masters.current,)
            ).fetchone()[0]
        return found

    def rotate(self) -> int:
        """Wrap keys by the newest master key, a part at a time; how many were, 0 once all are.

        What is sealed stays as it is. Whoever stops in the middle has two kinds of wrapped keys, which both open.
        """
        with writing(self.path) as connection:
            rows = connection.execute(
                "SELECT owner, id, master, wrapped FROM keys WHERE master < ? LIMIT ?",
                (self._masters.current, MANY),
            ).fetchall()
            for key in map(self._unwrap, rows):
                about = _about_key(key.owner, key.id, self._masters.current)
                connection.execute(
                    "UPDATE keys SET wrapped = ?, master = ? WHERE owner = ?",
                    (self._masters.wrap(key.plain, about), self._masters.current, key.owner.hex),
                )
        return len(rows)

    def _unwrap(self, row: tuple[str, str | None, int, bytes]) -> Key:
        owner, key_id, master, wrapped = uuid.UUID(row[0]), *row[1:]
        try:
            plain = self._masters.unwrap(wrapped, master, _about_key(owner, key_id, master))
        except InvalidTag:
            raise KeyStoreError(f"a key in {self.path} is damaged: restore its newest copy") from None
        return Key(owner, key_id, plain)


def _about_key(owner: uuid.UUID, key_id: str | None, master: int) -> bytes:
    """What a wrapped key is bound to; those of the first program to their owner alone."""
    return owner.bytes if key_id is None else f"keys.wrapped/{owner.hex}\n{key_id}\n{master}".encode()


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
