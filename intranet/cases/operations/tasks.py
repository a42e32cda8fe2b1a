"""What people do with a task: claim, release, complete, hand over, snooze, comment, and take back for ten minutes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases import store, timers
from intranet.cases.models import Case, Comment, Task
from intranet.cases.operations.answering import take_back_answers
from intranet.cases.operations.giving_back import FINISHED, give_back
from intranet.cases.operations.naming import must_be_known
from intranet.cases.operations.once import earlier, once, use_up
from intranet.cases.operations.reactions import keeping_back, react
from intranet.cases.operations.steps import Outcome
from intranet.cases.operations.taking import follow, missing_answers
from intranet.cases.operations.work import Work, take_up
from intranet.cases.policy import UNDO, can_comment_in, can_do_task, can_see_case, can_see_task
from intranet.cases.store import TaskRow
from intranet.cases.together import together
from intranet.clock import local_date
from intranet.db import new_id, table_of
from intranet.engine.planning import finish_task, recount
from intranet.engine.text import Text
from intranet.organisation.actors import actor_of
from intranet.problems import Denied, NotVisible, Refused, Stale

_TASK, _CASE = table_of(Task), table_of(Case)
_CASE_OF = (
    select(_CASE.c.id, _CASE.c.subject_id)
    .join(_TASK, _TASK.c.case_id == _CASE.c.id)
    .where(_TASK.c.id == bindparam("task"))
)

LONGEST_SNOOZE = timedelta(days=366)

TAKEN = Text("Somebody else has this task now. Nothing was changed.")


def claim(session: Session, task_id: uuid.UUID, actor: policy.Actor, moment: datetime) -> Outcome:
    """Take an open task of one's role. Raises NotVisible, Denied, Stale."""
    work, task = _take_up(session, task_id, actor, moment)
    _may_do(work, task)
    if task.person_id == actor.person_id:
        return Outcome(work.case.id, task.id, repeated=True)
    changed = store.change_task(
        session, task.id, ("open",), {"status": "claimed", "person_id": actor.person_id}
    )
    if not changed:
        raise Stale(TAKEN)
    return _note(work, "claimed", task)


def release(session: Session, task_id: uuid.UUID, actor: policy.Actor, moment: datetime) -> Outcome:
    """Give a task back to the list of its role. Raises NotVisible, Denied, Stale."""
    work, task = _take_up(session, task_id, actor, moment)
    if task.status == "open" and task.person_id is None:
        return Outcome(work.case.id, task.id, repeated=True)
    if task.person_id != actor.person_id:
        raise Denied(TAKEN)
    return Outcome(work.case.id, give_back(work, task))


def complete(
    session: Session,
    task_id: uuid.UUID,
    actor: policy.Actor,
    moment: datetime,
    answers: Mapping[str, Any],
    key: str | None = None,
) -> Outcome:
    """Finish a task with its answers; tasks that came after it open. Raises NotVisible, Denied, Stale, Refused.

    A task that offers steps is finished by taking one, not by this; one that comes again also without.
    """
    event_id = new_id()
    work, task = _take_up(session, task_id, actor, moment, answers, key)
    what = f"complete:{task_id}"
    if (before := earlier(work.used, what)) is not None:
        return Outcome(work.case.id, before, repeated=True)
    if not task.live:
        raise Stale(FINISHED)
    _may_do(work, task)
    written = work.process.workflow.tasks[task.key]
    if written.then and not written.repeats:
        raise Denied(Text("This task is finished by taking one of its steps."))
    if missing := missing_answers(work.process, written.fields, answers):
        raise Refused(missing)
    must_be_known(work, written.fields, answers)
    if task.status == "waiting":
        raise Stale(Text("This task waits for another one first. Nothing was changed."))
    done = {
        "status": "done",
        "person_id": actor.person_id,
        "done_at": moment,
        "done_by": actor.person_id,
        "case_version": work.case.version,
        "snoozed_until": None,
    }
    if not store.change_task(session, task.id, ("open", "claimed"), done):
        raise Stale(FINISHED)
    stood = {
        "people": {name: str(person) for name, person in work.case.people.items()},
        "answers": dict(work.case.answers),
    }
    with together(session):
        use_up(session, key, actor, what, event_id, moment)
        work.event(event_id, "task_done", task_id=task.id, facts={"before": stood})
        work.give(event_id, {name: answers.get(name) for name in written.fields})
        work.finished(task.id)
        timers.cancel_task_timers(session, [task.id], moment)
        work.withdraw_notices([task.id])
        work.open(finish_task(work.process, work.situation(), task.id, moment))
        if dates := [name for name in written.fields if work.process.workflow.fields[name].kind == "date"]:
            work.recounted(recount(work.process, work.situation(), dates, work.case.entered_at))
        store.remember(session, work.case)
    with keeping_back(session) as facts:
        follow(work)
    react(session, facts, but=work.case.id)
    return Outcome(work.case.id, event_id)


def reopen(session: Session, task_id: uuid.UUID, actor: policy.Actor, moment: datetime) -> Outcome:
    """Take back a finished task, for ten minutes and while the case has not moved. Raises NotVisible, Denied, Stale."""
    work, task = _take_up(session, task_id, actor, moment)
    if task.status == "claimed" and task.person_id == actor.person_id:
        return Outcome(work.case.id, task.id, repeated=True)
    if task.status != "done" or task.done_by != actor.person_id or task.done_at is None:
        raise Denied(Text("Only whoever finished a task can take it back."))
    if moment - task.done_at > UNDO or task.case_version != work.case.version or task.closed_with is not None:
        raise Stale(
            Text("It is too late to take this back: ten minutes have passed, or the case has moved on.")
        )
    later = [other for other in work.case.tasks if other.live and task.key in _after(work, other)]
    if any(other.status == "claimed" for other in later):
        raise Stale(Text("Somebody has already gone on from here, so this cannot be taken back."))
    store.reopen_task(session, task.id, {"status": "claimed", "done_at": None, "done_by": None})
    for other in later:
        store.reopen_task(session, other.id, {"status": "waiting", "due_at": None})
    timers.cancel_task_timers(session, [other.id for other in later], moment)
    timers.set_task_timers_again(session, [task.id], task.done_at)
    timers.tell_again(session, [task.id], task.done_at)
    take_back_answers(work, task.id)
    return _note(work, "task_reopened", task)


