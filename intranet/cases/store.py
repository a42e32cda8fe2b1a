"""The rows of a case, its tasks and history, by statements built once; it knows no more than tables."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Update, bindparam, insert, literal_column, select, update
from sqlalchemy.orm import Session

from intranet.cases.models import Answer, Case, CaseEvent, CasePerson, Notice, Task
from intranet.cases.together import write
from intranet.db import new_id, table_of
from intranet.problems import NotVisible

LIVE = ("waiting", "open", "claimed")

_CASE = table_of(Case)
_TASK = table_of(Task)
_EVENT = table_of(CaseEvent)
_PERSON = table_of(CasePerson)
_NOTICE = table_of(Notice)
_ANSWER = table_of(Answer)

# As literals, which cost nothing to bind.
_IS_LIVE = _TASK.c.status.in_([literal_column(f"'{status}'") for status in LIVE])
_ALL = (
    select(_CASE, *(column.label(f"task_{column.name}") for column in _TASK.c))
    .select_from(_CASE.outerjoin(_TASK, _TASK.c.case_id == _CASE.c.id))
    .order_by(_TASK.c.opened_at, _TASK.c.id)
)
LOAD = _ALL.where(_CASE.c.id == bindparam("case"))
_LOAD_WITH = _ALL.where(
    _CASE.c.id == select(_TASK.c.case_id).where(_TASK.c.id == bindparam("task")).scalar_subquery()
)
_MOVE = (
    update(_CASE)
    .where(_CASE.c.id == bindparam("case"), _CASE.c.version == bindparam("seen"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in (
                "state",
                "version",
                "via",
                "entered_at",
                "ended_at",
                "events",
                "people",
                "takers",
                "answers",
            )
        }
        | {"subject_id": bindparam("new_subject_id"), "title": bindparam("new_title")}
        | {"unit_id": bindparam("new_unit_id"), "unit_path": bindparam("new_unit_path")}
    )
)
_REMEMBER = (
    update(_CASE)
    .where(_CASE.c.id == bindparam("case"))
    .values(events=bindparam("new_events"), people=bindparam("new_people"), answers=bindparam("new_answers"))
)
_CLOSE_TASKS = (
    update(_TASK)
    .where(_TASK.c.id.in_(bindparam("tasks", expanding=True)), _IS_LIVE)
    .values(
        status=bindparam("new_status"),
        done_at=bindparam("moment"),
        done_by=bindparam("by"),
        closed_with=bindparam("with"),
        case_version=bindparam("version"),
    )
)
_ADD_EVENT = insert(_EVENT)
_ADD_TASK, _ADD_ANSWER, _ADD_CASE, _ADD_PERSON = (
    insert(_TASK),
    insert(_ANSWER),
    insert(_CASE),
    insert(_PERSON),
)
_NO_LONGER = (
    update(_PERSON)
    .where(
        _PERSON.c.case_id == bindparam("case"),
        _PERSON.c.name == bindparam("named"),
        _PERSON.c.until.is_(None),
    )
    .values(until=bindparam("moment"))
)
_WITHDRAW = (
    update(_NOTICE)
    .where(_NOTICE.c.task_id.in_(bindparam("tasks", expanding=True)), _NOTICE.c.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("moment"))
)


@dataclass(frozen=True)
class TaskRow:
    """A task as the step reads it."""

    id: uuid.UUID
    case_id: uuid.UUID
    key: str
    status: str
    person_id: uuid.UUID | None
    role: str | None
    unit_id: uuid.UUID
    opened_at: datetime
    due_at: datetime | None
    snoozed_until: datetime | None
    done_at: datetime | None
    done_by: uuid.UUID | None
    closed_with: str | None
    case_version: int

    @property
    def live(self) -> bool:
        return self.status in LIVE


@dataclass(frozen=True)
class CaseRow:
    """A case as the step reads it, with all its tasks."""

    id: uuid.UUID
    workflow: str
    state: str
    version: int
    subject_kind: str
    subject_id: uuid.UUID | None
    title: str
    unit_id: uuid.UUID
    unit_path: str
    via: str
    entered_at: datetime
    started_at: datetime
    ended_at: datetime | None
    events: int
    people: Mapping[str, uuid.UUID]
    takers: Mapping[str, frozenset[uuid.UUID]]
    answers: Mapping[str, Any]
    tasks: tuple[TaskRow, ...] = ()

    def task(self, task_id: uuid.UUID) -> TaskRow:
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise NotVisible


def load(session: Session, case_id: uuid.UUID) -> CaseRow:
    """The case with its tasks in one read. Raises NotVisible."""
    rows = session.connection().execute(LOAD, {"case": case_id}).all()
    if not rows:
        raise NotVisible
    return case_of_rows(rows)


def load_with(session: Session, task_id: uuid.UUID) -> CaseRow:
    """The case that has this task. Raises NotVisible."""
    rows = session.connection().execute(_LOAD_WITH, {"task": task_id}).all()
    if not rows:
        raise NotVisible
    return case_of_rows(rows)


def case_of_rows(rows: Sequence[Row[Any]]) -> CaseRow:
    """The case from the rows that LOAD gives, one for each of its tasks."""
    first = rows[0]._mapping
    tasks = tuple(
        TaskRow(**{name: row._mapping[f"task_{name}"] for name in TaskRow.__dataclass_fields__})
        for row in rows
        if row._mapping["task_id"] is not None
    )
    return CaseRow(
        **{
            name: first[name]
            for name in CaseRow.__dataclass_fields__
            if name not in ("people", "takers", "tasks")
        },
        people={name: uuid.UUID(person) for name, person in first["people"].items()},
        takers={key: frozenset(map(uuid.UUID, people)) for key, people in first["takers"].items()},
        tasks=tasks,
    )


def insert_case(session: Session, case: CaseRow) -> None:
    """The row of a case that begins; `move` fills in what its first step decides."""
    row = {
        "id": case.id,
        "workflow": case.workflow,
        "subject_kind": case.subject_kind,
        "started_at": case.started_at,
    }
    write(session, _ADD_CASE, _columns(case) | row)


def move(session: Session, before: CaseRow, after: CaseRow) -> None:
    """Write the new state, if the case still has the version that was read; raises Stale when somebody was first."""
    columns = {f"new_{name}": value for name, value in _columns(after).items()}
    write(session, _MOVE, {"case": before.id, "seen": before.version} | columns, rows=1)


def remember(session: Session, case: CaseRow) -> None:
    """Write what changes without a step: the count of events, people and answers. The caller holds the case's lock."""
    columns = _columns(case)
    kept = {f"new_{name}": columns[name] for name in ("events", "people", "answers")}
    write(session, _REMEMBER, {"case": case.id} | kept)


