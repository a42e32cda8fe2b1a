"""One task as a reader finds it: its label and place for whoever could do it, all of its case for whoever sees that."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases import runtime, store
from intranet.cases.models import Comment
from intranet.cases.policy import (
    ASKS_WHO_BARS,
    KNOWN_HERE,
    PAST_WHO_LEADS,
    UNDO,
    can_do_task,
    can_see_case,
    can_see_task,
)
from intranet.cases.queries.leaving import Leaving, one_leaving
from intranet.cases.queries.reading import Reading, reading_of
from intranet.cases.store import CaseRow, TaskRow
from intranet.clock import local_date
from intranet.engine import definition
from intranet.engine.process import Process
from intranet.engine.text import Text
from intranet.groups.queries import names_of
from intranet.organisation.actors import actor_of
from intranet.organisation.queries import role_holders
from intranet.people.models import Person
from intranet.problems import NotVisible


@dataclass(frozen=True)
class SeenTask:
    """A task with its case. `reading` is the case itself, and None for whoever may only know label and place."""

    session: Session
    process: Process
    case: CaseRow
    task: TaskRow
    actor: policy.Actor
    moment: datetime
    reading: Reading | None

    @property
    def written(self) -> definition.Task:
        """The task in its workflow. Raises NotVisible when the workflow no longer has it."""
        try:
            return self.process.workflow.tasks[self.task.key]
        except KeyError:
            raise NotVisible from None

    @property
    def label(self) -> Text:
        return self.process.workflow.words(self.written.label)

    @property
    def mine(self) -> bool:
        return self.task.person_id == self.actor.person_id

    @property
    def is_open(self) -> bool:
        return self.task.status in ("open", "claimed")

    @property
    def may_do(self) -> bool:
        """Nobody has it, or this reader, and it is theirs to do now."""
        free = self.task.person_id is None or self.mine
        return self.is_open and free and can_do_task(self.process, self.case, self.task, self.actor)

    @property
    def is_for_the_group(self) -> bool:
        """It is late, the reader hears of that alone: only those who help in the group may open it."""
        return self.is_open and self.reading is None and self.case.subject_kind in KNOWN_HERE

    @property
    def is_finished_here(self) -> bool:
        """Whether it is finished by saying so, and not by one of its steps alone."""
        return not self.written.then or self.written.repeats

    @property
    def asleep_until(self) -> datetime | None:
        until = self.task.snoozed_until
        return until if until is not None and until > self.moment and self.is_open else None

    @property
    def undo_until(self) -> datetime | None:
        """Until when the reader may take back that it is done; None when not at all, or no more."""
        task, case = self.task, self.case
        if task.status != "done" or task.done_by != self.actor.person_id or task.done_at is None:
            return None
        if task.closed_with is not None or task.case_version != case.version:
            return None
        tasks = self.process.workflow.tasks
        after = (other for other in case.tasks if other.key in tasks and task.key in tasks[other.key].after)
        gone_on = any(other.status == "claimed" for other in after)
        return None if gone_on or self.moment > task.done_at + UNDO else task.done_at + UNDO


def find(session: Session, task_id: uuid.UUID, actor: policy.Actor, moment: datetime) -> SeenTask:
    """Raises NotVisible when there is no such task for this reader."""
    case = store.load_with(session, task_id)
    process = runtime.process(session, case.workflow)
    task = case.task(task_id)
    if task.key not in process.workflow.tasks or not can_see_task(process, case, task, actor):
        raise NotVisible
    reading = reading_of(session, case, actor, moment) if can_see_case(process, case, actor) else None
    return SeenTask(session, process, case, task, actor, moment, reading)


def steps(seen: SeenTask) -> tuple[Leaving, ...]:
    """The steps that the task offers, as this reader finds them."""
    if seen.reading is None or not seen.is_open:
        return ()
    leaving = seen.process.workflow.leaving(seen.case.state)
    return tuple(one_leaving(seen.reading, key) for key in seen.written.then if key in leaving)


def holder(seen: SeenTask) -> str | None:
    """Who has it or did it, by name; None when nobody has, or the reader does not see the case."""
    person_id = seen.task.done_by if seen.task.status == "done" else seen.task.person_id
    return names_of(seen.session, [person_id]).get(person_id) if person_id and seen.reading else None


def standing_answers(seen: SeenTask) -> Mapping[str, Any]:
    """Answers to the task's fields that stand already, without those about a person: showing these is written down."""
    if seen.reading is None:
        return {}
    fields = seen.process.workflow.fields
    return {
        key: seen.reading.answers[key]
        for key in seen.written.fields
        if key in seen.reading.answers and fields[key].keep is None
    }


