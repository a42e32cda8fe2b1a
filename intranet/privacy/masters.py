"""Master keys: derived from the application's secrets, numbered, each known again by a sentinel it has sealed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intranet.privacy.errors import KeyStoreError
from intranet.privacy.keyfile import SENTINEL, reading, writing

NONCE = 12


@dataclass(frozen=True)
class Masters:
    """`current` wraps what is new; the others still open what they once wrapped."""

    current: int
    ciphers: Mapping[int, AESGCM]

    def wrap(self, plain: bytes, about: bytes) -> bytes:
        return encrypt(self.ciphers[self.current], plain, about)

    def unwrap(self, wrapped: bytes, master: int, about: bytes) -> bytes:
        """Raises KeyStoreError for a master key that was not given, InvalidTag for what was moved or altered."""
        cipher = self.ciphers.get(master)
        if cipher is None:
            raise KeyStoreError(
                "the key store was given a new secret since this process began: start it again with that one"
            )
        return decrypt(cipher, wrapped, about)


def open_masters(path: Path, secret: str, before: str | None) -> Masters:
    """Raises KeyStoreError when the newest master key, or one that keys still need, comes from neither secret."""
    with reading(path) as connection:
        found = _known(connection, secret, before)
    if found is None:
        with writing(path) as connection:
            # Whoever started at the same moment may have been first.
            found = _known(connection, secret, before) or _begin(connection, secret, before)
    if found.current not in found.ciphers:
        raise KeyStoreError(f"the keys in {path} belong to another secret (INTRANET_SECRET_KEY)")
    with reading(path) as connection:
        used = {row[0] for row in connection.execute("SELECT DISTINCT master FROM keys")}
    if not used <= found.ciphers.keys():
        raise KeyStoreError(
            f"some keys in {path} still belong to the secret before this one: "
            "give it as INTRANET_SECRET_KEY_BEFORE and run: intranet keys rotate"
        )
    return found


def _known(connection: sqlite3.Connection, secret: str, before: str | None) -> Masters | None:
    """What the secrets open; None where a new master key is to be made first."""
    rows = connection.execute("SELECT version, sentinel FROM masters ORDER BY version").fetchall()
    if not rows:
        return None
    newest = rows[-1][0]
    mine = {version: cipher for version, sealed in rows if (cipher := _opens(secret, sealed))}
    old = {version: cipher for version, sealed in rows if before and (cipher := _opens(before, sealed))}
    if newest in old and newest not in mine:
        return None
    return Masters(newest, old | mine)


def _begin(connection: sqlite3.Connection, secret: str, before: str | None) -> Masters:
    """The secret gets the next number: the first one of all, or the one after `before`."""
    cipher = derive(secret)
    sentinel = encrypt(cipher, AESGCM.generate_key(bit_length=256), SENTINEL.bytes)
    connection.execute(
        "INSERT INTO masters SELECT coalesce(max(version), 0) + 1, ? FROM masters", (sentinel,)
    )
    found = _known(connection, secret, before)
    if found is None:
        raise KeyStoreError("a master key could not be written")
    return found


def _opens(secret: str, sentinel: bytes) -> AESGCM | None:
    cipher = derive(secret)
    try:
        decrypt(cipher, sentinel, SENTINEL.bytes)
    except InvalidTag:
        return None
    return cipher


def derive(secret: str) -> AESGCM:
    return AESGCM(
        HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"intranet key store 1").derive(
            secret.encode()
        )
    )


def encrypt(cipher: AESGCM, plain: bytes, about: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, about)


def decrypt(cipher: AESGCM, sealed: bytes, about: bytes) -> bytes:
    """Raises InvalidTag for anything that was not sealed with this key, about this."""
    if len(sealed) <= NONCE:
        raise InvalidTag
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], about)
