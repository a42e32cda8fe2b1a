"""`intranet restore`: a backup comes back, verified, into an empty installation; making one is backup.py."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import uuid
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from intranet import resources
from intranet.privacy import erasure, ledger
from intranet.privacy.errors import KeyStoreError
from intranet.privacy.keyfile import NAME as KEY_FILE
from intranet.privacy.keyfile import mark_of, reading
from intranet.safety import manifest, postgresql, sqlite
from intranet.safety.backup import Open, database_file, keys_beside
from intranet.safety.errors import SafetyError
from intranet.safety.manifest import DATABASE, KEYS, TABLES, Manifest
from intranet.schema import is_known


def restore(
    engine: Engine, data: Path, folder: Path, keys: Path | None, open_store: Open, *, replace: bool
) -> Manifest:
    """Raises SafetyError, with nothing changed, for a backup that is damaged or foreign, or a place that is not empty.

    `keys` is the folder with the backup's key store; None gives up what is sealed, unless its store is there already.
    Who is known to be erased is written down first, in the key store that is there, and comes with the database that
    is put in place; keys that are brought have forgotten them before. So nothing that stops a restore in the middle
    lets them be read, and whoever begins anew still knows.
    Afterwards the database stands at the backup's migration; the caller brings it to today's and reconciles it.
    """
    found = manifest.read(folder)
    if found.database != engine.dialect.name:
        raise SafetyError(
            f"This backup is of a {found.database} database; INTRANET_DATABASE_URL names a {engine.dialect.name} one."
        )
    if not is_known(found.revision):
        raise SafetyError(f"This backup is newer than this program (migration {found.revision}).")
    present = data / "keys" / KEY_FILE
    with tempfile.TemporaryDirectory() as place:
        brought = None if keys is None else _keys_to_bring(present, keys / KEY_FILE, Path(place), open_store)
        if brought is not None and not replace and _is_in_use(present):
            raise SafetyError(
                f"The keys in {present} belong to another intranet. With --replace, they are thrown away."
            )
        erased = ledger.read(present) | _erased_in(engine) | (ledger.read(brought) if brought else {})
        ledger.replay(present, erased)
        if brought is not None:
            ledger.replay(brought, erased)
        if found.database == "sqlite":
            _into_sqlite(engine, found, folder, erased, replace=replace)
        else:
            _into_postgresql(engine, found, folder, erased, replace=replace)
        if brought is not None:
            # A journal beside it would keep what is destroyed.
            sqlite.copy_in(brought, present, journal="DELETE")
    return found


def keys_for(folder: Path, data: Path) -> Path:
    """Where a backup's keys are looked for when nobody says where. Raises SafetyError if they are nowhere."""
    # Within it is where older versions of this program put them.
    for place in (keys_beside(folder), folder / KEYS):
        if (place / KEY_FILE).exists():
            return place
    if _is_in_use(data / "keys" / KEY_FILE):
        return data / "keys"
    raise SafetyError(
        f"The backup's keys are not at {keys_beside(folder)}: say where they are (--keys DIR). "
        "Without them nothing that was sealed about people can be read again; --without-keys restores the rest."
    )


def _keys_to_bring(present: Path, backed_up: Path, place: Path, open_store: Open) -> Path | None:
    """A copy of the key store to put in place; None if the one that is there is the same: it knows what was erased."""
    if not backed_up.exists():
        raise SafetyError(f"There is no key store at {backed_up}.")
    copy = place / KEY_FILE
    shutil.copyfile(backed_up, copy)
    try:
        open_store(place).check()
    except KeyStoreError:
        raise SafetyError("The backup's keys belong to another secret (INTRANET_SECRET_KEY).") from None
    except sqlite3.DatabaseError:
        raise SafetyError(f"The backup's keys are damaged: {backed_up} cannot be read.") from None
    return None if mark_of(present) == mark_of(copy) else copy


def _is_in_use(store: Path) -> bool:
    """A store that was made only now, by starting this program, has no key."""
    with reading(store) as connection:
        return connection.execute("SELECT 1 FROM keys").fetchone() is not None


def _erased_in(engine: Engine) -> dict[uuid.UUID, datetime]:
    """The ledger of the database that is to be replaced, if it can still be read."""
    try:
        with engine.connect() as connection:
            return erasure.written_down(connection)
    except DBAPIError:
        return {}


def _into_sqlite(
    engine: Engine, found: Manifest, folder: Path, erased: ledger.Erased, *, replace: bool
) -> None:
    target = database_file(engine)
    engine.dispose()
    with tempfile.TemporaryDirectory() as place:
        # Opening a database may write beside it: the backup itself is left alone.
        copy = Path(place) / DATABASE
        shutil.copyfile(folder / DATABASE, copy)
        if sqlite.tables_of(copy) != found.tables or sqlite.revision_in(copy) != found.revision:
            raise SafetyError("The backup is not whole: it holds other rows than it says.")
        _write_down(copy, erased)
        expected = sqlite.tables_of(copy)
        if target.exists():
            _make_room(target, replace=replace)
        sqlite.copy_in(copy, target)
        if sqlite.tables_of(target) != expected:
            raise SafetyError("What came back is not what was in the backup. Try again with --replace.")


def _write_down(copy: Path, erased: ledger.Erased) -> None:
    engine = create_engine(f"sqlite:///{copy}")
    with engine.begin() as connection:
        erasure.write_down(connection, erased)
    engine.dispose()


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


def _into_postgresql(
    engine: Engine, found: Manifest, folder: Path, erased: ledger.Erased, *, replace: bool
) -> None:
    """All in one transaction: whatever fails leaves the database as it was."""
    with engine.begin() as connection:
        if not replace and not postgresql.is_empty(connection):
            raise _not_empty()
        postgresql.drop_tables(connection, found.tables)
        _migrate(connection, found.revision)
        postgresql.copy_in(connection, folder / TABLES, found.tables)
        erasure.write_down(connection, erased)


def _migrate(connection: Connection, revision: str) -> None:
    migrations = Config()
    migrations.set_main_option("script_location", str(resources.MIGRATIONS))
    migrations.attributes["connection"] = connection
    command.upgrade(migrations, revision)


def _not_empty() -> SafetyError:
    return SafetyError("The database is not empty. With --replace, what is in it is thrown away.")
