"""How many statements one plain step sends: the numbers of today are the ceiling, so that they can only go down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from intranet.cases import operations, runtime, versions
from intranet.db import prepare_engine, writing
from intranet.organisation.actors import actor_of
from tests import cast
from tests.races.scene import equipped
from tests.support.clock import Clock
from tests.workflows.new_group.driver import NewGroup

# A step with one guard that opens two tasks and leads on to nothing by itself, without BEGIN and COMMIT.
# On PostgreSQL one statement more takes the locks.
CEILING = {"sqlite": 9, "postgresql": 10}


@pytest.mark.parametrize("kind", CEILING)
def test_a_plain_step_sends_few_statements(
    fresh_database: Any, kind: str, tmp_path: Path, clock: Clock
) -> None:
    engine = create_engine(fresh_database(kind))
    prepare_engine(engine)
    sent: list[str] = []
    with equipped(Session(engine, autoflush=False, expire_on_commit=False), tmp_path / "keys") as session:
        with writing(session):
            versions.record(session, runtime.processes(session).values(), clock())
            people = cast.build(session)
        new_group = NewGroup(session, people, clock).until("idea")
        case_id = new_group.case.id
        coordinator = actor_of(session, people.coordinator.id, new_group.today)
        event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: sent.append(statement))
        with writing(session):
            operations.advance(session, case_id, "take_up", coordinator, clock(), {})
    engine.dispose()
    written = [statement for statement in sent if not statement.startswith(("BEGIN", "COMMIT"))]
    assert len(written) <= CEILING[kind], "\n".join(written)
