"""Sealing what is said about people: one data key a case, kept apart from the database and its backups.

Whoever has the database alone reads nothing; destroying a case's key makes every older copy of its answers unreadable.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
SENTINEL = uuid.UUID(int=0)


class KeyStoreError(Exception):
    """The key store cannot be opened with this secret, or is missing; the text is the one line to print."""


class KeyStore:
    """Data keys, wrapped by a master key that is derived from the application's secret."""

    def __init__(self, folder: Path, secret: str) -> None:
        """Opens or creates the store. Raises KeyStoreError when it was made with another secret."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / "keys.sqlite"
        self._master = AESGCM(
            HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"intranet key store 1").derive(
                secret.encode()
            )
        )
        self._known: dict[uuid.UUID, AESGCM] = {}
        with closing(self._connect()) as connection, connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS keys (owner TEXT PRIMARY KEY, wrapped BLOB NOT NULL)"
            )
        self.key(SENTINEL, create=True)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=5)
        for pragma in ("secure_delete=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def key(self, owner: uuid.UUID, *, create: bool = False) -> AESGCM | None:
        """The owner's data key; None when it was destroyed or never made."""
        if owner in self._known and not create:
            # Another process may have destroyed it: the store is asked each time, only unwrapping is spared.
            if self._wrapped(owner) is None:
                self._known.pop(owner, None)
                return None
            return self._known[owner]
        wrapped = self._wrapped(owner)
        if wrapped is None:
            if not create:
                return None
            wrapped = self._make(owner)
        try:
            plain = self._master.decrypt(wrapped[:NONCE], wrapped[NONCE:], owner.bytes)
        except InvalidTag:
            raise KeyStoreError(
                f"the keys in {self.path} belong to another secret (INTRANET_SECRET_KEY)"
            ) from None
        self._known[owner] = AESGCM(plain)
        return self._known[owner]

    def _wrapped(self, owner: uuid.UUID) -> bytes | None:
        with closing(self._connect()) as connection:
            row = connection.execute("SELECT wrapped FROM keys WHERE owner = ?", (owner.hex,)).fetchone()
        return None if row is None else bytes(row[0])

    def _make(self, owner: uuid.UUID) -> bytes:
        nonce = os.urandom(NONCE)
        wrapped = nonce + self._master.encrypt(nonce, AESGCM.generate_key(bit_length=256), owner.bytes)
        with closing(self._connect()) as connection, connection:
            connection.execute("INSERT OR IGNORE INTO keys VALUES (?, ?)", (owner.hex, wrapped))
        kept = self._wrapped(owner)
        if kept is None:
            raise KeyStoreError(f"a key could not be written to {self.path}")
        return kept

    def seal(self, owner: uuid.UUID, place: str, plain: bytes) -> bytes:
        """Encrypt for one owner and one place (table, column, row); it opens nowhere else."""
        key = self.key(owner) or self.key(owner, create=True)
        if key is None:
            raise KeyStoreError(f"a key could not be written to {self.path}")
        nonce = os.urandom(NONCE)
        return nonce + key.encrypt(nonce, plain, place.encode())

    def unseal(self, owner: uuid.UUID, place: str, sealed: bytes) -> bytes | None:
        """What was sealed; None when the owner's key was destroyed. Raises InvalidTag if it was moved or altered."""
        key = self.key(owner)
        return None if key is None else key.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())

    def destroy(self, owners: Iterable[uuid.UUID]) -> None:
        """Erase these owners' keys, and with them whatever was sealed for them, in every copy."""
        with closing(self._connect()) as connection, connection:
            for owner in owners:
                connection.execute("DELETE FROM keys WHERE owner = ?", (owner.hex,))
                self._known.pop(owner, None)
