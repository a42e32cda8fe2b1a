"""Thousands of keys in a key store at once; made one by one they would be written to the disk as often."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing

from intranet.privacy import keystore
from intranet.privacy.keystore import KeyStore


def add(store: KeyStore, number: int) -> list[uuid.UUID]:
    """Their owners; each key as the store itself would have wrapped it."""
    masters = store._masters  # noqa: SLF001
    owners, key_id = [uuid.uuid4() for _ in range(number)], uuid.uuid4().hex
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.executemany(
            "INSERT INTO keys (owner, wrapped, id, master) VALUES (?, ?, ?, ?)",
            [
                (
                    owner.hex,
                    masters.wrap(owner.bytes * 2, keystore._about_key(owner, key_id, masters.current)),  # noqa: SLF001
                    key_id,
                    masters.current,
                )
                for owner in owners
            ],
        )
    return owners
