"""`intranet restore`: a backup comes back, verified, into an empty installation; making one is backup.py."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from intranet import resources
from intranet.privacy.errors import KeyStoreError
from intranet.privacy.keyfile import mark_of
from intranet.privacy.keystore import KeyStore
from intranet.safety import manifest, postgresql, sqlite
from intranet.safety.backup import KEY_FILE, database_file
from intranet.safety.errors import SafetyError
from intranet.safety.manifest import DATABASE, KEYS, TABLES, Manifest
from intranet.schema import is_known


def restore(engine: Engine, data: Path, secret: str, folder: Path, *, replace: bool) -> Manifest:
    """Raises SafetyError, with nothing changed, for a backup that is damaged or foreign, or a place that is not empty.

    Afterwards the database stands at the backup's migration; the caller brings it to today's.
    """
    found = manifest.read(folder)
    if found.database != engine.dialect.name:
        raise SafetyError(
            f"This backup is of a {found.database} database; INTRANET_DATABASE_URL names a {engine.dialect.name} one."
        )
    if not is_known(found.revision):
        raise SafetyError(f"This backup is newer than this program (migration {found.revision}).")
    keys = _keys_to_bring(data / "keys" / KEY_FILE, folder / KEYS / KEY_FILE, secret)
    if found.database == "sqlite":
        _into_sqlite(engine, found, folder, replace=replace)
    else:
        _into_postgresql(engine, found, folder, replace=replace)
    if keys is not None:
        sqlite.copy_in(keys, data / "keys" / KEY_FILE)
    return found


def _keys_to_bring(present: Path, backed_up: Path, secret: str) -> Path | None:
    """The key store to copy; None if the one that is there is the same: it alone knows what was erased since."""
    if not backed_up.exists():
        if present.exists() and _is_in_use(present):
            return None
        raise SafetyError(f"The backup has no key store: put it at {backed_up}, or at {present}.")
    with tempfile.TemporaryDirectory() as place:
        shutil.copyfile(backed_up, Path(place) / KEY_FILE)
        try:
            KeyStore(Path(place), secret)
        except KeyStoreError:
            raise SafetyError("The backup's keys belong to another secret (INTRANET_SECRET_KEY).") from None
    if present.exists() and mark_of(present) == mark_of(backed_up):
        return None
    return backed_up


def _is_in_use(store: Path) -> bool:
    """A store that was made only now, by starting this program, has nothing but its mark."""
    with closing(sqlite3.connect(f"{store.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        return bool(connection.execute("SELECT count(*) FROM keys").fetchone()[0] > 0)


def _into_sqlite(engine: Engine, found: Manifest, folder: Path, *, replace: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        # Opening a database may write beside it: the backup itself is left alone.
        copy = Path(place) / DATABASE
        shutil.copyfile(folder / DATABASE, copy)
        if sqlite.tables_of(copy) != found.tables or sqlite.revision_in(copy) != found.revision:
            raise SafetyError("The backup is not whole: it holds other rows than it says.")
    target = database_file(engine)
    engine.dispose()
    if target.exists():
        _make_room(target, replace=replace)
    sqlite.copy_in(folder / DATABASE, target)
    if sqlite.tables_of(target) != found.tables:
        raise SafetyError("What came back is not what was in the backup. Try again with --replace.")


def _make_room(target: Path, *, replace: bool) -> None:
    try:
        present = sqlite.tables_of(target)
    except SafetyError:
        if not replace:
            raise
        # Nothing can be copied into a file that is no database any more.
        for part in (target, *(target.with_name(f"{target.name}{end}") for end in ("-wal", "-shm"))):
            part.unlink(missing_ok=True)
        return
    if not replace and any(table.rows for name, table in present.items() if name != "alembic_version"):
        raise _not_empty()


def _into_postgresql(engine: Engine, found: Manifest, folder: Path, *, replace: bool) -> None:
    """All in one transaction: whatever fails leaves the database as it was."""
    with engine.begin() as connection:
        if not replace and not postgresql.is_empty(connection):
            raise _not_empty()
        postgresql.drop_tables(connection, found.tables)
        _migrate(connection, found.revision)
        postgresql.copy_in(connection, folder / TABLES, found.tables)


def _migrate(connection: Connection, revision: str) -> None:
    migrations = Config()
    migrations.set_main_option("script_location", str(resources.MIGRATIONS))
    migrations.attributes["connection"] = connection
    command.upgrade(migrations, revision)


def _not_empty() -> SafetyError:
    return SafetyError("The database is not empty. With --replace, what is in it is thrown away.")
