"""The last step is taken back: for ten minutes by whoever took it, later by staff with a reason."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases import store, timers
from intranet.cases.models import CaseEvent, Task, Timer
from intranet.cases.operations.answering import restore
from intranet.cases.operations.once import once
from intranet.cases.operations.reactions import keeping_back, react
from intranet.cases.operations.steps import Outcome
from intranet.cases.operations.subject import pass_on
from intranet.cases.operations.taking import follow
from intranet.cases.operations.work import Work, take_up
from intranet.cases.policy import NO_COMMENTS, UNDO, can_comment_in
from intranet.cases.store import LIVE
from intranet.cases.together import MOVED_ON
from intranet.db import new_id, table_of
from intranet.engine.process import Process
from intranet.engine.rules import EffectRule, Refusal, rule_of
from intranet.engine.text import Text
from intranet.policy import STAFF
from intranet.problems import Denied, Refused, Stale

_EVENT = table_of(CaseEvent)
_TASK = table_of(Task)
_TIMER = table_of(Timer)


def undo(
    session: Session,
    case_id: uuid.UUID,
    actor: policy.Actor,
    moment: datetime,
    *,
    version: int,
    reason: str = "",
    key: str | None = None,
) -> Outcome:
    """Take the last step back, if the case still has this version. Raises NotVisible, Stale, Denied, Refused.

    What the state promises that is entered again is asked again: nothing comes back that may no longer be.
    """
    event_id = new_id()
    if (earlier := once(session, key, actor, f"undo:{case_id}:{version}", event_id, moment)) is not None:
        return Outcome(case_id, earlier, repeated=True)
    work = take_up(session, case_id, actor, moment)
    if version != work.case.version:
        raise Stale(MOVED_ON)
    last = last_step(session, case_id)
    if last is None or last.to_state != work.case.state:
        raise Stale(MOVED_ON)
    # Where it began there is no state before; a new definition may have taken it away.
    if last.from_state not in work.process.workflow.states:
        raise Stale(MOVED_ON)
    if (refusal := why_not(work.process, last, work.here.roles, work.actor, moment, reason)) is not None:
        if why_not(work.process, last, work.here.roles, work.actor, moment, "given") is None:
            raise Refused((Refusal("reason", refusal),))
        raise Denied(refusal)
    context = work.context()
    promised = {
        promise.needs
        for promise in work.process.workflow.safety.values()
        if last.from_state in promise.before and promise.needs in work.process.guards
    }
    asked = [work.process.guards[name](context) for name in sorted(filter(None, promised))]
    if refusals := tuple(refusal for refusal in asked if refusal is not None):
        raise Refused(refusals)
    with keeping_back(session) as facts:
        for name in reversed(work.process.workflow.transitions[last.transition].effects):
            rule = rule_of(work.process.effects[name])
            if isinstance(rule, EffectRule) and rule.undo is not None:
                rule.undo(context)
        _bring_back(work, last)
        before = work.case
        work.event(
            event_id, "undone", transition=last.transition, from_state=last.to_state, to_state=last.from_state,
            facts={"reason": reason} if reason and can_comment_in(work.case) else {},
        )  # fmt: skip
        work.case = replace(
            work.case,
            state=last.from_state,
            version=before.version + 1,
            via=last.facts["before"]["via"],
            title=context.title,
            subject_id=context.subject_id,
            entered_at=datetime.fromisoformat(last.facts["before"]["entered_at"]),
        )
        store.move(session, before, work.case)
        follow(work)
    react(session, facts, but=case_id)
    return Outcome(case_id, event_id)


def last_step(session: Session, case_id: uuid.UUID) -> Row[Any] | None:
    """The newest transition of the history, unless it was taken back already."""
    newest = session.execute(
        select(_EVENT)
        .where(_EVENT.c.case_id == case_id, _EVENT.c.kind.in_(("transition", "undone")))
        .order_by(_EVENT.c.number.desc())
        .limit(1)
    ).one_or_none()
    return newest if newest is not None and newest.kind == "transition" else None


def why_not(
    process: Process,
    last: Row[Any],
    roles: frozenset[str],
    actor: policy.Actor,
    moment: datetime,
    reason: str,
) -> Text | None:
    """Why this person may not take this step back now; None if they may."""
    transition = process.workflow.transitions.get(last.transition)
    if transition is None or process.workflow.states[last.to_state].end:
        return Text("The case has ended with this step, so it cannot be taken back.")
    rules = [rule_of(process.effects[name]) for name in transition.effects]
    if any(not isinstance(rule, EffectRule) or rule.undo is None for rule in rules):
        return Text("Something was done with this step that cannot be taken back.")
    mine = last.actor_id is not None and last.actor_id == actor.person_id
    if mine and moment - last.at <= UNDO:
        return None
    if STAFF in roles and rules and process.workflow.subject not in NO_COMMENTS:
        return None if reason.strip() else Text("Please write why the step is taken back.")
    if mine:
        return Text("Ten minutes have passed, so this step can no longer be taken back.")
    return Text("Only whoever took this step can take it back.")


def _bring_back(work: Work, last: Row[Any]) -> None:
    """Tasks, timers, answers and people as they were before the step."""
    session, case_id = work.session, work.case.id
    mine = _TIMER.c.case_id == case_id
    session.execute(update(_TIMER).where(mine, _TIMER.c.cancelled_at == last.at).values(cancelled_at=None))
    opened = [
        task.id
        for task in work.case.tasks
        if task.status in LIVE
        and (task.opened_at == last.at or not _lives(work.process, task.key, last.from_state))
    ]
    work.close("cancelled", opened, last.transition)
    timers.cancel_task_timers(session, opened, work.moment)
    work.withdraw_notices(opened)
    closed = [
        task for task in work.case.tasks if task.done_at == last.at and task.closed_with == last.transition
    ]
    timers.tell_again(session, [task.id for task in closed], last.at)
    again = {task.key for task in closed}
    for task in closed:
        written = work.process.workflow.tasks.get(task.key)
        waits = written is not None and bool(again & set(written.after))
        status = "waiting" if waits else "open" if task.person_id is None else "claimed"
        store.reopen_task(
            session, task.id, {"status": status, "done_at": None, "done_by": None, "closed_with": None}
        )
    session.execute(
        update(_TIMER)
        .where(mine, _TIMER.c.task_id.is_(None), _TIMER.c.since == last.at, _TIMER.c.fired_at.is_(None))
        .values(cancelled_at=work.moment)
    )
    named = work.case.people
    restore(work, last.id, last.at, last.facts["before"])
    work.case = replace(work.case, tasks=store.load(session, case_id).tasks)
    pass_on(work, named)


def _lives(process: Process, task_key: str, state: str) -> bool:
    """What opened later in the state that is left has no place in the one that is entered again."""
    written = process.workflow.tasks.get(task_key)
    return written is not None and state in written.in_
