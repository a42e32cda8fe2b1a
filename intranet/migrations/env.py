"""How Alembic reaches the application's database; run by `intranet db upgrade` and `intranet db migrate`."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from intranet.db import Base, UtcDateTime
from intranet.extensions import db


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """A migration names only SQLAlchemy's types: it must still run when ours have changed."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """On the connection of whoever migrates within a transaction of their own (a restore), else on one of ours."""
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with db.engine.connect() as connection:
        migrate(connection)


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
