"""Taking a step on a case that is locked: agreed upon, planned by the engine, written, and what follows by itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from intranet.cases import store, timers
from intranet.cases.context import CALENDAR, Context
from intranet.cases.operations.forgetting import forget_whoever_left
from intranet.cases.operations.naming import must_be_known
from intranet.cases.operations.once import use_up
from intranet.cases.operations.subject import pass_on
from intranet.cases.operations.work import Work
from intranet.cases.together import MOVED_ON, together
from intranet.db import new_id
from intranet.engine.asking import ask, may_take, watch
from intranet.engine.machine import IllegalStep
from intranet.engine.moments import Moment
from intranet.engine.planning import open_possible, plan
from intranet.engine.process import Process
from intranet.engine.rules import Refusal
from intranet.engine.situation import Situation, Step
from intranet.engine.text import Text
from intranet.engine.times import Clockwork
from intranet.policy import SYSTEM
from intranet.problems import Denied, Refused, Stale


def take(
    work: Work, transition: str, answers: Mapping[str, Any], event_id: uuid.UUID, key: str | None = None
) -> None:
    """The step itself, on a case that is locked. Raises Stale, Denied, Refused."""
    new = checked(work.process, transition, answers)
    context = work.context(transition, new)
    situation = work.situation(new)
    agree(work, situation, context, transition)
    must_be_known(work, new, new)
    try:
        step = plan(work.process, situation, transition, new, work.moment)
    except IllegalStep:
        raise Stale(MOVED_ON) from None
    apply(work, step, context, new, event_id, key)


def agree(work: Work, situation: Situation, context: Context, transition: str) -> None:
    if (refusal := may_take(work.process, situation, transition, context.actor)) is not None:
        raise Denied(refusal.text)
    if refusals := ask(work.process, context, transition):
        raise Refused(refusals)


def missing_answers(
    process: Process, asked: Iterable[str], answers: Mapping[str, Any]
) -> tuple[Refusal, ...]:
    """One refusal for each field that may not stay empty and did."""
    fields = process.workflow.fields
    return tuple(
        Refusal(
            key, Text("Please fill in “%(field)s”.", {"field": process.workflow.words(fields[key].label)})
        )
        for key in asked
        if answers.get(key) in (None, "") and not fields[key].optional
    )


def checked(process: Process, transition: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers the transition asks for and no others. Raises Refused naming each that is missing."""
    asked = process.workflow.transitions[transition].fields
    if missing := missing_answers(process, asked, answers):
        raise Refused(missing)
    return {key: answers.get(key) for key in asked}


def apply(
    work: Work,
    step: Step,
    context: Context,
    new: Mapping[str, Any],
    event_id: uuid.UUID,
    key: str | None = None,
) -> None:
    """Write a planned step and take what follows by itself. Raises Stale when somebody was first."""
    for name in step.effects:
        work.process.effects[name](context)
    with together(work.session):
        use_up(work.session, key, work.actor, what(work.case.id, step.transition), event_id, work.moment)
        _write(work, step, context, new, event_id)
    if step.ended:
        forget_whoever_left(work)
    follow(work)


def what(case_id: uuid.UUID, transition: str) -> str:
    """What an idempotency key is used for that comes with the form of a step."""
    return f"{case_id}:{transition}"


def _write(work: Work, step: Step, context: Context, new: Mapping[str, Any], event_id: uuid.UUID) -> None:
    before = work.case
    facts = {
        "before": {
            "via": before.via,
            "entered_at": before.entered_at.isoformat(),
            "people": {name: str(person) for name, person in before.people.items()},
            "answers": dict(before.answers),
        },
    }  # fmt: skip
    work.event(
        event_id, "transition", transition=step.transition, from_state=step.from_state, to_state=step.to_state,
        facts=facts if step.from_state is not None else {},
    )  # fmt: skip
    work.give(event_id, {**new, **context.appointed})
    work.let_go(context.dismissed)
    takers = dict(work.case.takers)
    if work.actor.person_id is not None:
        takers[step.transition] = takers.get(step.transition, frozenset()) | {work.actor.person_id}
    work.case = replace(
        work.case,
        state=step.to_state,
        version=before.version + 1,
        via=step.transition,
        entered_at=work.moment,
        ended_at=work.moment if step.ended else None,
        takers=takers,
        subject_id=context.subject_id,
        title=context.title,
        unit_id=context.unit_id,
        unit_path=context.unit_path,
    )
    work.close("done", step.finish, step.transition)
    work.close("cancelled", step.close, step.transition)
    store.move(work.session, before, work.case)
    if work.case.people != before.people:
        pass_on(work, before.people)
        work.route_again(None)
    if step.from_state is not None:
        left = (*step.finish, *step.close)
        timers.leave_timers(work.session, work.case.id, step.keep, left, work.moment)
        work.withdraw_notices(left)
    work.open(step.open)
    work.set_timers(step.timers)
    if step.moved.open or step.moved.timers:
        work.recounted(step.moved)
    if step.ended:
        _set_erasure(work)


def _set_erasure(work: Work) -> None:
    """From the end on, each answer about a person is kept as long as its field says, and then erased."""
    clock = Clockwork(CALENDAR, work.process.settings.lengths)
    rows = []
    for key, asked in work.process.workflow.fields.items():
        if asked.keep is None or (key not in work.case.answers and key not in work.case.people):
            continue
        at = clock.fires(Moment("in", asked.keep), work.moment)
        if at is not None:
            rows.append((key, at))
    work.set_erasure(rows)


def follow(work: Work) -> None:
    """Take the system's steps that are possible now, and open the tasks that offer a possible step."""
    work = replace(work, actor=SYSTEM)
    watched = watch(work.process, work.situation())
    for step in watched.transitions:
        if not ask(work.process, work.context(step), step):
            take(work, step, {}, new_id())
            return
    leaving = work.process.workflow.leaving(work.case.state)
    for key in watched.tasks:
        offered = (step for step in work.process.workflow.tasks[key].then if step in leaving)
        if any(not ask(work.process, work.context(step), step) for step in offered):
            work.open(open_possible(work.process, work.situation(), key, work.moment))
