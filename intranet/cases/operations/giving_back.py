"""A task that somebody holds goes back to the list of its role: given back by them, or because they are away."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import store
from intranet.cases.models import Case, CasePerson, Task
from intranet.cases.operations.work import Work
from intranet.cases.store import LIVE, TaskRow
from intranet.clock import local_date
from intranet.db import new_id, table_of
from intranet.engine.text import Text
from intranet.facts import Fact
from intranet.problems import Stale

_CASE = table_of(Case)
_TASK = table_of(Task)
_NAMED = table_of(CasePerson)
HELD = ("open", "claimed")

FINISHED = Text("This task is already finished. Nothing was changed; here is how it stands now.")


def give_back(work: Work, task: TaskRow, *, but: uuid.UUID | None = None) -> uuid.UUID:
    """The event it led to. `but`: to a list that somebody else than this person looks at too. Raises Stale."""
    queue = work.router(but=but).queue(_roles_first(work, task))
    columns = {
        "status": "open",
        "person_id": None,
        "role": queue.role,
        "unit_id": queue.unit_id,
        "snoozed_until": None,
    }
    if not store.change_task(work.session, task.id, HELD, columns):
        raise Stale(FINISHED)
    event_id = work.event(new_id(), "released", task_id=task.id, facts={})
    store.remember(work.session, work.case)
    return event_id


def held_in(session: Session, fact: Fact) -> set[uuid.UUID]:
    """The cases with tasks that somebody else will do while this person is away."""
    if fact.kind != "breaks":
        return set()
    rows = session.execute(
        select(_TASK.c.case_id, _TASK.c.due_at)
        .join(_CASE, _CASE.c.id == _TASK.c.case_id)
        .where(
            _TASK.c.person_id == fact.person_id,
            _TASK.c.status.in_(HELD),
            _CASE.c.subject_id.is_distinct_from(fact.person_id),
        )
    )
    return {row.case_id for row in rows if _is_later(row.due_at, fact)}


def waiting_for_return(session: Session, fact: Fact) -> set[uuid.UUID]:
    """The cases that name this person, who is back, and have tasks that nobody took meanwhile."""
    if fact.kind != "returns":
        return set()
    rows = session.execute(
        select(_TASK.c.case_id)
        .join(_NAMED, _NAMED.c.case_id == _TASK.c.case_id)
        .where(
            _NAMED.c.person_id == fact.person_id,
            _NAMED.c.until.is_(None),
            _TASK.c.person_id.is_(None),
            _TASK.c.status.in_(LIVE),
        )
        .distinct()
    )
    return set(rows.scalars())


def hand_back(work: Work, fact: Fact) -> None:
    """Give back what they hold here; what is due before their first day away stays with them."""
    for task in work.case.tasks:
        if task.person_id == fact.person_id and task.status in HELD and _is_later(task.due_at, fact):
            give_back(work, task, but=fact.person_id)


def _is_later(due_at: datetime | None, fact: Fact) -> bool:
    return due_at is None or fact.from_on is None or local_date(due_at) >= fact.from_on


def _roles_first(work: Work, task: TaskRow) -> tuple[str, ...]:
    """A task that is given back goes to a role, not again to the person whom the workflow names."""
    roles = (
        work.process.workflow.role_of(name) or name for name in work.process.workflow.tasks[task.key].for_
    )
    people = work.process.workflow.case_people
    return tuple(role for role in roles if role not in people) or ((task.role,) if task.role else ())
