"""The control: a word that was planted is found, however it was written and wherever it lies."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from tests.support import canary

NAME = canary.word("Ål ")


@pytest.mark.parametrize(
    "written",
    [
        str.encode,
        lambda name: name.upper().encode(),
        lambda name: name.encode("utf-16-le"),
        lambda name: name.encode("utf-16-be"),
        lambda name: name.lower().encode("utf-16-le"),
        lambda name: json.dumps({"name": name}).encode(),
        lambda name: quote(name).encode(),
        lambda name: name.encode().hex().encode(),
        lambda name: base64.b64encode(name.encode()),
        lambda name: base64.b64encode(b"1" + name.encode() + b"after it"),
        lambda name: base64.b64encode(b"12" + name.encode()),
        lambda name: base64.b64encode(b"12" + name.lower().encode("utf-16-le") + b"1"),
    ],
)
def test_a_planted_word_is_found(written: Callable[[str], bytes], tmp_path: Path) -> None:
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "down" / "spool").write_bytes(bytes(5000) + written(NAME) + bytes(77))
    (tmp_path / "else").write_bytes(written("Nobody at all"))

    found = canary.seen([NAME, canary.word("Bo")], tmp_path)

    assert found
    assert all(line.startswith(f"spool: {NAME} as ") for line in found)


def test_a_word_in_a_database_is_found(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (note TEXT)"))
        connection.execute(text("INSERT INTO notes VALUES (:note)"), {"note": f"{NAME} rang"})
    assert canary.seen([NAME], database_url) != []
    assert canary.seen([canary.word("Bo")], database_url) == []
    engine.dispose()


def test_a_word_that_stands_only_ahead_of_the_database_is_found(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'notes.sqlite'}"
    with closing(sqlite3.connect(tmp_path / "notes.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE notes (note TEXT)")
        connection.execute("INSERT INTO notes VALUES (?)", (NAME,))

        assert canary.seen([NAME], url) == [f"notes.sqlite-wal: {NAME} as text"]


def test_a_word_that_was_deleted_is_found_where_the_server_wrote_it_ahead(
    fresh_database: Callable[[str], str],
) -> None:
    url = fresh_database("postgresql")
    with psycopg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute("CREATE TABLE notes (note TEXT)")
        connection.execute("INSERT INTO notes VALUES (%s)", (NAME,))
        connection.execute("DROP TABLE notes")

    assert canary.seen([NAME], url) != []
