"""How often a step speaks to its database: a figure of design/performance.md that must not grow unseen."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from psycopg.pq import Trace

from bench import step
from bench.relay import Relay, relay
from tests.support.databases import FreshDatabase

# A message of the trace; the lines of a statement follow its first.
MESSAGE = re.compile(r"[FB]\t\d+\t")
MOST_STATEMENTS = 10
MOST_ROUND_TRIPS = 6


@pytest.fixture
def prepared(
    fresh_database: FreshDatabase, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Relay]:
    with relay(fresh_database(request.param), tmp_path) as found:
        yield found


@pytest.mark.parametrize("prepared", ["sqlite"], indirect=True)
def test_a_step_takes_few_statements(prepared: Relay) -> None:
    cases = prepared.waiting(2)
    step.take(prepared, cases[0])
    statements: list[str] = []
    driver: sqlite3.Connection = _driver(prepared)
    driver.set_trace_callback(statements.append)
    step.take(prepared, cases[1])
    driver.set_trace_callback(None)
    begun, ended = statements.index("BEGIN IMMEDIATE"), statements.index("COMMIT")
    assert ended - begun - 1 <= MOST_STATEMENTS, "\n".join(statements)


@pytest.mark.parametrize("prepared", ["postgresql"], indirect=True)
def test_a_step_waits_seldom_for_its_answer(prepared: Relay, tmp_path: Path) -> None:
    cases = prepared.waiting(2)
    step.take(prepared, cases[0])
    with _traced(_driver(prepared).pgconn, tmp_path / "trace") as told:
        step.take(prepared, cases[1])
    assert round_trips(told()) <= MOST_ROUND_TRIPS, "\n".join(told())


def test_an_answer_ends_a_round_trip_and_more_of_it_does_not() -> None:
    asked, answered = (
        ["F\t9\tParse", "FROM cases", "F\t4\tSync"],
        ["B\t4\tParseComplete", "B\t5\tReadyForQuery"],
    )
    assert round_trips([*asked, *answered, *asked, *answered]) == 2


def round_trips(messages: list[str]) -> int:
    """How often the answer (B, from behind) begins after something was asked (F, from the front)."""
    ways = [message[0] for message in messages if MESSAGE.match(message)]
    return sum(1 for before, now in pairwise(ways) if (before, now) == ("F", "B"))


@contextmanager
def _traced(connection: Any, path: Path) -> Iterator[Any]:
    with path.open("w+b") as file:
        connection.trace(file.fileno())
        connection.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        yield lambda: path.read_text(errors="replace").splitlines()
        connection.untrace()


def _driver(prepared: Relay) -> Any:
    connection = prepared.session.connection().connection.driver_connection
    prepared.session.rollback()
    return connection
