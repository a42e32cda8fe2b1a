"""Copying a PostgreSQL database in one snapshot by COPY: no program of PostgreSQL's need be installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, inspect
from sqlalchemy.orm import Session

from intranet.db import Base
from intranet.safety.errors import SafetyError
from intranet.safety.manifest import Table

REVISIONS = "alembic_version"
BLOCK = 1 << 20


def copy_out(connection: Connection, folder: Path) -> dict[str, Table]:
    """Every table as it stands in this transaction, which must be REPEATABLE READ."""
    folder.mkdir()
    inspector = inspect(connection)
    found = {}
    with _cursor(connection) as cursor:
        for name in sorted(inspector.get_table_names()):
            columns = tuple(column["name"] for column in inspector.get_columns(name))
            way = _copy(name, columns, "TO STDOUT")
            with (folder / f"{name}.copy").open("wb") as file, cursor.copy(way) as copy:
                for block in copy:
                    file.write(block)
            found[name] = Table(cursor.rowcount, columns)
    return found


def copy_in(connection: Connection, folder: Path, tables: dict[str, Table]) -> None:
    """Fill empty tables, those first that others refer to. Raises SafetyError if the numbers differ."""
    with _cursor(connection) as cursor:
        for name in _in_order(connection, tables):
            with (
                (folder / f"{name}.copy").open("rb") as file,
                cursor.copy(_copy(name, tables[name].columns, "FROM STDIN")) as copy,
            ):
                while block := file.read(BLOCK):
                    copy.write(block)
            if cursor.rowcount != tables[name].rows:
                raise SafetyError(f"{name} has {cursor.rowcount} rows instead of {tables[name].rows}.")


def drop_tables(connection: Connection, also: dict[str, Table]) -> None:
    """Take away our tables and those of a backup; others stay."""
    ours = {*Base.metadata.tables, *also, REVISIONS}
    with _cursor(connection) as cursor:
        for name in sorted(ours & set(inspect(connection).get_table_names())):
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)))


def is_empty(connection: Connection) -> bool:
    """No table of ours has a row."""
    with _cursor(connection) as cursor:
        for name in sorted(set(inspect(connection).get_table_names()) - {REVISIONS}):
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(name)))
            if cursor.fetchone() == (True,):
                return False
    return True


def snapshot(session: Session) -> Connection:
    """One moment for everything that is read on this connection."""
    session.rollback()
    connection = session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    return connection


def _cursor(connection: Connection) -> Any:
    driver: Any = connection.connection.driver_connection
    return driver.cursor()


def _copy(name: str, columns: tuple[str, ...], way: str) -> sql.Composed:
    return sql.SQL("COPY {} ({}) {}").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns)), sql.SQL(way)
    )


def _in_order(connection: Connection, tables: dict[str, Table]) -> list[str]:
    sorted_names = [name for name, _ in inspect(connection).get_sorted_table_and_fkc_names() if name]
    return [name for name in sorted_names if name in tables and name != REVISIONS]
