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
        found = {}
        for owner_hex, key_id, master, wrapped in rows:
            owner = uuid.UUID(owner_hex)
            try:
                plain = self._masters.unwrap(wrapped, master, _about_key(owner, key_id, master))
            except InvalidTag:
                raise KeyStoreError(f"a key in {self.path} is damaged: restore its newest backup") from None
            found[owner] = Key(owner, key_id, plain)
        return found

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
        """Write down that they are erased, and destroy their keys: both or neither."""
        if BLIND in owners:
            raise ValueError("the key of the blind indexes is nobody's")
        with writing(self.path) as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO erased VALUES (?, ?)",
                [(owner.hex, at.isoformat()) for owner, at in owners.items()],
            )
            connection.executemany("DELETE FROM keys WHERE owner = ?", [(owner.hex,) for owner in owners])

    def erased(self) -> dict[uuid.UUID, datetime]:
        """The ledger: who was erased, and when."""
        with reading(self.path) as connection:
            rows = connection.execute("SELECT owner, at FROM erased").fetchall()
        return {uuid.UUID(owner): datetime.fromisoformat(at) for owner, at in rows}

    def count_erased(self) -> int:
        with reading(self.path) as connection:
            found: int = connection.execute("SELECT count(*) FROM erased").fetchone()[0]
        return found


def _about_key(owner: uuid.UUID, key_id: str | None, master: int) -> bytes:
    """What a wrapped key is bound to; those of the first program to their owner alone."""
    return owner.bytes if key_id is None else f"keys.wrapped/{owner.hex}\n{key_id}\n{master}".encode()


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
