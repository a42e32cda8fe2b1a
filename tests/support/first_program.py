"""A key store as it was made before keys had ids and owners were rows, written out by hand."""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intranet.privacy.keyfile import SENTINEL
from intranet.privacy.masters import derive, encrypt


def key_store(folder: Path, secret: str, owner: uuid.UUID, place: str, words: bytes) -> bytes:
    """Make it in a folder that is not there yet; what was sealed with it for this owner at this place."""
    folder.mkdir(mode=0o700)
    master, plain = derive(secret), AESGCM.generate_key(bit_length=256)
    with closing(sqlite3.connect(folder / "keys.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE keys (owner TEXT PRIMARY KEY, wrapped BLOB NOT NULL)")
        for each, key in ((SENTINEL, AESGCM.generate_key(bit_length=256)), (owner, plain)):
            connection.execute("INSERT INTO keys VALUES (?, ?)", (each.hex, encrypt(master, key, each.bytes)))
    nonce = os.urandom(12)
    return nonce + AESGCM(plain).encrypt(nonce, words, place.encode())
