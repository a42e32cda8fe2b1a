"""`intranet backup`: a whole, verified copy of a running intranet in a folder; bringing it back is restore.py."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intranet.safety import manifest, postgresql, sqlite
from intranet.safety.errors import SafetyError
from intranet.safety.manifest import DATABASE, KEYS, TABLES, Manifest, Table
from intranet.schema import revision_of

KEY_FILE = "keys.sqlite"


def backup(session: Session, data: Path, folder: Path, moment: datetime) -> Manifest:
    """Copy the database and the key store of the installation in `data`. Raises SafetyError; then nothing is left.

    The database first: so the keys of whatever is in it are there. They lie apart, in `keys/`, and are best kept
    elsewhere than the rest, for seven days at most.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SafetyError(f"{folder} holds something already: give a new folder.")
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        raise SafetyError("A backup is made of a database, not within a transaction.")
    revision = revision_of(engine)
    if revision is None:
        raise SafetyError("There is nothing to back up: the database has not been set up.")
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        tables = _copy(session, engine, unfinished)
        (unfinished / KEYS).mkdir(mode=0o700)
        sqlite.copy_out(data / "keys" / KEY_FILE, unfinished / KEYS / KEY_FILE)
        sqlite.tables_of(unfinished / KEYS / KEY_FILE)
        made = manifest.write(unfinished, engine.dialect.name, revision, moment, tables)
        manifest.read(unfinished)
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


def database_file(engine: Engine) -> Path:
    if not engine.url.database:
        raise SafetyError("The database lies in memory only (INTRANET_DATABASE_URL).")
    return Path(engine.url.database)
