"""Plans what a step, a finished task, a timer or a changed date does to a case; asks no guard, changes nothing."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from intranet.engine.definition import Task, Workflow
from intranet.engine.moments import Moment
from intranet.engine.process import Process
from intranet.engine.situation import Opening, OpenTask, Situation, Step, TimerPlan
from intranet.engine.times import Clockwork


def plan(
    process: Process, situation: Situation, transition_key: str, answers: Mapping[str, Any], moment: datetime
) -> Step:
    """The step a transition takes, with `answers` laid over those that stand.

    Assumes that policy and guards have agreed. Raises IllegalStep if the transition does not leave the state.
    """
    workflow = process.workflow
    target = process.machine.target(situation.state, transition_key)
    transition = workflow.transitions[transition_key]
    laid = {**situation.answers, **answers}
    finish = tuple(fact.id for fact in situation.alive if _offers(workflow, fact.key, transition_key))
    close = tuple(
        fact.id
        for fact in situation.alive
        if fact.id not in finish and not _lives(workflow, fact.key, target)
    )
    staying = {fact.key for fact in situation.alive if fact.id not in finish and fact.id not in close}
    clock = _clockwork(process, situation, laid)
    now: list[str] = []
    timers: list[TimerPlan] = list(_system_timers(workflow, target, clock, moment))
    for key, task in workflow.tasks_in(target).items():
        if not _is_entered(task, situation.state, transition_key) or key in staying:
            continue
        if not task.when and _stands(workflow, task, key, laid, situation):
            continue
        if not task.when:
            now.append(key)
        timers += _task_timers(key, task, clock, moment)
    return Step(
        transition=transition_key,
        from_state=situation.state,
        to_state=target,
        finish=finish,
        close=close,
        open=tuple(_opened(process, key, staying.union(now), clock, moment) for key in now),
        timers=tuple(timers),
        keep=frozenset(key for key, task in workflow.tasks_in(target).items() if situation.state in task.in_),
        effects=transition.effects,
        ended=workflow.states[target].end,
        celebrate=workflow.states[target].celebrate,
    )


def finish_task(
    process: Process, situation: Situation, task_id: UUID, moment: datetime
) -> tuple[OpenTask, ...]:
    """The waiting tasks that open once this one is finished; `situation` may still show it open or already done."""
    tasks = process.workflow.tasks
    alive = {fact.key for fact in situation.alive if fact.id != task_id}
    clock = _clockwork(process, situation, situation.answers)
    return tuple(
        _open_now(process, fact.key, clock, moment, task_id=fact.id)
        for fact in situation.alive
        if fact.status == "waiting" and fact.id != task_id and fact.key in tasks
        if alive.isdisjoint(tasks[fact.key].after)
    )


def open_by_timer(
    process: Process, situation: Situation, task_key: str, n: int, since: datetime, moment: datetime
) -> Opening:
    """What a timer of kind task opens when it goes off: its task, and with `every` the timer of the next turn.

    `n` is the timer's number, `since` when the case entered the states the task lives in. A repeated task that is
    still open is not opened a second time.
    """
    task = process.workflow.tasks[task_key]
    clock = _clockwork(process, situation, situation.answers)
    repeated = next((written for written in task.when if written.relation == "every"), None)
    timers: tuple[TimerPlan, ...] = ()
    alive = {fact.key for fact in situation.alive}
    if repeated is not None:
        turn, at = clock.fires_next(repeated, since, moment)
        timers = (TimerPlan("task", task_key, at, n=turn),)
        if task_key in alive:
            return Opening(timers=timers)
    return Opening((_opened(process, task_key, alive, clock, moment, n=n),), timers)


def open_possible(
    process: Process, situation: Situation, task_key: str, moment: datetime
) -> tuple[OpenTask, ...]:
    """Opens a task with `when: possible`, once a step in its `then` is; nothing if it is already there."""
    alive = {fact.key for fact in situation.alive}
    if task_key in alive:
        return ()
    clock = _clockwork(process, situation, situation.answers)
    return (_opened(process, task_key, alive, clock, moment),)


def recount(process: Process, situation: Situation, changed: Collection[str], since: datetime) -> Opening:
    """The tasks and timers that count from one of the `changed` dates (fields or functions), counted again.

    Each task carries the id of its row, its new due moment and its new timers; each timer of the case takes the
    place of the one with its kind, key and number. `since` is when the state was entered.
    """
    workflow = process.workflow
    clock = _clockwork(process, situation, situation.answers)
    tasks = tuple(
        _open_now(process, fact.key, clock, fact.opened_at or since, task_id=fact.id)
        for fact in situation.alive
        if fact.status != "waiting" and fact.key in workflow.tasks
        if any(time.date in changed for time in task_times(workflow.tasks[fact.key]))
    )
    timers: list[TimerPlan] = []
    if situation.state is not None:
        timers += _system_timers(workflow, situation.state, clock, since, changed)
        for key, task in workflow.tasks_in(situation.state).items():
            if not task.via or situation.via in task.via:
                timers += _task_timers(key, task, clock, since, changed)
    return Opening(tasks, tuple(timers))


def task_times(task: Task) -> tuple[Moment, ...]:
    """The times that count from a task's opening: when it is due, and when somebody is told."""
    told = tuple(time for times in (task.tell or {}).values() for time in times)
    return (task.due, *told) if task.due is not None else told


