"""What time will do to a case, and has told of: rows set, forgotten and put off; they go off in `operations/time`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, not_, or_, update
from sqlalchemy.orm import Session

from intranet.cases.models import Notice, Timer
from intranet.cases.together import write
from intranet.db import table_of

_TIMER = table_of(Timer)
_NOTICE = table_of(Notice)
_RUNNING = and_(_TIMER.c.fired_at.is_(None), _TIMER.c.cancelled_at.is_(None))
_OF_TASKS = _TIMER.c.task_id.in_(bindparam("tasks", expanding=True))
_KEPT = and_(_TIMER.c.kind == "task", _TIMER.c.key.in_(bindparam("keep", expanding=True)))

_ADD = insert(_TIMER)
_LEAVE = (
    update(_TIMER)
    .where(
        _TIMER.c.case_id == bindparam("case"),
        _RUNNING,
        or_(and_(_TIMER.c.task_id.is_(None), _TIMER.c.kind != "erase", not_(_KEPT)), _OF_TASKS),
    )
    .values(cancelled_at=bindparam("moment"))
)
_CANCEL = update(_TIMER).where(_OF_TASKS, _RUNNING).values(cancelled_at=bindparam("moment"))
_AGAIN = (
    update(_TIMER)
    .where(_OF_TASKS, _TIMER.c.fired_at.is_(None), _TIMER.c.cancelled_at == bindparam("moment"))
    .values(cancelled_at=None)
)
_TELL_AGAIN = (
    update(_NOTICE)
    .where(
        _NOTICE.c.task_id.in_(bindparam("tasks", expanding=True)),
        _NOTICE.c.withdrawn_at == bindparam("moment"),
    )
    .values(withdrawn_at=None)
)
_SET_ANEW = (
    update(_TIMER)
    .where(
        _TIMER.c.case_id == bindparam("case"),
        _TIMER.c.kind == bindparam("of_kind"),
        _TIMER.c.key == bindparam("of_key"),
        _TIMER.c.turn == bindparam("of_turn"),
        _TIMER.c.fired_at.is_(None),
    )
    .values(cancelled_at=bindparam("moment"))
)
_POSTPONE = (
    update(_TIMER).where(_TIMER.c.id == bindparam("timer")).values(fired_at=None, at=bindparam("moment"))
)


def insert_timers(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        write(session, _ADD, rows)


def leave_timers(
    session: Session, case_id: uuid.UUID, keep: Iterable[str], task_ids: Iterable[uuid.UUID], moment: datetime
) -> None:
    """Forget what time would have done in the state that is left, and for the tasks that are closed with it."""
    write(session, _LEAVE, {"case": case_id, "keep": list(keep), "tasks": list(task_ids), "moment": moment})


def cancel_timer(
    session: Session, case_id: uuid.UUID, kind: str, key: str, turn: int, moment: datetime
) -> None:
    """Forget one timer of the case, for it is set anew."""
    which = {"case": case_id, "of_kind": kind, "of_key": key, "of_turn": turn}
    write(session, _SET_ANEW, which | {"moment": moment})


def cancel_task_timers(session: Session, task_ids: Iterable[uuid.UUID], moment: datetime) -> None:
    """Forget whom a finished task would have told or climbed to."""
    if ids := list(task_ids):
        write(session, _CANCEL, {"tasks": ids, "moment": moment})


def set_task_timers_again(session: Session, task_ids: Iterable[uuid.UUID], moment: datetime) -> None:
    """What was forgotten at that moment, for these tasks were finished then by mistake."""
    if ids := list(task_ids):
        write(session, _AGAIN, {"tasks": ids, "moment": moment})


def tell_again(session: Session, task_ids: Iterable[uuid.UUID], moment: datetime) -> None:
    """What was withdrawn at that moment, for these tasks were finished then by mistake."""
    if ids := list(task_ids):
        write(session, _TELL_AGAIN, {"tasks": ids, "moment": moment})


def postpone_timer(session: Session, timer_id: uuid.UUID, at: datetime) -> None:
    write(session, _POSTPONE, {"timer": timer_id, "moment": at})
