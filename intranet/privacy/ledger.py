"""The key store's ledger of who was erased, and the copies of the store that are within reach: they forget with it."""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from intranet.privacy.keyfile import NAME, prepare, reading, writing

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)

Erased = Mapping[uuid.UUID, datetime]


def read(path: Path) -> dict[uuid.UUID, datetime]:
    with reading(path) as connection:
        rows = connection.execute("SELECT owner, at FROM erased").fetchall()
    return {uuid.UUID(owner): datetime.fromisoformat(at) for owner, at in rows}


def count(path: Path) -> int:
    with reading(path) as connection:
        found: int = connection.execute("SELECT count(*) FROM erased").fetchone()[0]
    return found


def replay(path: Path, erased: Erased) -> None:
    """Write down in one store's file that they are erased, and destroy their keys in it: both or neither."""
    if not erased:
        return
    with writing(path) as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO erased VALUES (?, ?)",
            [(owner.hex, at.isoformat()) for owner, at in erased.items()],
        )
        connection.executemany("DELETE FROM keys WHERE owner = ?", [(owner.hex,) for owner in erased])


def remember_copy(path: Path, folder: Path, moment: datetime) -> None:
    """Before the copy is made: so whoever is erased meanwhile is erased in it too."""
    with writing(path) as connection:
        connection.execute("INSERT OR REPLACE INTO copies VALUES (?, ?)", (str(folder), moment.isoformat()))


def copies(path: Path) -> dict[Path, datetime]:
    """The folders with a copy of this store that still are where they were made, and when that was."""
    with reading(path) as connection:
        rows = connection.execute("SELECT path, made_at FROM copies ORDER BY made_at").fetchall()
    return {Path(folder): datetime.fromisoformat(at) for folder, at in rows if _is_there(Path(folder))}


def replay_in_copies(path: Path, erased: Erased) -> None:
    """What cannot be written is told by the doctor, and tried again with the next backup."""
    for folder in copies(path):
        try:
            prepare(folder / NAME)
            if still_in(folder, erased):
                replay(folder / NAME, erased)
        except (OSError, sqlite3.Error) as error:
            log.warning(
                "a copy of the key store could not forget %d erased: %s", len(erased), type(error).__name__
            )


def still_in(folder: Path, erased: Erased) -> int:
    """How many of the erased still have a key in a copy."""
    with reading(folder / NAME) as connection:
        there = connection.execute("SELECT owner FROM keys").fetchall()
    return len({row[0] for row in there} & {owner.hex for owner in erased})


def remove_old_copies(path: Path, moment: datetime) -> list[Path]:
    """Take away copies that are older than seven days; those that were."""
    old = [folder for folder, made_at in copies(path).items() if moment - made_at > KEPT]
    for folder in old:
        (folder / NAME).unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
    with writing(path) as connection:
        connection.execute("DELETE FROM copies WHERE made_at < ?", ((moment - KEPT).isoformat(),))
    return old


def _is_there(folder: Path) -> bool:
    try:
        return (folder / NAME).is_file()
    except OSError:
        return False