def unfinished(workflow: Workflow, situation: Situation) -> tuple[str, ...]:
    """Keys of the tasks that `tasks_done` waits for: alive, and without a `then`, for that asks for a step."""
    return tuple(
        fact.key
        for fact in situation.alive
        if fact.key in workflow.tasks and not workflow.tasks[fact.key].then
    )


def _offers(workflow: Workflow, task_key: str, transition_key: str) -> bool:
    task = workflow.tasks.get(task_key)
    return task is not None and transition_key in task.then


def _lives(workflow: Workflow, task_key: str, state: str) -> bool:
    task = workflow.tasks.get(task_key)
    return task is not None and state in task.in_


def _is_entered(task: Task, state: str | None, transition_key: str) -> bool:
    """Whether this step is the way in: moving between the states a task lives in is none, unless `via` names it."""
    if task.via:
        return transition_key in task.via
    return state not in task.in_


def _stands(
    workflow: Workflow, task: Task, key: str, answers: Mapping[str, Any], situation: Situation
) -> bool:
    """Whether a task that asks has its answers already. One that offers a step asks for that, so it opens anew."""
    if not task.fields or task.then:
        return False
    if any(answers.get(name) in (None, "") for name in task.fields if not workflow.fields[name].optional):
        return False
    if any(not workflow.fields[name].optional for name in task.fields):
        return True
    return any(fact.key == key and fact.status == "done" for fact in situation.tasks)


def _opened(
    process: Process, key: str, others: Collection[str], clock: Clockwork, moment: datetime, *, n: int = 1
) -> OpenTask:
    """The task, open, or waiting for those among `others` it comes after."""
    task = process.workflow.tasks[key]
    if any(name in others for name in task.after):
        return OpenTask(key, "waiting", task.for_, n=n)
    return _open_now(process, key, clock, moment, n=n)


def _open_now(
    process: Process,
    key: str,
    clock: Clockwork,
    opened_at: datetime,
    *,
    task_id: UUID | None = None,
    n: int = 1,
) -> OpenTask:
    task = process.workflow.tasks[key]
    due_at = clock.due(task.due, opened_at) if task.due is not None else None
    timers = [
        TimerPlan("tell", key, at, who, number)
        for who, times in (task.tell or {}).items()
        for number, time in enumerate(times, 1)
        if (at := clock.fires(time, opened_at)) is not None
    ]
    if due_at is not None:
        timers += _climbs(process, key, task, clock, due_at)
    return OpenTask(key, "open", task.for_, due_at, tuple(timers), task_id, n)


def _climbs(process: Process, key: str, task: Task, clock: Clockwork, due_at: datetime) -> list[TimerPlan]:
    """An overdue task goes up role by role: the first when it falls due, each next one after the settings' span."""
    workflow, settings = process.workflow, process.settings
    last = task.for_[-1]
    role = last if last in settings.roles else workflow.role_of(last)
    climbs: list[TimerPlan] = []
    at = due_at
    while role is not None and (role := settings.above.get(role)) is not None:
        climbs.append(TimerPlan("climb", key, at, role, len(climbs) + 1))
        at = clock.fires(Moment("in", settings.climb), at) or at
    return climbs


def _system_timers(
    workflow: Workflow,
    state: str,
    clock: Clockwork,
    entered_at: datetime,
    changed: Collection[str] | None = None,
) -> list[TimerPlan]:
    return [
        TimerPlan("transition", key, at)
        for key, transition in workflow.leaving(state).items()
        for written in transition.when
        if changed is None or written.date in changed
        if (at := clock.fires(written, entered_at)) is not None
    ]


def _task_timers(
    key: str, task: Task, clock: Clockwork, entered_at: datetime, changed: Collection[str] | None = None
) -> list[TimerPlan]:
    timers = []
    for number, written in enumerate(task.when, 1):
        if changed is not None and written.date not in changed:
            continue
        if written.relation == "every":
            turn, at = clock.fires_next(written, entered_at, entered_at)
            timers.append(TimerPlan("task", key, at, n=turn))
        elif (once := clock.fires(written, entered_at)) is not None:
            timers.append(TimerPlan("task", key, once, n=number))
    return timers


def _clockwork(process: Process, situation: Situation, answers: Mapping[str, Any]) -> Clockwork:
    fields = process.workflow.fields
    asked = {key: _day(answers.get(key)) for key, field in fields.items() if field.kind == "date"}
    return Clockwork(situation.calendar, process.settings.lengths, {**situation.dates, **asked})


def _day(answer: object) -> date | None:
    if isinstance(answer, datetime):
        return answer.date()
    if isinstance(answer, date):
        return answer
    return date.fromisoformat(answer) if isinstance(answer, str) and answer else None