def hand_over(
    session: Session, task_id: uuid.UUID, actor: policy.Actor, moment: datetime, to: uuid.UUID
) -> Outcome:
    """Give a task to a named person who can do it. Raises NotVisible, Denied, Stale."""
    work, task = _take_up(session, task_id, actor, moment)
    if task.status == "claimed" and task.person_id == to != actor.person_id:
        return Outcome(work.case.id, task.id, repeated=True)
    _may_do(work, task)
    receiver = actor_of(session, to, local_date(moment))
    names = work.process.workflow.tasks[task.key].for_
    router = work.router()
    if not can_do_task(work.process, work.case, task, receiver) or not router.can_still(to, task.role, names):
        raise Denied(Text("This person cannot do this task: it needs another role here."))
    columns = {"status": "claimed", "person_id": to, "snoozed_until": None}
    if not store.change_task(session, task.id, ("open", "claimed"), columns):
        raise Stale(FINISHED)
    return _note(work, "handed_over", task, {"to": str(to)})


def snooze(
    session: Session, task_id: uuid.UUID, actor: policy.Actor, moment: datetime, until: datetime | None
) -> Outcome:
    """Put one's task out of sight until a moment in the future (at most a year), or back at once with None."""
    work, task = _take_up(session, task_id, actor, moment)
    if until is not None and not moment < until <= moment + LONGEST_SNOOZE:
        raise Denied(Text("Please choose a day after today, within a year."))
    _may_do(work, task)
    columns = {"snoozed_until": until, "person_id": actor.person_id, "status": "claimed"}
    if not store.change_task(session, task.id, ("open", "claimed"), columns):
        raise Stale(FINISHED)
    return _note(work, "snoozed", task, {} if until is None else {"until": until.isoformat()})


def comment_on_task(
    session: Session,
    task_id: uuid.UUID,
    actor: policy.Actor,
    moment: datetime,
    text: str,
    key: str | None = None,
) -> Outcome:
    """Write a comment on a task. Raises NotVisible, Denied."""
    work, task = _take_up(session, task_id, actor, moment)
    return _comment(work, text, task.id, key)


def comment_on_case(
    session: Session,
    case_id: uuid.UUID,
    actor: policy.Actor,
    moment: datetime,
    text: str,
    key: str | None = None,
) -> Outcome:
    """Write a comment on a case. Raises NotVisible, Denied."""
    work = take_up(session, case_id, actor, moment)
    return _comment(work, text, None, key)


def _comment(work: Work, text: str, task_id: uuid.UUID | None, key: str | None) -> Outcome:
    if not can_see_case(work.process, work.case, work.actor):
        raise Denied(Text("Only those who work in this case can comment on it."))
    if not can_comment_in(work.case):
        raise Denied(Text("Nothing is written down here about the person. Talk to each other instead."))
    event_id = new_id()
    what = f"comment:{work.case.id}:{task_id}"
    if (before := once(work.session, key, work.actor, what, event_id, work.moment)) is not None:
        return Outcome(work.case.id, before, repeated=True)
    comment_id = new_id()
    work.session.execute(
        insert(Comment),
        {
            "id": comment_id, "case_id": work.case.id, "task_id": task_id, "author_id": work.actor.person_id,
            "written_at": work.moment, "text": text,
        },
    )  # fmt: skip
    work.event(event_id, "commented", task_id=task_id, facts={"comment": str(comment_id)})
    store.remember(work.session, work.case)
    return Outcome(work.case.id, event_id)


def _take_up(
    session: Session,
    task_id: uuid.UUID,
    actor: policy.Actor,
    moment: datetime,
    answers: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> tuple[Work, TaskRow]:
    found = session.connection().execute(_CASE_OF, {"task": task_id}).one_or_none()
    # Whom somebody keeps away is refused here already: later it would take longer than for what does not exist.
    if found is None or found.subject_id in actor.barred_from:
        raise NotVisible
    named = (value for value in (answers or {}).values() if isinstance(value, uuid.UUID))
    work = take_up(session, found.id, actor, moment, named, key=key)
    task = work.case.task(task_id)
    if not can_see_task(work.process, work.case, task, actor):
        raise NotVisible
    return work, task


def _may_do(work: Work, task: TaskRow) -> None:
    if not task.live:
        raise Stale(FINISHED)
    if task.person_id is not None and task.person_id != work.actor.person_id:
        raise Stale(TAKEN)
    if not can_do_task(work.process, work.case, task, work.actor):
        raise Denied(Text("This task is for somebody else."))


def _after(work: Work, task: TaskRow) -> tuple[str, ...]:
    written = work.process.workflow.tasks.get(task.key)
    return () if written is None else written.after


def _note(work: Work, kind: str, task: TaskRow, facts: Mapping[str, Any] | None = None) -> Outcome:
    event_id = new_id()
    work.event(event_id, kind, task_id=task.id, facts=dict(facts or {}))
    store.remember(work.session, work.case)
    return Outcome(work.case.id, event_id)
