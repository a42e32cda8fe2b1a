"""How a task opens and which timers come with a state; which tasks a step opens is decided in `planning`."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from intranet.engine.definition import Task, Workflow
from intranet.engine.moments import Moment
from intranet.engine.process import Process
from intranet.engine.situation import OpenTask, Situation, TimerPlan
from intranet.engine.times import Clockwork


def task_times(task: Task) -> tuple[Moment, ...]:
    """The times that count from a task's opening: when it is due, and when somebody is told."""
    told = tuple(time for times in (task.tell or {}).values() for time in times)
    return (task.due, *told) if task.due is not None else told


def answers_stand(
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


def opened(
    process: Process, key: str, others: Collection[str], clock: Clockwork, moment: datetime, *, n: int = 1
) -> OpenTask:
    """The task, open, or waiting for those among `others` it comes after."""
    task = process.workflow.tasks[key]
    if any(name in others for name in task.after):
        return OpenTask(key, "waiting", task.for_, n=n)
    return open_now(process, key, clock, moment, n=n)


def open_now(
    process: Process,
    key: str,
    clock: Clockwork,
    opened_at: datetime,
    *,
    task_id: UUID | None = None,
    n: int = 1,
) -> OpenTask:
    """The task, open, with its due moment and its timers counted from `opened_at`."""
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


def system_timers(
    workflow: Workflow,
    state: str,
    clock: Clockwork,
    entered_at: datetime,
    changed: Collection[str] | None = None,
) -> list[TimerPlan]:
    """When the system leaves the state; with `changed`, only what counts from one of these dates."""
    return [
        TimerPlan("transition", key, at)
        for key, transition in workflow.leaving(state).items()
        for written in transition.when
        if changed is None or written.date in changed
        if (at := clock.fires(written, entered_at)) is not None
    ]


def first_moment(process: Process, situation: Situation, key: str) -> datetime | None:
    """When the system takes a transition with `when` from where the case stands, as its dates are now."""
    clock = clockwork(process, situation, situation.answers)
    written = process.workflow.transitions[key].when
    if not written or situation.entered_at is None:
        return None
    return clock.fires(written[0], situation.entered_at)


def first_day(process: Process, situation: Situation, key: str, n: int) -> datetime | None:
    """When the n-th moment of a task comes that counts from a date, as its dates are now; None for one without."""
    written = process.workflow.tasks[key].when
    if situation.entered_at is None or not 1 <= n <= len(written) or written[n - 1].date is None:
        return None
    return clockwork(process, situation, situation.answers).fires(written[n - 1], situation.entered_at)


def task_timers(
    key: str, task: Task, clock: Clockwork, entered_at: datetime, changed: Collection[str] | None = None
) -> list[TimerPlan]:
    """When a task opens; with `changed`, only what counts from one of these dates."""
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


def clockwork(process: Process, situation: Situation, answers: Mapping[str, Any]) -> Clockwork:
    """What the case's times are counted with: its date fields among `answers`, and the dates of rules.py."""

    def find(name: str) -> date | None:
        return _day(answers.get(name)) if name in process.workflow.dates else situation.dates.get(name)

    return Clockwork(situation.calendar, process.settings.lengths, find)


def _day(answer: object) -> date | None:
    if isinstance(answer, datetime):
        return answer.date()
    if isinstance(answer, date):
        return answer
    return date.fromisoformat(answer) if isinstance(answer, str) and answer else None
