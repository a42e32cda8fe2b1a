"""Which migration the database stands at, and whether it is the one this program needs; it migrates nothing."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from intranet import resources

UPGRADE = "intranet db upgrade"


class SchemaError(Exception):
    """The database does not fit this program; the text is the one line to print."""


def wanted_revision() -> str:
    """The newest migration that ships with this program."""
    head = _migrations().get_current_head()
    if head is None:
        raise SchemaError("This installation carries no migrations: it is not whole.")
    return head


def is_known(revision: str) -> bool:
    return any(script.revision == revision for script in _migrations().walk_revisions())


def revision_of(engine: Engine) -> str | None:
    """The migration a database stands at; None before the first."""
    with engine.connect() as connection:
        found: str | None = MigrationContext.configure(connection).get_current_revision()
    return found


def check_schema(engine: Engine) -> None:
    """Raises SchemaError with what to do, unless the database stands at the migration this program needs."""
    found, wanted = revision_of(engine), wanted_revision()
    if found == wanted:
        return
    if found is None:
        if inspect(engine).get_table_names():
            raise SchemaError("The database holds something else than this intranet (INTRANET_DATABASE_URL).")
        raise SchemaError(f"The database is empty. Run: intranet init (or, before a restore, {UPGRADE})")
    if is_known(found):
        raise SchemaError(
            f"The database stands at migration {found}, this program needs {wanted}. Run: {UPGRADE}"
        )
    raise SchemaError(
        f"The database is newer than this program (migration {found}). Install the newer version."
    )


def _migrations() -> ScriptDirectory:
    return ScriptDirectory(str(resources.MIGRATIONS))