def _columns(case: CaseRow) -> dict[str, Any]:
    return {
        "state": case.state,
        "version": case.version,
        "via": case.via,
        "entered_at": case.entered_at,
        "ended_at": case.ended_at,
        "events": case.events,
        "people": {name: str(person) for name, person in case.people.items()},
        "takers": {key: sorted(map(str, people)) for key, people in case.takers.items()},
        "answers": dict(case.answers),
        "subject_id": case.subject_id,
        "title": case.title,
        "unit_id": case.unit_id,
        "unit_path": case.unit_path,
    }


def insert_event(session: Session, event_id: uuid.UUID, case: CaseRow, **columns: Any) -> None:
    """Append to the history, under the case's lock; the case's count of events is the caller's to write."""
    row = {"transition": None, "from_state": None, "to_state": None, "task_id": None, "facts": {}} | columns
    write(session, _ADD_EVENT, {"id": event_id, "case_id": case.id, "number": case.events + 1} | row)


def close_tasks(session: Session, task_ids: Iterable[uuid.UUID], row: Mapping[str, Any]) -> None:
    """Finish or cancel live tasks: new_status, at, by, with (the transition) and version (of the case)."""
    ids = list(task_ids)
    if ids:
        write(session, _CLOSE_TASKS, {"tasks": ids} | dict(row))


def reopen_task(session: Session, task_id: uuid.UUID, columns: Mapping[str, Any]) -> None:
    """Write a task that waited, or was done, as it stands now."""
    write(session, _changing((), tuple(columns)), _changed(task_id, columns))


def change_task(session: Session, task_id: uuid.UUID, was: Iterable[str], columns: Mapping[str, Any]) -> bool:
    """Change a task that has one of these statuses; False when it no longer has."""
    statement = _changing(tuple(was), tuple(columns))
    return bool(session.connection().execute(statement, _changed(task_id, columns)).rowcount == 1)


@lru_cache(maxsize=64)
def _changing(was: tuple[str, ...], columns: tuple[str, ...]) -> Update:
    changing = update(_TASK).where(_TASK.c.id == bindparam("task"))
    if was:
        changing = changing.where(_TASK.c.status.in_(was))
    return changing.values({name: bindparam(f"new_{name}") for name in columns})


def _changed(task_id: uuid.UUID, columns: Mapping[str, Any]) -> dict[str, Any]:
    return {"task": task_id} | {f"new_{name}": value for name, value in columns.items()}


def insert_tasks(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        write(session, _ADD_TASK, rows if len(rows) > 1 else rows[0])


def insert_answers(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        write(session, _ADD_ANSWER, rows)


def name_person(
    session: Session, case_id: uuid.UUID, name: str, person_id: uuid.UUID, moment: datetime
) -> None:
    """Write who holds a role in the case from now on; whoever held it before no longer does."""
    name_nobody(session, case_id, name, moment)
    row = {"id": new_id(), "case_id": case_id, "name": name, "person_id": person_id, "since": moment}
    write(session, _ADD_PERSON, row | {"until": None})


def name_nobody(session: Session, case_id: uuid.UUID, name: str, moment: datetime) -> None:
    """Whoever held a role in the case holds it no longer."""
    write(session, _NO_LONGER, {"case": case_id, "named": name, "moment": moment})


def withdraw_notices(session: Session, task_ids: Iterable[uuid.UUID], moment: datetime) -> None:
    """Nobody needs to hear of a finished task any more."""
    ids = list(task_ids)
    if ids:
        write(session, _WITHDRAW, {"tasks": ids, "moment": moment})


def case_of(session: Session, event_id: uuid.UUID) -> uuid.UUID:
    """The case an event belongs to. Raises NotVisible."""
    found: uuid.UUID | None = session.execute(
        select(_EVENT.c.case_id).where(_EVENT.c.id == event_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotVisible
    return found


def erase_answers(session: Session, where: Any, moment: datetime) -> None:
    """Take the values out of answers; that there was an answer stays."""
    session.execute(update(_ANSWER).where(where).values(value=None, sealed=None, erased_at=moment))
