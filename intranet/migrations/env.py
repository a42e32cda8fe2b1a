"""How Alembic reaches the application's database; run by `intranet db upgrade` and `intranet db migrate`."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from intranet.db import Base, UtcDateTime
from intranet.extensions import db


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """A migration names only SQLAlchemy's types: it must still run when ours have changed."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    with db.engine.connect() as connection:
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
