"""The database without Flask: the declarative base, column types and how transactions begin; no models, no queries."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import JSON, DateTime, Dialect, MetaData, Table, event, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

BUSY_SECONDS = 5
# How often a transaction that the database ended for waiting in a circle is tried again.
DEADLOCKS = 2
WRITES = "intranet_writes"

Given = TypeVar("Given")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite keeps no zone, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        # A list has hundreds of moments: SQLite's text is read in one go instead of through three functions.
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _from_text(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(f"{written}+00:00")


class Base(DeclarativeBase):
    """What every model inherits: named constraints (migrations need the names) and one type for moments."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: JSON(), list[str]: JSON()}


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements that are built once."""
    return cast(Table, model.__table__)


def new_id() -> uuid.UUID:
    """An opaque identifier: it tells nothing of order, number or time."""
    return uuid.uuid4()


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def begin_writing(session: Session) -> None:
    """Begin a write transaction: whatever was read before is forgotten and will be read anew.

    On SQLite it begins with BEGIN IMMEDIATE, so that what a guard reads cannot change before the commit;
    on PostgreSQL the operations take row locks.
    """
    session.rollback()
    session.connection(execution_options={WRITES: True})


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """One write transaction: all is committed at the end, or nothing."""
    begin_writing(session)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def is_deadlock(error: DBAPIError) -> bool:
    """Whether two waited for each other and PostgreSQL ended this one: nothing was done, it may be tried again."""
    return getattr(error.orig, "sqlstate", None) == "40P01"


def again_if_deadlocked(write: Callable[[], Given]) -> Given:
    """What a write transaction of its own gives: begun anew where the database ended it, and after that it raises."""
    for _ in range(DEADLOCKS):
        try:
            return write()
        except DBAPIError as error:
            if not is_deadlock(error):
                raise
    return write()


def lock_rows(session: Session, model: type[Base], ids: Iterable[uuid.UUID]) -> None:
    """Lock the rows of these people or groups, in order of id, before a fact about them is written or relied on.

    Facts are inserted rows, which no lock on older rows sees; so whoever writes a fact and whoever relies on it
    meet at the row of its person or group. Always people first, then groups, then cases: no two can wait for
    each other. SQLite has one writer at a time and needs no more.
    """
    if is_sqlite(session):
        return
    table = table_of(model)
    wanted = sorted(set(ids))
    if wanted:
        session.execute(
            select(table.c.id)
            .where(table.c.id.in_(wanted))
            .order_by(table.c.id)
            .with_for_update(key_share=True)
        )


def prepare_engine(engine: Engine) -> None:
    """Make transactions on this engine begin as the guarantees need it; called once for each engine."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        _prepare_postgresql(engine)


def _prepare_postgresql(engine: Engine) -> None:
    # As long as SQLite waits; without it a request would wait for a lock for ever.
    @event.listens_for(engine, "do_connect")
    def on_connect(_dialect: Dialect, _record: Any, _arguments: Any, named: dict[str, Any]) -> None:
        named.setdefault("options", f"-c lock_timeout={BUSY_SECONDS}s")


def _prepare_sqlite(engine: Engine) -> None:
    # SQLite lets a blocked writer sleep and poll; within one process a lock lets the next one go on at once.
    writer = threading.Lock()

    @event.listens_for(engine, "connect")
    def on_connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(WRITES):
            connection.exec_driver_sql("BEGIN")
            return
        held = writer.acquire(timeout=BUSY_SECONDS)
        connection.info["holds_writer"] = held
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            release(connection.info)
            raise

    def release(info: dict[Any, Any]) -> None:
        if info.pop("holds_writer", False):
            writer.release()

    @event.listens_for(engine, "checkin")
    def on_checkin(_dbapi_connection: Any, record: Any) -> None:
        # Not on "commit": that event comes before the COMMIT itself.
        release(record.info)
