"""Definitions as the database knows them, and open cases that follow a new one; the engine says what changes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from intranet.cases import store, timers
from intranet.cases.models import Case, Timer, WorkflowVersion
from intranet.cases.operations.work import Work, take_up
from intranet.cases.store import CaseRow
from intranet.db import new_id, table_of
from intranet.engine.process import Process
from intranet.engine.situation import Opening, TimerPlan
from intranet.engine.versions import Change, change, new_name, refuse_stranding
from intranet.policy import SYSTEM

_CASE = table_of(Case)
_TIMER = table_of(Timer)
_VERSION = table_of(WorkflowVersion)


def take(session: Session, processes: Mapping[str, Process], moment: datetime) -> int:
    """Let open cases follow these definitions, and store those that are new; how many cases changed.

    Raises DefinitionError, before anything is written, if a case would stand in a state that is gone.
    """
    new = [process for process in processes.values() if not _is_newest(session, process)]
    for process in new:
        refuse_stranding(_open_by_state(session, process), process)
    record(session, new, moment)
    return sum(_follow(session, process, case_id, moment) for process, case_id in _open(session, new))


def record(session: Session, processes: Iterable[Process], moment: datetime) -> None:
    """Store text and hash of each definition, as the newest of its workflow from now on."""
    for process in processes:
        known = update(_VERSION).where(_VERSION.c.hash == process.hash).values(loaded_at=moment)
        if session.connection().execute(known).rowcount == 0:
            row = {"hash": process.hash, "workflow": process.workflow.key, "text": process.text}
            session.execute(insert(_VERSION), row | {"loaded_at": moment})


def rehearse(
    session: Session, processes: Mapping[str, Process], moment: datetime
) -> Iterator[tuple[CaseRow, Change]]:
    """Each open case that these definitions would change, and how; nothing is written.

    Raises DefinitionError if one would be stranded.
    """
    new = [process for process in processes.values() if not _is_newest(session, process)]
    for process in new:
        refuse_stranding(_open_by_state(session, process), process)
    for process, case_id in _open(session, new):
        work = _work(session, process, case_id, moment)
        planned = change(process, work.situation(), moment)
        if _is_felt(work.case, planned):
            yield work.case, planned


def _is_newest(session: Session, process: Process) -> bool:
    newest = session.scalar(
        select(_VERSION.c.hash)
        .where(_VERSION.c.workflow == process.workflow.key)
        .order_by(_VERSION.c.loaded_at.desc())
        .limit(1)
    )
    return newest == process.hash


def _open_by_state(session: Session, process: Process) -> dict[str, int]:
    rows = session.execute(
        select(_CASE.c.state, func.count())
        .where(_CASE.c.workflow == process.workflow.key, _CASE.c.ended_at.is_(None))
        .group_by(_CASE.c.state)
    )
    return {state: count for state, count in rows}  # noqa: C416 - rows are no pairs to mypy


def _open(session: Session, processes: Iterable[Process]) -> list[tuple[Process, uuid.UUID]]:
    return [
        (process, case_id)
        for process in processes
        for case_id in session.execute(
            select(_CASE.c.id)
            .where(_CASE.c.workflow == process.workflow.key, _CASE.c.ended_at.is_(None))
            .order_by(_CASE.c.id)
        ).scalars()
    ]


def _work(session: Session, process: Process, case_id: uuid.UUID, moment: datetime) -> Work:
    return replace(take_up(session, case_id, SYSTEM, moment), process=process)


def _is_felt(case: CaseRow, planned: Change) -> bool:
    moved = planned.state != case.state
    return bool(moved or planned.renamed or planned.goes or planned.appears or planned.moves)


def _follow(session: Session, process: Process, case_id: uuid.UUID, moment: datetime) -> bool:
    work = _work(session, process, case_id, moment)
    planned = change(process, work.situation(), moment)
    felt = _is_felt(work.case, planned)
    if felt:
        _apply(work, planned)
    _count_anew(work, planned.timers)
    return felt


def _apply(work: Work, planned: Change) -> None:
    session, before = work.session, work.case
    gone = [task.id for task in planned.goes]
    for task_id, key in planned.renamed.items():
        store.reopen_task(session, task_id, {"key": key})
        session.execute(update(_TIMER).where(_TIMER.c.task_id == task_id).values(key=key))
    work.close("cancelled", gone, None)
    timers.cancel_task_timers(session, gone, work.moment)
    store.withdraw_notices(session, gone, work.moment)
    work.event(
        new_id(), "redefined", from_state=before.state, to_state=planned.state,
        facts={"closed": [str(task_id) for task_id in gone], "opened": [task.key for task in planned.appears]},
    )  # fmt: skip
    work.case = replace(
        work.case,
        state=planned.state or before.state,
        via=new_name(work.process.workflow, before.via),
        version=before.version + 1,
    )
    store.move(session, before, work.case)
    work.open(planned.appears)
    work.recounted(Opening(planned.moves))


def _count_anew(work: Work, wanted: Iterable[TimerPlan]) -> None:
    """The case's own timers as this definition sets them: what has gone off stays so, what is set anew replaces."""
    planned = {(timer.kind, timer.key, timer.n): timer for timer in wanted}
    repeating = {key for key, task in work.process.workflow.tasks.items() if task.repeats}
    for timer in _timers_of(work):
        name = (timer.kind, timer.key, timer.turn)
        set_as = planned.get(name)
        known_task = timer.kind == "task" and timer.key in repeating and ("task", timer.key, 1) in planned
        if timer.fired_at is not None or known_task or (set_as is not None and set_as.at == timer.at):
            planned.pop(name, None)
            if known_task:
                planned.pop(("task", timer.key, 1), None)
        else:
            work.session.execute(
                update(_TIMER).where(_TIMER.c.id == timer.id).values(cancelled_at=work.moment)
            )
    work.set_timers(planned.values(), work.case.entered_at)


def _timers_of(work: Work) -> list[Row[Any]]:
    """What time has done or will do in the state the case stands in, apart from its tasks' own timers."""
    return list(
        work.session.execute(
            select(_TIMER).where(
                _TIMER.c.case_id == work.case.id,
                _TIMER.c.task_id.is_(None),
                _TIMER.c.kind.in_(("transition", "task")),
                _TIMER.c.cancelled_at.is_(None),
                _TIMER.c.since >= work.case.entered_at,
            )
        )
    )
