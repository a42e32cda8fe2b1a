"""The ground the other tests stand on: real databases, each fresh."""

from __future__ import annotations

from sqlalchemy import create_engine, inspect, text

from intranet.db import Base
from tests.support.databases import KINDS, FreshDatabase


def build_notes(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (words TEXT)"))
        connection.execute(text("INSERT INTO notes VALUES ('from the template')"))
    engine.dispose()


def test_a_fresh_database_has_every_table(database_url: str) -> None:
    engine = create_engine(database_url)
    assert set(inspect(engine).get_table_names()) >= set(Base.metadata.tables)
    engine.dispose()


def test_what_one_test_writes_another_database_does_not_have(fresh_database: FreshDatabase) -> None:
    for kind in KINDS:
        first, second = (create_engine(fresh_database(kind, build_notes)) for _ in range(2))
        with first.begin() as connection:
            connection.execute(text("INSERT INTO notes VALUES ('mine')"))
        with first.connect() as mine, second.connect() as other:
            assert mine.scalar(text("SELECT count(*) FROM notes")) == 2
            assert other.scalar(text("SELECT count(*) FROM notes")) == 1
        first.dispose()
        second.dispose()
