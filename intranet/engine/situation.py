"""Where a case stands and what a step would change, as values; working one out from the other is `planning`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from intranet.engine.times import Calendar

TaskStatus = Literal["waiting", "open", "claimed", "done", "cancelled"]
TimerKind = Literal["transition", "task", "tell", "climb"]

ALIVE: frozenset[str] = frozenset({"waiting", "open", "claimed"})


@dataclass(frozen=True)
class TaskFact:
    """One task of the case, as it stands."""

    id: UUID
    key: str
    status: TaskStatus
    person_id: UUID | None = None
    role: str | None = None
    opened_at: datetime | None = None
    done_by: UUID | None = None
    due_at: datetime | None = None

    @property
    def is_alive(self) -> bool:
        return self.status in ALIVE


@dataclass(frozen=True)
class Situation:
    """Everything a plan is made from. `state` is None while a case begins.

    `via` is the transition that entered the state, `people` the case people by name and `gone` those names among
    them whose person can act no more, `takers` who ever took each transition, `dates` what the date functions of
    rules.py say now.
    """

    state: str | None
    entered_at: datetime | None = None
    via: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, UUID] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    takers: Mapping[str, frozenset[UUID]] = field(default_factory=dict)
    tasks: tuple[TaskFact, ...] = ()
    dates: Mapping[str, date | None] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)

    @property
    def alive(self) -> tuple[TaskFact, ...]:
        return tuple(task for task in self.tasks if task.is_alive)


@dataclass(frozen=True)
class TimerPlan:
    """What time will do: take a transition, open a task, tell or climb to `who`; `n` is the how-manieth of its kind."""

    kind: TimerKind
    key: str
    at: datetime
    who: str | None = None
    n: int = 1


@dataclass(frozen=True)
class OpenTask:
    """A task to open or to let wait, for the first of `for_` who can; `task_id` is the row that has waited, if any.

    Its `timers` are those that belong to the task: who is told, and whom it climbs to.
    """

    key: str
    status: Literal["open", "waiting"]
    for_: tuple[str, ...]
    due_at: datetime | None = None
    timers: tuple[TimerPlan, ...] = ()
    task_id: UUID | None = None
    n: int = 1


@dataclass(frozen=True)
class Opening:
    """What a timer or a fact opens: tasks, and the timers of the case that come after it."""

    open: tuple[OpenTask, ...] = ()
    timers: tuple[TimerPlan, ...] = ()


@dataclass(frozen=True)
class Step:
    """The planned result of one transition.

    `finish` are the tasks that offered it and are done by it; `close` those that the left state takes with it.
    `open` are new tasks, and old ones (with their `task_id`) that waited for a closed one. `timers` are new ones of
    the case (kinds transition and task); of the old ones, only those of kind task whose key is in `keep` go on, and
    timers of a task go with their task. `moved` are tasks and timers that go on, but count from a date answered
    with this step: each takes the place of the one with its id, or with its kind, key and number.
    """

    transition: str
    from_state: str | None
    to_state: str
    finish: tuple[UUID, ...]
    close: tuple[UUID, ...]
    open: tuple[OpenTask, ...]
    moved: Opening
    timers: tuple[TimerPlan, ...]
    keep: frozenset[str]
    effects: tuple[str, ...]
    ended: bool
    celebrate: str | None
