"""What time has made due: a day begins, the system takes a step, a task opens, somebody is told, answers are erased."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intranet.cases import runtime, store
from intranet.cases.models import Case, Notice, Timer
from intranet.cases.operations.answering import erase
from intranet.cases.operations.days import begin_day
from intranet.cases.operations.reactions import keeping_back, react
from intranet.cases.operations.taking import follow, take
from intranet.cases.operations.work import Work, take_up
from intranet.db import is_deadlock, new_id, table_of, writing
from intranet.engine.asking import ask
from intranet.engine.opening import first_day, first_moment
from intranet.engine.planning import open_by_timer
from intranet.policy import SYSTEM
from intranet.privacy import erasure
from intranet.problems import NotVisible, Stale

_CASE = table_of(Case)
_TIMER = table_of(Timer)
_NOTICE = table_of(Notice)
_DUE = (
    select(_TIMER.c.id, _TIMER.c.case_id)
    .join(_CASE, _CASE.c.id == _TIMER.c.case_id)
    .where(
        _TIMER.c.fired_at.is_(None),
        _TIMER.c.cancelled_at.is_(None),
        _TIMER.c.at <= bindparam("moment"),
        # What belongs to a workflow that is not loaded here waits, and must not stand in the way of the rest.
        _CASE.c.workflow.in_(bindparam("loaded", expanding=True)),
    )
    .order_by(_TIMER.c.at, _TIMER.c.id)
    .limit(200)
)


@contextmanager
def unless_deadlocked() -> Iterator[None]:
    """Somebody waited for this transaction and it for them: the database ended it, and it is due still."""
    try:
        yield
    except DBAPIError as error:
        if not is_deadlock(error):
            raise


def tick(session: Session, moment: datetime) -> int:
    """Do everything that is due by this moment, each thing in a transaction of its own; how many were done.

    Each timer fires once, whatever number of ticks run side by side, and never early.
    """
    # What a process that died between a commit and its keys has left.
    erasure.settle(session)
    with unless_deadlocked():
        begin_day(session, moment)
    done, before = 0, -1
    due = {"moment": moment, "loaded": list(runtime.processes(session))}
    while done > before:
        before = done
        for timer in session.execute(_DUE, due).all():
            # Whoever changed the case at this very moment was first; what is still due then is taken the next time.
            with suppress(Stale), unless_deadlocked(), writing(session):
                done += fire(session, timer.id, timer.case_id, moment)
    session.rollback()
    return done


def fire(session: Session, timer_id: uuid.UUID, case_id: uuid.UUID, moment: datetime) -> int:
    """One timer, under the case's lock; 0 when somebody else was first or it no longer counts."""
    try:
        work = take_up(session, case_id, SYSTEM, moment)
    except NotVisible:  # its workflow is not loaded here; the timer waits until it is
        return 0
    taken = session.connection().execute(
        update(_TIMER)
        .where(_TIMER.c.id == timer_id, _TIMER.c.fired_at.is_(None), _TIMER.c.cancelled_at.is_(None))
        .values(fired_at=moment)
    )
    if taken.rowcount != 1:
        return 0
    timer = session.execute(select(_TIMER).where(_TIMER.c.id == timer_id)).one()
    with keeping_back(session) as facts:
        _KINDS[timer.kind](work, timer)
    react(session, facts, but=case_id)
    return 1


def _take_step(work: Work, timer: Row[Any]) -> None:
    if timer.key not in work.process.workflow.leaving(work.case.state):
        return
    counted_anew = first_moment(work.process, work.situation(), timer.key)
    if counted_anew is not None and counted_anew > work.moment:
        # The day it counts from was moved by a fact, not by an answer: it waits for the new one.
        work.postpone(timer.id, counted_anew)
        return
    if ask(work.process, work.context(timer.key), timer.key):
        # Its guards do not agree yet: it is asked again when a fact changes (`follow`), and each day.
        work.postpone(timer.id)
        return
    take(work, timer.key, {}, new_id())


def _open_task(work: Work, timer: Row[Any]) -> None:
    written = work.process.workflow.tasks.get(timer.key)
    if written is None or work.case.state not in written.in_:
        return
    counted_anew = first_day(work.process, work.situation(), timer.key, timer.turn)
    if counted_anew is not None and counted_anew > work.moment:
        work.postpone(timer.id, counted_anew)
        return
    opening = open_by_timer(work.process, work.situation(), timer.key, timer.turn, timer.since, work.moment)
    work.open(opening.open, timer.since)
    work.set_timers(opening.timers, timer.since)
    follow(work)


def _tell(work: Work, timer: Row[Any]) -> None:
    queue = work.router().queue([timer.who])
    work.session.execute(
        insert(_NOTICE),
        {
            "id": new_id(),
            "case_id": work.case.id,
            "task_id": timer.task_id,
            "person_id": queue.person_id,
            "role": None if queue.person_id is not None else queue.role,
            "unit_id": queue.unit_id,
            "made_at": work.moment,
            "withdrawn_at": None,
        },
    )
    work.event(new_id(), "told", task_id=timer.task_id, facts={"who": timer.who})
    store.remember(work.session, work.case)


def _erase(work: Work, timer: Row[Any]) -> None:
    erase(work, timer.key)


_KINDS = {"transition": _take_step, "task": _open_task, "tell": _tell, "climb": _tell, "erase": _erase}
