"""Whatever breaks in the middle of a step, at whichever statement: nothing of it is left behind."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intranet.db import Base, prepare_engine, writing
from tests.cases.bergen import driven, hidden, open_case
from tests.cast import Cast
from tests.races.acts import ACTS
from tests.races.scene import STEPS, Scene, before_step, equipped
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor

RETRY_WITHIN_SECONDS = 6
# More pages than any step adds; each number below is a point at which the disk is full.
PAGES = range(40)


class Broken(Exception):
    """The fault that a test puts into a statement."""


@contextmanager
def _reader(url: str) -> Iterator[Callable[[], dict[str, list[Any]]]]:
    """Reads everything there is, in every table, as others see it."""
    engine = create_engine(url)

    def rows() -> dict[str, list[Any]]:
        with engine.connect() as connection:
            return {
                table.name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table.name}"))))
                for table in Base.metadata.sorted_tables
            }

    yield rows
    engine.dispose()


@contextmanager
def _opened(scene: Scene) -> Iterator[tuple[Engine, Session]]:
    engine = create_engine(scene.url)
    prepare_engine(engine)
    with equipped(Session(engine, autoflush=False, expire_on_commit=False), scene.keys) as session:
        yield engine, session
    engine.dispose()


@contextmanager
def _failing_at(engine: Engine, number: int) -> Iterator[list[int]]:
    """The statement with this number (from 1) fails; how many were begun."""
    begun = [0]

    @event.listens_for(engine, "before_cursor_execute")
    def count(_c: Any, _cursor: Any, _statement: str, _p: Any, _context: Any, _many: bool) -> None:
        begun[0] += 1
        if begun[0] == number:
            raise Broken

    yield begun
    event.remove(engine, "before_cursor_execute", count)


@pytest.mark.parametrize("step", [*STEPS, "suspend", "assistant_leaves"])
def test_a_fault_at_any_statement_leaves_nothing_behind(
    database_url: str, tmp_path: Path, clock: Clock, step: str
) -> None:
    scene = before_step(database_url, tmp_path / "keys", clock, step if step in STEPS else "establish")
    number = 0
    with _reader(database_url) as rows, _opened(scene) as (engine, session):
        before = rows()
        while True:
            number += 1
            with _failing_at(engine, number) as begun:
                try:
                    with writing(session):
                        ACTS[step](session, scene, scene.moment)
                except Broken:
                    pass
            if begun[0] < number:
                break
            session.expunge_all()
            assert rows() == before, f"statement {number} of {step} left something"
        assert number > 5
        assert rows() != before


def test_a_full_disk_leaves_nothing_half_done(fresh_database: Any, tmp_path: Path, clock: Clock) -> None:
    url: str = fresh_database("sqlite")
    scene = before_step(url, tmp_path / "keys", clock, "approve")
    full = 0
    with _reader(url) as rows, _opened(scene) as (engine, session):
        before = rows()
        with engine.connect() as connection:
            used = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        for more in PAGES:
            # On the connection that the session takes from the pool next.
            with engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA max_page_count = {used + more}")
            try:
                with writing(session):
                    ACTS["approve"](session, scene, scene.moment)
            except DBAPIError as error:
                full += isinstance(error.orig, sqlite3.OperationalError) and "full" in str(error.orig)
                session.expunge_all()
                assert rows() == before, f"with {more} more pages something was left"
            else:
                break
        assert full
        assert rows() != before


@contextmanager
def _held(url: str) -> Iterator[None]:
    """Somebody else writes, and does not come to an end."""
    engine = create_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.isolation_level = None  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("LOCK TABLE people IN EXCLUSIVE MODE")
        yield
        connection.rollback()
    engine.dispose()


def test_a_database_that_somebody_else_holds_is_said_soon_and_what_was_typed_is_kept(
    app: Flask, cast: Cast, visitor: NewVisitor, clock: Clock
) -> None:
    typed = "Nobody has the key of the church hall."
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    with driven(app, cast, clock) as bergen:
        bergen.until("decision")
        reader = visitor("staff")
        fields = hidden(open_case(reader, bergen), "send_back")
        bergen.session.rollback()
        with _held(url):
            began = time.monotonic()
            answer = reader.post(f"/cases/{bergen.id}/transitions/send_back", {**fields, "reason": typed})
            took = time.monotonic() - began
        assert (answer.status_code, bergen.state) == (503, "decision")
        assert took < RETRY_WITHIN_SECONDS
        assert int(answer.headers["Retry-After"]) > 0
        assert typed in answer.text
        again = reader.post(f"/cases/{bergen.id}/transitions/send_back", {**fields, "reason": typed})
        assert (again.status_code, bergen.state) == (303, "planning")
