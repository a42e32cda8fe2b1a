"""The rows of a step, read and written by statements built once; it knows tables, not what may happen."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, insert, not_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intranet.cases.models import Answer, Case, CaseEvent, CasePerson, IdempotencyKey, Notice, Task, Timer
from intranet.db import is_sqlite, new_id, table_of
from intranet.problems import NotVisible

LIVE = ("waiting", "open", "claimed")

_CASE = table_of(Case)
_TASK = table_of(Task)
_TIMER = table_of(Timer)
_KEY = table_of(IdempotencyKey)
_EVENT = table_of(CaseEvent)
_PERSON = table_of(CasePerson)
_NOTICE = table_of(Notice)
_ANSWER = table_of(Answer)

_USED = select(_KEY.c.what, _KEY.c.event_id).where(
    _KEY.c.key == bindparam("key"), _KEY.c.actor_id == bindparam("actor")
)
_TAKE_KEY = {
    dialect.__name__.rsplit(".", 1)[-1]: dialect.insert(_KEY)
    .on_conflict_do_nothing()
    .execution_options(preserve_rowcount=True)
    for dialect in (sqlite, postgresql)
}
_LOAD = (
    select(_CASE, *(column.label(f"task_{column.name}") for column in _TASK.c))
    .select_from(_CASE.outerjoin(_TASK, _TASK.c.case_id == _CASE.c.id))
    .where(_CASE.c.id == bindparam("case"))
    .order_by(_TASK.c.opened_at, _TASK.c.id)
)
_LOCK = (
    select(_CASE.c.version, _CASE.c.events)
    .where(_CASE.c.id == bindparam("case"))
    .with_for_update(key_share=True)
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
    .where(_TASK.c.id.in_(bindparam("tasks", expanding=True)), _TASK.c.status.in_(LIVE))
    .values(
        status=bindparam("new_status"),
        done_at=bindparam("moment"),
        done_by=bindparam("by"),
        closed_with=bindparam("with"),
        case_version=bindparam("version"),
    )
)
_ADD_EVENT = insert(_EVENT)
_LEAVE_TIMERS = (
    update(_TIMER)
    .where(
        _TIMER.c.case_id == bindparam("case"),
        _TIMER.c.fired_at.is_(None),
        _TIMER.c.cancelled_at.is_(None),
        or_(
            and_(
                _TIMER.c.task_id.is_(None),
                _TIMER.c.kind != "erase",
                not_(and_(_TIMER.c.kind == "task", _TIMER.c.key.in_(bindparam("keep", expanding=True)))),
            ),
            _TIMER.c.task_id.in_(bindparam("tasks", expanding=True)),
        ),
    )
    .values(cancelled_at=bindparam("moment"))
)
_CANCEL_TASK_TIMERS = (
    update(_TIMER)
    .where(
        _TIMER.c.task_id.in_(bindparam("tasks", expanding=True)),
        _TIMER.c.fired_at.is_(None),
        _TIMER.c.cancelled_at.is_(None),
    )
    .values(cancelled_at=bindparam("moment"))
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
    rows = session.execute(_LOAD, {"case": case_id}).all()
    if not rows:
        raise NotVisible
    return _case(rows)


def lock(session: Session, case: CaseRow) -> CaseRow:
    """Lock the case, and read it again if it changed since it was read. Its people and its group are locked before."""
    if is_sqlite(session):
        return case
    now = session.execute(_LOCK, {"case": case.id}).one_or_none()
    if now is None:
        raise NotVisible
    return case if (now.version, now.events) == (case.version, case.events) else load(session, case.id)


def _case(rows: Iterable[Row[Any]]) -> CaseRow:
    rows = list(rows)
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
    session.execute(insert(_CASE), {**_columns(case), "id": case.id, "workflow": case.workflow,
                                    "subject_kind": case.subject_kind, "started_at": case.started_at})  # fmt: skip


def move(session: Session, before: CaseRow, after: CaseRow) -> bool:
    """Write the new state, if the case still has the version that was read; False when somebody was first."""
    changed = session.execute(
        _MOVE,
        {"case": before.id, "seen": before.version, **{f"new_{k}": v for k, v in _columns(after).items()}},
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def remember(session: Session, case: CaseRow) -> None:
    """Write what changes without a step: the count of events, people and answers. The caller holds the case's lock."""
    columns = _columns(case)
    session.execute(
        _REMEMBER, {"case": case.id, **{f"new_{k}": columns[k] for k in ("events", "people", "answers")}}
    )


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
    session.connection().execute(
        _ADD_EVENT, {"id": event_id, "case_id": case.id, "number": case.events + 1, **row}
    )


