"""A day begins: what was written for it earlier is told on it, so that whoever lives by such facts looks again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case, DayBegun
from intranet.cases.operations import skeletons, vanishing
from intranet.cases.operations.reactions import ask_again
from intranet.cases.operations.whose_day import whose_day_came
from intranet.clock import local_date
from intranet.db import again_if_deadlocked, writing
from intranet.enquiries import operations as enquiries
from intranet.facts import tell
from intranet.groups import meeting_notes, standing_in
from intranet.participants import arrivals, attending, support
from intranet.problems import Stale


def begin_day(session: Session, moment: datetime) -> None:
    """Once a day, and after days on which nobody called it for these too; a day is done when all of it was told."""
    today = local_date(moment)
    last = session.scalar(select(func.max(DayBegun.day)))
    if last is not None and last >= today:
        return
    since = last or today - timedelta(days=1)
    found = list(whose_day_came(session, since, today, moment))
    entered = _entered_lately(session, moment - (today - since) - timedelta(days=1))
    try:
        for assignment_id in standing_in.over(session, today):
            _write(session, partial(standing_in.end_over, session, moment, assignment_id))
        _erase_what_is_over(session, moment, today)
        _look_for_the_barred(session, moment)
        for fact in found:
            _write(session, partial(tell, session, fact))
        for case_id in entered:
            _write(session, partial(ask_again, session, case_id, moment))
    except Stale:  # somebody changed one of its cases at this very moment; the next call begins the day again
        return
    with writing(session):
        if session.get(DayBegun, today) is None:
            session.add(DayBegun(day=today))


def _erase_what_is_over(session: Session, moment: datetime, today: date) -> None:
    for meeting_id in meeting_notes.over(session, today):
        _write(session, partial(meeting_notes.erase_over, session, moment, meeting_id))
    for enquiry_id in enquiries.due_for_erasure(session, today):
        _write(session, partial(enquiries.erase, session, moment, [enquiry_id]))
    for case_id in vanishing.over(session, moment):
        _write(session, partial(vanishing.vanish_over, session, moment, case_id))
    for case_id in skeletons.over(session, moment):
        _write(session, partial(skeletons.end_over, session, moment, case_id))
    _write(session, partial(skeletons.forget_over, session, moment))
    _write(session, partial(support.forget_over, session, moment))
    _write(session, partial(attending.forget_over, session, today))


def _look_for_the_barred(session: Session, moment: datetime) -> None:
    """Whoever helps in a group, once more: a name that is kept away stands longer than any one arrival."""
    for person_id in arrivals.to_meet(session, local_date(moment)):
        _write(session, partial(arrivals.meet, session, moment, person_id))


def _write(session: Session, operation: Callable[[], None]) -> None:
    def in_one_transaction() -> None:
        with writing(session):
            operation()

    again_if_deadlocked(in_one_transaction)


def _entered_lately(session: Session, since: datetime) -> list[uuid.UUID]:
    """Cases in a state entered since then in which something may happen by itself.

    On PostgreSQL a fact that was written while a case was on its way into the state, by somebody who shares no row
    with it, is seen by neither: it is asked about once more here, at the latest on the next day.
    """
    watched = [
        (key, state)
        for key, process in runtime.processes(session).items()
        for state in set().union(*process.watched.values())
    ]
    where = tuple_(Case.workflow, Case.state).in_(watched)
    return list(session.scalars(select(Case.id).where(where, Case.entered_at >= since).order_by(Case.id)))