def receivers(seen: SeenTask) -> Sequence[tuple[uuid.UUID, str]]:
    """Whom it may be handed to, by name: who holds its role here, then who holds the role above; never who has it."""
    if seen.reading is None:
        return ()
    day = local_date(seen.moment)
    gone = seen.reading.gone
    named = (name for name in seen.written.for_ if name in seen.case.people and name not in gone)
    found = dict.fromkeys(seen.case.people[name] for name in named)
    for role in _role_and_above(seen):
        found |= dict.fromkeys(role_holders(seen.session, role, seen.case.unit_path, day))
    if seen.case.subject_kind in ASKS_WHO_BARS or seen.case.workflow in PAST_WHO_LEADS:
        found = {one: None for one in found if _could_do(seen, one)}
    has_it = seen.task.person_id or seen.actor.person_id
    names = names_of(seen.session, found)
    return [(person, names[person]) for person in found if person in names and person != has_it]


def _could_do(seen: SeenTask, person_id: uuid.UUID) -> bool:
    actor = actor_of(seen.session, person_id, local_date(seen.moment))
    return can_do_task(seen.process, seen.case, seen.task, actor)


def _role_and_above(seen: SeenTask) -> list[str]:
    role = seen.task.role
    above = seen.process.settings.above.get(role) if role else None
    return [one for one in (role, above) if one]


@dataclass(frozen=True)
class CommentLine:
    at: datetime
    author: str
    text: str


def comments(seen: SeenTask) -> Sequence[CommentLine]:
    """What people wrote about this task, the oldest first."""
    if seen.reading is None:
        return ()
    rows = seen.session.execute(
        select(Comment.written_at, Person.name, Comment.text)
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.task_id == seen.task.id)
        .order_by(Comment.written_at, Comment.id)
    )
    return [CommentLine(at, name, text) for at, name, text in rows]


@dataclass(frozen=True)
class Next:
    """A task that is to be done now in the same case, and for whom; `is_mine`: the reader has or could take it."""

    task_id: uuid.UUID
    label: Text
    who: Text | str
    is_mine: bool


def what_comes_next(seen: SeenTask, since: datetime | None = None) -> Sequence[Next]:
    """The other tasks that are to be done now; with `since` only those that opened then or later."""
    tasks = seen.process.workflow.tasks
    open_now = [
        other
        for other in seen.case.tasks
        if other.status in ("open", "claimed") and other.key in tasks and other.id != seen.task.id
        if since is None or other.opened_at >= since
    ]
    # Whoever no longer sees the case hears whose turn it is by role, not by name.
    names = names_of(seen.session, [other.person_id for other in open_now]) if seen.reading else {}
    found = [
        Next(
            other.id,
            seen.process.workflow.words(tasks[other.key].label),
            _whose(seen, other, names),
            other.person_id in (None, seen.actor.person_id)
            and can_do_task(seen.process, seen.case, other, seen.actor),
        )
        for other in open_now
    ]
    return sorted(found, key=lambda one: not one.is_mine)


def _whose(seen: SeenTask, other: TaskRow, names: Mapping[uuid.UUID, str]) -> Text | str:
    if other.person_id is not None and other.person_id in names:
        return names[other.person_id]
    return seen.process.who_in_a_sentence(other.role or seen.process.workflow.tasks[other.key].for_[0])
