"""Sets a database back to how it stood, within milliseconds, so that one case can be raced for many times."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine, event

from intranet.db import Base


class Snapshot:
    """Keeps a copy of every table beside it; `restore` undoes whatever was written since."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._tables = [table.name for table in Base.metadata.sorted_tables]
        if self._sqlite:
            _leave_keys_unchecked(self._engine)
        with self._engine.begin() as connection:
            for table in self._tables:
                connection.exec_driver_sql(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")

    def restore(self) -> None:
        with self._engine.begin() as connection:
            if not self._sqlite:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for table in self._tables:
                connection.exec_driver_sql(f"DELETE FROM {table}")
                connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM kept_{table}")

    def close(self) -> None:
        self._engine.dispose()


def _leave_keys_unchecked(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.close()
