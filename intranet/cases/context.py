"""What guards and effects get to see of a running case: the engine's Context, with the session to read facts by."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases.policy import acting
from intranet.cases.store import CaseRow
from intranet.cases.values import from_json
from intranet.clock import local_date
from intranet.engine.planning import unfinished
from intranet.engine.process import Process
from intranet.engine.rules import Actor, DateRule
from intranet.engine.situation import Situation, TaskFact
from intranet.engine.times import Calendar

CALENDAR = Calendar()


class Answers(Mapping[str, Any]):
    """The answers that stand, typed; the new ones laid over them. What is sealed is opened when it is asked for."""

    def __init__(
        self,
        process: Process,
        case: CaseRow | None,
        new: Mapping[str, Any],
        unseal: Callable[[uuid.UUID], Any],
    ) -> None:
        self._kinds = {key: asked.kind for key, asked in process.workflow.fields.items()}
        self._stored = {} if case is None else case.answers
        self._people: Mapping[str, Any] = {}
        if case is not None:
            self._people = {
                name: person for name, person in case.people.items() if new.get(name, person) is not None
            }
        self._new = {key: value for key, value in new.items() if value is not None}
        self._unseal = unseal

    def __getitem__(self, key: str) -> Any:
        if key in self._new:
            return self._new[key]
        if self._kinds.get(key) == "person":
            return self._people[key]
        value = self._stored[key]
        if isinstance(value, dict):
            value = self._unseal(uuid.UUID(value["sealed"]))
        return from_json(self._kinds.get(key, "text"), value)

    def __iter__(self) -> Iterator[str]:
        people = (name for name in self._people if self._kinds.get(name) == "person")
        return iter(dict.fromkeys((*self._new, *self._stored, *people)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Dates(Mapping[str, date | None]):
    """The dates of a process's rules, each found when a time counts from it: most steps need none."""

    def __init__(self, rules: Mapping[str, DateRule], context: Callable[[], Any]) -> None:
        self._rules, self._context = rules, context
        self._found: dict[str, date | None] = {}

    def __getitem__(self, name: str) -> date | None:
        if name not in self._found:
            self._found[name] = self._rules[name](self._context())
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)


@dataclass
class Context:
    """The engine's Context over a CaseRow; `app_actor` is the actor with all grants, `actor` with what counts here.

    An effect that makes the subject calls `is_about`, one that lets somebody go `no_longer_names`; both are written
    with the step.
    """

    session: Session
    process: Process
    case: CaseRow | None
    case_id: uuid.UUID
    app_actor: policy.Actor
    moment: datetime
    answers: Mapping[str, Any]
    people: Mapping[str, uuid.UUID]
    unit_id: uuid.UUID
    unit_path: str
    transition: str | None = None
    state: str | None = None
    subject_id: uuid.UUID | None = None
    title: str = ""
    gone: frozenset[str] = frozenset()
    unfinished: tuple[str, ...] = field(default=())
    appointed: dict[str, uuid.UUID] = field(default_factory=dict)
    dismissed: set[str] = field(default_factory=set)

    @property
    def actor(self) -> Actor:
        return acting(self.app_actor, self.process.workflow.subject, self.subject_id, self.unit_path)

    @property
    def today(self) -> date:
        return local_date(self.moment)

    def is_about(self, subject_id: uuid.UUID | None, title: str, unit_id: uuid.UUID, unit_path: str) -> None:
        """The case is about this subject, stands in this unit, and is called so (never a person's name)."""
        self.subject_id, self.title = subject_id, title
        self.unit_id, self.unit_path = unit_id, unit_path

    def now_names(self, name: str, person_id: uuid.UUID) -> None:
        """The case names this person so from this step on, as if a form had said so."""
        self.appointed[name] = person_id

    def no_longer_names(self, name: str) -> None:
        """Whoever the case names so has no part in it from this step on, and does not see it for its sake."""
        self.dismissed.add(name)


def situation_of(
    case: CaseRow,
    answers: Mapping[str, Any],
    gone: frozenset[str],
    dates: Mapping[str, date | None],
) -> Situation:
    """The case as the engine plans with it."""
    return Situation(
        state=case.state,
        entered_at=case.entered_at,
        via=case.via,
        answers=answers,
        people=case.people,
        gone=gone,
        takers=case.takers,
        tasks=tuple(
            TaskFact(
                task.id,
                task.key,
                task.status,  # type: ignore[arg-type]
                task.person_id,
                task.role,
                task.opened_at,
                task.done_by,
                task.due_at,
            )
            for task in case.tasks
        ),
        dates=dates,
        calendar=CALENDAR,
    )


def context_of(
    session: Session,
    process: Process,
    case: CaseRow,
    actor: policy.Actor,
    moment: datetime,
    answers: Mapping[str, Any],
    *,
    gone: frozenset[str] = frozenset(),
    transition: str | None = None,
) -> Context:
    """The context of a case that runs; people named in new answers count already."""
    named = {
        key: answers[key]
        for key, asked in process.workflow.fields.items()
        if asked.kind == "person" and isinstance(answers.get(key), uuid.UUID)
    }
    context = Context(
        session=session,
        process=process,
        case=case,
        case_id=case.id,
        app_actor=actor,
        moment=moment,
        answers=answers,
        people={**case.people, **named},
        unit_id=case.unit_id,
        unit_path=case.unit_path,
        transition=transition,
        state=case.state,
        subject_id=case.subject_id,
        title=case.title,
        gone=gone,
    )
    context.unfinished = unfinished(process.workflow, situation_of(case, answers, gone, {}))
    return context
