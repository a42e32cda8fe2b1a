"""Copying a SQLite database while it is in use, by SQLite's own backup, and looking at whether a file is sound."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from intranet.safety.errors import SafetyError
from intranet.safety.manifest import Table

WAIT_SECONDS = 5


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """An existing file (mode ro or rw), or one that is made (rwc)."""
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        yield connection


def copy_out(database: Path, target: Path) -> None:
    """A whole copy as of one moment, in one file; whoever writes meanwhile is not held up."""
    with _opened(database, "rw") as source, _opened(target, "rwc") as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def copy_in(source: Path, database: Path, journal: str = "WAL") -> None:
    """Put a copy in the place of what the database holds, in one transaction of SQLite's."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with _opened(source, "ro") as backup, _opened(database, "rwc") as target:
        backup.backup(target)
        target.execute(f"PRAGMA journal_mode={journal}")


def tables_of(database: Path) -> dict[str, Table]:
    """Every table with its columns and its number of rows. Raises SafetyError if the file is not sound."""
    try:
        with _opened(database, "rw") as connection:
            problems = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if problems != ("ok",):
                raise SafetyError(f"{database.name} is damaged: {problems[0]}")
            if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
                raise SafetyError(f"{database.name} has a row in {broken[0]} that refers to nothing.")
            return _count(connection)
    except sqlite3.DatabaseError as error:
        raise SafetyError(f"{database.name} cannot be read as a database: {error}") from error


def revision_in(database: Path) -> str | None:
    """The migration that a file stands at."""
    with _opened(database, "rw") as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
    return None if row is None else str(row[0])


def _count(connection: sqlite3.Connection) -> dict[str, Table]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    found = {}
    for (name,) in names:
        columns = tuple(row[1] for row in connection.execute(f'PRAGMA table_info("{name}")'))
        rows = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a name of the schema
        found[name] = Table(rows, columns)
    return found
