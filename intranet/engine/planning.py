"""Plans what a step, a finished task, a timer or a changed date does to a case; asks no guard, changes nothing."""

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from intranet.engine.definition import Task, Workflow
from intranet.engine.opening import (
    answers_stand,
    clockwork,
    open_now,
    opened,
    system_timers,
    task_timers,
    task_times,
)
from intranet.engine.process import Process
from intranet.engine.situation import Opening, OpenTask, Situation, Step, TaskFact, TimerPlan
from intranet.engine.times import Clockwork


def plan(
    process: Process, situation: Situation, transition_key: str, answers: Mapping[str, Any], moment: datetime
) -> Step:
    """The step a transition takes, with `answers` laid over those that stand (which may hold them already).

    Assumes that policy and guards have agreed. Raises IllegalStep if the transition does not leave the state.
    """
    workflow = process.workflow
    target = process.machine.target(situation.state, transition_key)
    transition = workflow.transitions[transition_key]
    given = {key: answer for key, answer in answers.items() if answer is not None}
    # Laid over without a copy, since an answer may be sealed and costly to open; it is only read.
    laid: ChainMap[str, Any] = ChainMap(given, situation.answers)  # type: ignore[arg-type]
    finish = tuple(fact.id for fact in situation.alive if _offers(workflow, fact.key, transition_key))
    close = tuple(
        fact.id
        for fact in situation.alive
        if fact.id not in finish and not _stays(workflow, fact.key, target, transition_key)
    )
    staying = tuple(fact for fact in situation.alive if fact.id not in finish and fact.id not in close)
    stays = {fact.key for fact in staying}
    entered = {
        key: task
        for key, task in workflow.tasks_in(target).items()
        if key not in stays and _is_entered(task, situation.state, transition_key)
    }
    now = [
        key
        for key, task in entered.items()
        if not task.when and not answers_stand(workflow, task, key, laid, situation)
    ]
    clock = clockwork(process, situation, laid)
    timers = system_timers(workflow, target, clock, moment)
    for key, task in entered.items():
        timers += task_timers(key, task, clock, moment)
    changed = workflow.dates & given.keys()
    kept = {
        key: task
        for key, task in workflow.tasks_in(target).items()
        if situation.state in task.in_
        and key not in entered
        and not _is_settled(task, transition_key, changed)
    }
    return Step(
        transition=transition_key,
        from_state=situation.state,
        to_state=target,
        finish=finish,
        close=close,
        open=(
            *(opened(process, key, stays.union(now), clock, moment) for key in now),
            *_released(process, staying, stays.union(now), clock, moment),
        ),
        moved=_moved(process, situation, staying, kept, changed, clock, situation.entered_at or moment),
        timers=tuple(timers),
        keep=frozenset(kept),
        effects=transition.effects,
        ended=workflow.states[target].end,
        celebrate=workflow.states[target].celebrate,
    )


def finish_task(
    process: Process, situation: Situation, task_id: UUID, moment: datetime
) -> tuple[OpenTask, ...]:
    """The waiting tasks that open once this one is finished; `situation` may still show it open or already done."""
    others = tuple(fact for fact in situation.alive if fact.id != task_id)
    clock = clockwork(process, situation, situation.answers)
    return _released(process, others, {fact.key for fact in others}, clock, moment)


def open_by_timer(
    process: Process, situation: Situation, task_key: str, n: int, since: datetime, moment: datetime
) -> Opening:
    """What a timer of kind task opens when it goes off: its task, and with `every` the timer of the next turn.

    `n` is the timer's number, `since` when the case entered the states the task lives in. A repeated task that is
    still open is not opened a second time.
    """
    task = process.workflow.tasks[task_key]
    clock = clockwork(process, situation, situation.answers)
    repeated = next((written for written in task.when if written.relation == "every"), None)
    timers: tuple[TimerPlan, ...] = ()
    alive = {fact.key for fact in situation.alive}
    if repeated is not None:
        turn, at = clock.fires_next(repeated, since, moment)
        timers = (TimerPlan("task", task_key, at, n=turn),)
        if task_key in alive:
            return Opening(timers=timers)
    return Opening((opened(process, task_key, alive, clock, moment, n=n),), timers)