def close_tasks(session: Session, task_ids: Iterable[uuid.UUID], row: Mapping[str, Any]) -> None:
    """Finish or cancel live tasks: new_status, at, by, with (the transition) and version (of the case)."""
    ids = list(task_ids)
    if ids:
        session.connection().execute(_CLOSE_TASKS, {"tasks": ids, **row})


def reopen_task(session: Session, task_id: uuid.UUID, columns: Mapping[str, Any]) -> None:
    """Write a task that waited, or was done, as it stands now."""
    session.execute(update(_TASK).where(_TASK.c.id == task_id).values(**columns))


def change_task(session: Session, task_id: uuid.UUID, was: Iterable[str], columns: Mapping[str, Any]) -> bool:
    """Change a task that has one of these statuses; False when it no longer has."""
    changed = session.connection().execute(
        update(_TASK).where(_TASK.c.id == task_id, _TASK.c.status.in_(tuple(was))).values(**columns)
    )
    return bool(changed.rowcount == 1)


def insert_tasks(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    _bulk(session, insert(_TASK), rows)


def insert_timers(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    _bulk(session, insert(_TIMER), rows)


def insert_answers(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    _bulk(session, insert(_ANSWER), rows)


def _bulk(session: Session, statement: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    rows = list(rows)
    if rows:
        session.connection().execute(statement, rows)


def name_person(
    session: Session, case_id: uuid.UUID, name: str, person_id: uuid.UUID, moment: datetime
) -> None:
    """Write who holds a role in the case from now on; whoever held it before no longer does."""
    session.execute(
        update(_PERSON)
        .where(_PERSON.c.case_id == case_id, _PERSON.c.name == name, _PERSON.c.until.is_(None))
        .values(until=moment)
    )
    session.execute(
        insert(_PERSON),
        {
            "id": new_id(),
            "case_id": case_id,
            "name": name,
            "person_id": person_id,
            "since": moment,
            "until": None,
        },
    )


def leave_timers(
    session: Session, case_id: uuid.UUID, keep: Iterable[str], task_ids: Iterable[uuid.UUID], moment: datetime
) -> None:
    """Forget what time would have done in the state that is left, and for the tasks that are closed with it."""
    session.connection().execute(
        _LEAVE_TIMERS, {"case": case_id, "keep": list(keep), "tasks": list(task_ids), "moment": moment}
    )


def cancel_timer(
    session: Session, case_id: uuid.UUID, kind: str, key: str, turn: int, moment: datetime
) -> None:
    """Forget one timer of the case, for it is set anew."""
    session.execute(
        update(_TIMER)
        .where(
            _TIMER.c.case_id == case_id,
            _TIMER.c.kind == kind,
            _TIMER.c.key == key,
            _TIMER.c.turn == turn,
            _TIMER.c.fired_at.is_(None),
        )
        .values(cancelled_at=moment)
    )


def postpone_timer(session: Session, timer_id: uuid.UUID, at: datetime) -> None:
    session.execute(update(_TIMER).where(_TIMER.c.id == timer_id).values(fired_at=None, at=at))


def cancel_task_timers(session: Session, task_ids: Iterable[uuid.UUID], moment: datetime) -> None:
    """Forget whom a finished task would have told or climbed to."""
    session.connection().execute(_CANCEL_TASK_TIMERS, {"tasks": list(task_ids), "moment": moment})


def withdraw_notices(session: Session, task_ids: Iterable[uuid.UUID], moment: datetime) -> None:
    """Nobody needs to hear of a finished task any more."""
    ids = list(task_ids)
    if ids:
        session.execute(
            update(_NOTICE)
            .where(_NOTICE.c.task_id.in_(ids), _NOTICE.c.withdrawn_at.is_(None))
            .values(withdrawn_at=moment)
        )


def use_key(
    session: Session, key: str, actor_id: uuid.UUID, what: str, event_id: uuid.UUID, moment: datetime
) -> Any | None:
    """Take an idempotency key for an event. None: it is ours now; else what the form did that was sent before."""
    taken = session.connection().execute(
        _TAKE_KEY[session.get_bind().dialect.name],
        {"key": key, "actor_id": actor_id, "what": what, "event_id": event_id, "used_at": moment},
    )
    if taken.rowcount == 1:
        return None
    return session.execute(_USED, {"key": key, "actor": actor_id}).one()


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
