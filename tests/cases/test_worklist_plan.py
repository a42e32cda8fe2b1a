"""The worklist walks its partial indexes on both databases and never reads everybody's tasks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from intranet.cases.queries import worklist
from intranet.cases.queries.worklist import VIEWS, View
from intranet.clock import local_date
from intranet.db import is_sqlite
from intranet.organisation.actors import actor_of
from intranet.policy import Actor
from tests.cases.worklists import case, task, write
from tests.cast import Cast
from tests.support.clock import Clock

OTHERS = 4000
INDEXES: dict[View, set[str]] = {
    "ready": {"ix_tasks_mine", "ix_tasks_unclaimed"},
    "upcoming": {"ix_tasks_mine", "ix_tasks_unclaimed"},
    "waiting": {"ix_tasks_mine_waiting", "ix_tasks_unclaimed_waiting"},
    "snoozed": {"ix_tasks_mine"},
    "done": {"ix_tasks_done"},
}


@pytest.fixture
def me(session: Session, people: Cast, clock: Clock) -> Actor:
    """A coordinator with a few tasks of every kind among thousands of other people's."""
    here, there, now = people.units["vestland"], people.units["ostlandet"], clock()
    about, mine, other = case(session, here, now), people.coordinator.id, people.staff.id
    rows = []
    for number in range(OTHERS):
        who, where = (mine, here) if number % 400 == 0 else (other, there)
        due = now + timedelta(minutes=number)
        rows += [
            task(about, where, now, person_id=who, due_at=due),
            task(about, where, now, due_at=due),
            task(about, where, due, status="waiting", due_at=None),
            task(about, where, due, status="waiting", due_at=None, person_id=who),
            task(about, where, now, status="done", done_by=who, done_at=due),
        ]
    write(session, *rows)
    session.execute(text("ANALYZE"))
    session.commit()
    return actor_of(session, mine, local_date(now))


@pytest.fixture
def plans(session: Session) -> Iterator[list[str]]:
    """The plan of each SELECT that the session sends from now on."""
    found: list[str] = []
    how = "EXPLAIN QUERY PLAN " if is_sqlite(session) else "EXPLAIN "

    def explain(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            rows = connection.exec_driver_sql(how + statement, parameters).all()
            found.append("\n".join(str(row[-1]) for row in rows))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", explain)
    yield found
    event.remove(engine, "before_cursor_execute", explain)


def test_rows_and_counts_walk_the_partial_indexes(
    session: Session, me: Actor, clock: Clock, plans: list[str]
) -> None:
    after = worklist.After(clock() + timedelta(days=1), uuid.UUID(int=1))
    for view in VIEWS:
        plans.clear()
        worklist.rows(session, me, view, clock())
        worklist.rows(session, me, view, clock(), after)
        worklist.count(session, me, view, clock())
        assert len(plans) >= 3
        for plan in plans:
            assert all(index in plan for index in INDEXES[view]), (view, plan)
            assert astray(plan, INDEXES[view]) == [], (view, plan)


def test_the_check_sees_a_list_that_is_asked_with_or(session: Session, me: Actor, plans: list[str]) -> None:
    session.execute(
        text(
            "SELECT id FROM tasks WHERE status IN ('open', 'claimed') AND (person_id = :me OR role = 'coordinator') "
            "ORDER BY due_at, id LIMIT 50"
        ),
        {"me": me.person_id.hex if is_sqlite(session) and me.person_id else me.person_id},
    )
    assert astray(plans[-1], INDEXES["ready"]) != []


def astray(plan: str, allowed: set[str]) -> list[str]:
    """Lines of a plan that go through `tasks` by another way than these indexes."""
    wrong = []
    for line in plan.splitlines():
        index = re.search(r"(?:on|using|USING INDEX|USING COVERING INDEX) (ix_tasks_\w+)", line)
        whole = "Seq Scan on tasks" in line or line.startswith("SCAN tasks")
        if (whole and index is None) or (index is not None and index[1] not in allowed):
            wrong.append(line)
    return wrong
