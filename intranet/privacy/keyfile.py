"""The file of the key store: its tables, how transactions on it begin, and a file of an older program made today's."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from intranet.privacy.errors import KeyStoreError

NAME = "keys.sqlite"
SHAPE = 2
SENTINEL = uuid.UUID(int=0)

# Ids, moments and wrapped keys alone. What was erased is only ever added to: the file itself sees to that.
TABLES = """
CREATE TABLE IF NOT EXISTS keys (
    owner TEXT PRIMARY KEY, wrapped BLOB NOT NULL, id TEXT, master INTEGER NOT NULL DEFAULT 1);
CREATE INDEX keys_by_master ON keys (master);
CREATE TABLE masters (version INTEGER PRIMARY KEY, sentinel BLOB NOT NULL);
CREATE TABLE erased (owner TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE copies (path TEXT PRIMARY KEY, made_at TEXT NOT NULL);
CREATE TRIGGER erased_is_not_changed BEFORE UPDATE ON erased BEGIN SELECT RAISE(ABORT, 'erased stays'); END;
CREATE TRIGGER erased_is_not_deleted BEFORE DELETE ON erased BEGIN SELECT RAISE(ABORT, 'erased stays'); END
"""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction that is on the disk when it ends; what is deleted is overwritten."""
    with reading(path) as connection:
        for pragma in ("secure_delete=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def prepare(path: Path) -> None:
    """Make the file, or bring it to today's shape. Raises KeyStoreError for one of a newer program."""
    with reading(path) as connection:
        if connection.execute("PRAGMA journal_mode").fetchone() != ("delete",):
            # As older programs left it after a restore: such a journal keeps for a while what was destroyed.
            connection.execute("PRAGMA journal_mode=DELETE")
        if _shape(connection) == SHAPE:
            return
    with writing(path) as connection:
        shape = _shape(connection)
        if shape == SHAPE:
            return
        if shape > SHAPE:
            raise KeyStoreError(f"{path} was written by a newer version of this program: install that one")
        if _is_of_first_shape(connection):
            # Their keys have no id: what was sealed with them is bound to its place and owner as it was then.
            connection.execute("ALTER TABLE keys ADD COLUMN id TEXT")
            connection.execute("ALTER TABLE keys ADD COLUMN master INTEGER NOT NULL DEFAULT 1")
        for statement in TABLES.strip().split(";\n"):
            connection.execute(statement)
        connection.execute("INSERT INTO masters SELECT 1, wrapped FROM keys WHERE owner = ?", (SENTINEL.hex,))
        connection.execute("DELETE FROM keys WHERE owner = ?", (SENTINEL.hex,))
        connection.execute(f"PRAGMA user_version = {SHAPE}")


def mark_of(path: Path) -> bytes | None:
    """Made once for each key store: two copies of one are known by it, also after its master key was changed."""
    with reading(path) as connection:
        if _shape(connection) == SHAPE:
            row = connection.execute("SELECT sentinel FROM masters ORDER BY version LIMIT 1").fetchone()
        elif _is_of_first_shape(connection):
            row = connection.execute("SELECT wrapped FROM keys WHERE owner = ?", (SENTINEL.hex,)).fetchone()
        else:
            row = None
    return None if row is None else bytes(row[0])


def _shape(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def _is_of_first_shape(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'keys'")
    return found.fetchone() is not None
