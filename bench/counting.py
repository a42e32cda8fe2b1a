"""How often something speaks to its database: statements on SQLite, round trips on PostgreSQL, as the drivers tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from tempfile import NamedTemporaryFile
from typing import Any

from psycopg.pq import Trace
from sqlalchemy.orm import Session

from intranet.db import is_sqlite

# A message of the trace; the lines of a statement follow its first.
_MESSAGE = re.compile(r"[FB]\t\d+\t")


def said(session: Session, act: Callable[[], object]) -> list[str]:
    """The statements that `act` sends between BEGIN and COMMIT, or each message to and from PostgreSQL."""
    driver: Any = session.connection().connection.driver_connection
    session.rollback()
    return _statements(driver, act) if is_sqlite(session) else _messages(driver.pgconn, act)


def _statements(driver: Any, act: Callable[[], object]) -> list[str]:
    told: list[str] = []
    driver.set_trace_callback(told.append)
    act()
    driver.set_trace_callback(None)
    return told[told.index("BEGIN IMMEDIATE") + 1 : told.index("COMMIT")]


def _messages(driver: Any, act: Callable[[], object]) -> list[str]:
    with NamedTemporaryFile(mode="r+", errors="replace") as trace:
        driver.trace(trace.fileno())
        driver.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        act()
        driver.untrace()
        trace.seek(0)
        return trace.read().splitlines()


def round_trips(messages: list[str]) -> int:
    """How often the answer (B, from behind) begins after something was asked (F, from the front)."""
    ways = [message[0] for message in messages if _MESSAGE.match(message)]
    return sum(1 for before, now in pairwise(ways) if (before, now) == ("F", "B"))
