"""`intranet backup`: a verified copy of a running intranet, its keys apart; bringing it back is restore.py."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intranet.privacy import ledger
from intranet.privacy.keyfile import NAME as KEY_FILE
from intranet.privacy.keystore import KeyStore
from intranet.safety import manifest, postgresql, sqlite
from intranet.safety.errors import SafetyError
from intranet.safety.manifest import DATABASE, TABLES, Manifest, Table
from intranet.schema import revision_of

Open = Callable[[Path], KeyStore]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Backup:
    """What was copied, and which older copies of the keys were taken away."""

    manifest: Manifest
    keys: int
    removed: list[Path]


def keys_beside(folder: Path) -> Path:
    """Where the keys of a backup lie unless somebody says otherwise: never within it."""
    return folder.with_name(f"{folder.name}.keys")


def backup(
    session: Session, store: KeyStore, folder: Path, keys: Path, moment: datetime, open_store: Open
) -> Backup:
    """Copy the database into `folder` and the key store into `keys`. Raises SafetyError; then nothing is left.

    The database first: so the keys of whatever is in it are there. The key store remembers where its copies lie: who
    is erased later is erased in them too, as long as they can be reached, and after seven days they are taken away.
    """
    if keys == folder or folder in keys.parents:
        raise SafetyError("The keys must not lie within the backup: together they can be read.")
    for place in (folder, keys):
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise SafetyError(f"{place} holds something already: give a new folder.")
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        raise SafetyError("A backup is made of a database, not within a transaction.")
    revision = revision_of(engine)
    if revision is None:
        raise SafetyError("There is nothing to back up: the database has not been set up.")

    def copy_database(unfinished: Path) -> Manifest:
        tables = _copy(session, engine, unfinished)
        made = manifest.write(unfinished, engine.dialect.name, revision, moment, tables)
        manifest.read(unfinished)
        return made

    made = _whole(folder, copy_database)
    try:
        ledger.remember_copy(store.path, keys.resolve(), moment)
        number = _whole(keys, lambda unfinished: _copy_keys(store, unfinished, open_store))
        # Who was erased while it was copied.
        ledger.replay(keys / KEY_FILE, ledger.read(store.path))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Backup(made, number, ledger.remove_old_copies(store.path, moment))


def _whole(folder: Path, fill: Callable[[Path], Made]) -> Made:
    """A folder that has its name only once it is whole."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        made = fill(unfinished)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return made


def _copy(session: Session, engine: Engine, folder: Path) -> dict[str, Table]:
    if engine.dialect.name == "sqlite":
        sqlite.copy_out(database_file(engine), folder / DATABASE)
        return sqlite.tables_of(folder / DATABASE)
    tables = postgresql.copy_out(postgresql.snapshot(session), folder / TABLES)
    session.rollback()
    return tables


def _copy_keys(store: KeyStore, folder: Path, open_store: Open) -> int:
    sqlite.copy_out(store.path, folder / KEY_FILE)
    sqlite.tables_of(folder / KEY_FILE)
    return open_store(folder).check()


def database_file(engine: Engine) -> Path:
    if not engine.url.database:
        raise SafetyError("The database lies in memory only (INTRANET_DATABASE_URL).")
    return Path(engine.url.database)
