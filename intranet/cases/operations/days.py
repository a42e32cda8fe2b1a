"""A day begins: what was written for it earlier is told on it, so that whoever lives by such facts looks again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.cases.models import DayBegun
from intranet.cases.operations.whose_day import whose_day_came
from intranet.clock import local_date
from intranet.db import writing
from intranet.facts import tell
from intranet.groups import standing_in
from intranet.problems import Stale


def begin_day(session: Session, moment: datetime) -> None:
    """Once a day, and after days on which nobody called it for these too; a day is done when all of it was told."""
    today = local_date(moment)
    last = session.scalar(select(func.max(DayBegun.day)))
    if last is not None and last >= today:
        return
    found = list(whose_day_came(session, last or today - timedelta(days=1), today, moment))
    try:
        for assignment_id in standing_in.over(session, today):
            with writing(session):
                standing_in.end_over(session, moment, assignment_id)
        for fact in found:
            with writing(session):
                tell(session, fact)
    except Stale:  # somebody changed one of its cases at this very moment; the next call begins the day again
        return
    with writing(session):
        if session.get(DayBegun, today) is None:
            session.add(DayBegun(day=today))
