"""What a changed participant means for cases about them: days count anew, and nobody contacts who said no."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import store
from intranet.cases.models import Case
from intranet.cases.operations.work import Work, take_up
from intranet.engine.definition import Task
from intranet.engine.planning import recount
from intranet.facts import Fact, fact_changed
from intranet.policy import SYSTEM


@fact_changed.connect
def _on_fact(_sender: Any, session: Session, fact: Fact) -> None:
    if fact.kind != "participants" or fact.participant_id is None or "processes" not in session.info:
        return
    # Inside a step the case is half written; the step itself counts what comes with it.
    if "kept_back" in session.info:
        return
    about = select(Case.id).where(Case.subject_id == fact.participant_id, Case.ended_at.is_(None))
    for case_id in sorted(session.scalars(about)):
        work = take_up(session, case_id, SYSTEM, fact.moment, in_reaction=True)
        dates = work.situation().dates
        work.recounted(recount(work.process, work.situation(), list(dates), work.case.entered_at))
        _close_what_has_no_day(work, {name for name in dates if dates[name] is None})


def _close_what_has_no_day(work: Work, gone: set[str]) -> None:
    """A task that opened on a day that there is not any more: whom it was about took back what it rested on."""
    tasks = work.process.workflow.tasks
    ids = [
        task.id
        for task in work.case.tasks
        if task.live and task.key in tasks and _counted_from(tasks[task.key]) & gone
    ]
    if ids:
        work.close("cancelled", ids, None)
        store.remember(work.session, work.case)


def _counted_from(task: Task) -> set[str]:
    return {moment.date for moment in task.when if moment.date is not None}
