"""A page of the worklist's rows at several sizes, beside hand-written SQL that gives the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from sqlalchemy.orm import Session

from bench.crowd import crowd, in_sqlite
from bench.databases import NewDatabase, engine_of
from bench.measuring import Pair, in_turn
from bench.relay import MOMENT
from intranet.cases.queries import worklist
from intranet.cases.queries.worklist import CAP, HORIZON
from intranet.db import is_sqlite, writing
from intranet.policy import Actor
from tests.cast import build

_BRANCH = """
    SELECT * FROM (
        SELECT id, "key", status, {mine} AS mine, role, due_at, case_id FROM tasks WHERE {whose}
        AND due_at <= {until} ORDER BY due_at, id LIMIT {limit}
    ) AS {name}
"""
_AWAKE = "status IN ('open', 'claimed') AND (snoozed_until IS NULL OR snoozed_until <= {moment})"
_PAGE = """
    SELECT f.id, f."key", f.status, f.mine, f.role, f.due_at, c.workflow, c.title, c.id FROM (
        SELECT * FROM ({branches}) AS lines ORDER BY due_at, id LIMIT {limit}
    ) AS f JOIN cases c ON c.id = f.case_id ORDER BY f.due_at, f.id
"""


def measured(new_database: NewDatabase, tasks: int, times: int) -> Pair:
    engine = engine_of(new_database(f"worklist_{tasks}"))
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        with writing(session):
            people = build(session)
        reader = crowd(session, people, tasks)
        with by_hand(session, reader) as floor:
            pair = in_turn(lambda: ours(session, reader), floor, times)
    engine.dispose()
    return pair


def ours(session: Session, reader: Actor) -> worklist.Page:
    return worklist.rows(session, reader, "ready", MOMENT)


@contextmanager
def by_hand(session: Session, reader: Actor) -> Iterator[Callable[[], list[Any]]]:
    """The same rows by hand: mine and my two queues, each along its index, on a connection of its own."""
    url = session.get_bind().engine.url
    given: Sequence[Any] = (reader.person_id, reader.grants[0].unit_id, MOMENT, MOMENT + HORIZON)
    connection: Any
    if is_sqlite(session):
        connection, mark = sqlite3.connect(str(url.database), isolation_level=None), "?"
        given = [in_sqlite(value) for value in given]
    else:
        connection = psycopg.connect(f"host={url.query['host']} user={url.username} dbname={url.database}")
        mark = "%s"
    me, unit, moment, until = given
    one, two = (grant.role for grant in reader.grants)
    statement = page_statement(mark)
    parameters = (me, moment, until, one, unit, until, two, unit, until)
    with closing(connection):
        yield lambda: connection.execute(statement, parameters).fetchall()


def page_statement(mark: str) -> str:
    """Parameters: person, moment, until, and for each of two queues role, unit, until."""
    queue = f"role = {mark} AND unit_id = {mark} AND person_id IS NULL AND status = 'open'"
    whose = {"mine": f"person_id = {mark} AND " + _AWAKE.format(moment=mark), "one": queue, "two": queue}
    branches = " UNION ALL ".join(
        _BRANCH.format(mine=str(name == "mine").upper(), whose=of, until=mark, limit=CAP + 1, name=name)
        for name, of in whose.items()
    )
    return _PAGE.format(branches=branches, limit=CAP + 1)
