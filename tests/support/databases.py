"""Real databases, fresh for each test and cheap: a template is made once for the run and copied.

`database_url` runs a test on SQLite and on PostgreSQL; `fresh_database` makes as many as a test needs.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.folders import once
from tests.support.postgresql import PostgreSQL
from tests.support.schema import build_schema

KINDS = ("sqlite", "postgresql")

Build = Callable[[str], None]


class FreshDatabase(Protocol):
    """The address of a new database of this kind, with what `build` wrote into its template.

    `build` gets an address and closes every connection it opened; its name tells templates apart.
    """

    def __call__(self, kind: str, build: Build = build_schema) -> str: ...


@pytest.fixture
def fresh_database(
    run_folder: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[FreshDatabase]:
    undo: list[Callable[[], None]] = []

    def sqlite(build: Build) -> str:
        template = run_folder / f"template_{build.__name__}.sqlite"

        def make() -> None:
            template.unlink(missing_ok=True)
            build(f"sqlite:///{template}")
            # With a connection still open part of it stands in the -wal file, and a copy would lack that.
            assert not template.with_name(f"{template.name}-wal").exists(), (
                f"{build.__name__} left a connection"
            )

        once(run_folder, template.name, make)
        copy = tmp_path / f"{uuid.uuid4().hex}.sqlite"
        shutil.copyfile(template, copy)
        return f"sqlite:///{copy}"

    def postgresql(build: Build) -> str:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        template = f"template_{build.__name__}"

        def make() -> None:
            server.run(f"DROP DATABASE IF EXISTS {template}")
            server.run(f"CREATE DATABASE {template}")
            build(server.url(template))

        once(run_folder, f"{template}.postgresql", make)
        copy = f"test_{uuid.uuid4().hex}"
        server.run(f"CREATE DATABASE {copy} TEMPLATE {template}")
        undo.append(lambda: server.run(f"DROP DATABASE {copy} WITH (FORCE)"))
        return server.url(copy)

    def fresh(kind: str, build: Build = build_schema) -> str:
        return {"sqlite": sqlite, "postgresql": postgresql}[kind](build)

    yield fresh
    for drop in undo:
        drop()


@pytest.fixture(params=KINDS)
def database_url(fresh_database: FreshDatabase, request: pytest.FixtureRequest) -> str:
    return fresh_database(request.param)