def open_possible(
    process: Process, situation: Situation, task_key: str, moment: datetime
) -> tuple[OpenTask, ...]:
    """Opens a task with `when: possible`, once a step in its `then` is; nothing if it is already there."""
    alive = {fact.key for fact in situation.alive}
    if task_key in alive:
        return ()
    clock = clockwork(process, situation, situation.answers)
    return (opened(process, task_key, alive, clock, moment),)


def recount(process: Process, situation: Situation, changed: Collection[str], since: datetime) -> Opening:
    """The tasks and timers that count from one of the `changed` dates (fields or functions), counted again.

    Each task carries the id of its row, its new due moment and its new timers; each timer of the case takes the
    place of the one with its kind, key and number. `since` is when the state was entered.
    """
    workflow = process.workflow
    clock = clockwork(process, situation, situation.answers)
    if situation.state is None:
        return Opening()
    here = workflow.tasks_in(situation.state)
    moved = _moved(process, situation, situation.alive, here, changed, clock, since)
    timers = system_timers(workflow, situation.state, clock, since, changed)
    return Opening(moved.open, (*timers, *moved.timers))


def unfinished(workflow: Workflow, situation: Situation) -> tuple[str, ...]:
    """Keys of the tasks that `tasks_done` waits for: alive, and without a `then`, for that asks for a step."""
    return tuple(
        fact.key
        for fact in situation.alive
        if fact.key in workflow.tasks and not workflow.tasks[fact.key].then
    )


def _released(
    process: Process, facts: Iterable[TaskFact], others: Collection[str], clock: Clockwork, moment: datetime
) -> tuple[OpenTask, ...]:
    """The waiting tasks among `facts` that nothing among `others` holds back any more."""
    tasks = process.workflow.tasks
    return tuple(
        open_now(process, fact.key, clock, moment, task_id=fact.id)
        for fact in facts
        if fact.status == "waiting" and fact.key in tasks
        if not any(key in others for key in tasks[fact.key].after)
    )


def _moved(
    process: Process,
    situation: Situation,
    facts: Iterable[TaskFact],
    here: Mapping[str, Task],
    changed: Collection[str],
    clock: Clockwork,
    since: datetime,
) -> Opening:
    """The open tasks among `facts`, and the timers of the tasks `here`, that count from a changed date: again."""
    tasks = process.workflow.tasks
    timers: list[TimerPlan] = []
    for key, task in here.items():
        if not task.via or situation.via in task.via:
            timers += task_timers(key, task, clock, since, changed)
    counted = (
        open_now(process, fact.key, clock, fact.opened_at or since, task_id=fact.id)
        for fact in facts
        if fact.status != "waiting" and fact.key in tasks
        if any(time.date in changed for time in task_times(tasks[fact.key]))
    )
    return Opening(tuple(counted), tuple(timers))


def _offers(workflow: Workflow, task_key: str, transition_key: str) -> bool:
    task = workflow.tasks.get(task_key)
    return task is not None and transition_key in task.then


def _is_settled(task: Task, transition_key: str, changed: Collection[str]) -> bool:
    """Whether the step that it would offer was taken before it opened, and it is to open neither again nor anew."""
    comes_again = any(written.relation == "every" or written.date in changed for written in task.when)
    return transition_key in task.then and not comes_again


def _stays(workflow: Workflow, task_key: str, state: str, transition_key: str) -> bool:
    """Whether a task lives in the state and goes on there: the step that is its way in opens it anew."""
    task = workflow.tasks.get(task_key)
    return task is not None and state in task.in_ and transition_key not in task.via


def _is_entered(task: Task, state: str | None, transition_key: str) -> bool:
    """Whether this step is the way in: moving between the states a task lives in is none, unless `via` names it."""
    if task.via:
        return transition_key in task.via
    return state not in task.in_
