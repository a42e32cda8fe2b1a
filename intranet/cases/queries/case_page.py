"""What a case's page tells beside the steps: tasks, answers, people, comments and what time will do."""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from intranet.cases.models import CaseEvent, Comment, Timer
from intranet.cases.policy import can_read
from intranet.cases.queries.leaving import Leaving
from intranet.cases.queries.reading import Reading
from intranet.cases.store import TaskRow
from intranet.cases.values import from_json
from intranet.clock import local_date
from intranet.engine.definition import STARTER, THE_PERSON
from intranet.engine.text import Text
from intranet.groups.models import Group
from intranet.groups.policy import visible_to as groups_visible_to
from intranet.groups.queries import names_of
from intranet.organisation.models import Unit
from intranet.people.models import Person

# What they are called inside a sentence begins small; these are labels.
LABELS = {STARTER: Text("Began the case"), THE_PERSON: Text("The person it is about")}


@dataclass(frozen=True)
class TaskLine:
    """A task as components/task_row.html shows it, without its URL."""

    id: uuid.UUID
    key: str
    status: str
    label: Text
    about: Text | None
    who: str | None
    due_at: datetime | None
    late: bool


@dataclass(frozen=True)
class Tasks:
    """The tasks of a case: to be done now, waiting for others, and finished (the newest first)."""

    open: tuple[TaskLine, ...]
    waiting: tuple[TaskLine, ...]
    done: tuple[TaskLine, ...]


def tasks(reading: Reading) -> Tasks:
    workflow = reading.process.workflow
    known = [task for task in reading.case.tasks if task.key in workflow.tasks]
    names = names_of(reading.session, [who for task in known for who in (task.person_id, task.done_by)])

    def line(task: TaskRow) -> TaskLine:
        who = task.done_by if task.status == "done" else task.person_id
        about = None
        if task.status == "done" and task.done_at is not None:
            about = Text("Finished on %(day)s", {"day": local_date(task.done_at)})
        elif task.live and task.person_id is None and task.role is not None:
            about = Text("For %(who)s", {"who": reading.process.who_in_a_sentence(task.role)})
        due = task.due_at if task.live else None
        return TaskLine(
            id=task.id,
            key=task.key,
            status=task.status,
            label=workflow.words(workflow.tasks[task.key].label),
            about=about,
            who=names.get(who) if who is not None else None,
            due_at=due,
            late=due is not None and due < reading.moment,
        )

    far = datetime.max.replace(tzinfo=reading.moment.tzinfo)
    now = sorted(
        (task for task in known if task.status in ("open", "claimed")), key=lambda task: task.due_at or far
    )
    done = sorted(
        (task for task in known if task.status == "done"), key=lambda task: task.done_at or far, reverse=True
    )
    return Tasks(
        open=tuple(line(task) for task in now),
        waiting=tuple(line(task) for task in known if task.status == "waiting"),
        done=tuple(line(task) for task in done),
    )


def facts(reading: Reading, fields: Container[str] | None = None) -> tuple[tuple[Text, object], ...]:
    """The answers that stand and are not about a person, with their words, in the order of the workflow.

    Of all fields, or of some.
    """
    values = {key: value for key, value in reading.case.answers.items() if not _is_sealed(value)}
    return _in_words(
        reading, {key: value for key, value in values.items() if fields is None or key in fields}
    )


def sealed(reading: Reading, fields: Container[str] | None = None) -> tuple[str, ...]:
    """The fields with an answer about a person that is for this reader; it is not shown without being written down."""
    process, case = reading.process, reading.case
    return tuple(
        key
        for key in process.workflow.fields
        if (fields is None or key in fields)
        and key in case.answers
        and _is_sealed(case.answers[key])
        and can_read(process, case, key, reading.actor)
    )


def unsealed(reading: Reading, fields: Iterable[str]) -> tuple[tuple[Text, object], ...]:
    """The answers about people. To be called once the reading has been written down."""
    values = {key: reading.answers[key] for key in fields}
    return _in_words(reading, {key: value for key, value in values.items() if value is not None})


def asked_on_the_way(reading: Reading) -> frozenset[str]:
    """The fields of the step that brought the case to where it stands, and of those taken since without leaving."""
    taken = reading.session.execute(
        select(CaseEvent.transition, CaseEvent.from_state, CaseEvent.to_state)
        .where(CaseEvent.case_id == reading.case.id, CaseEvent.kind == "transition")
        .order_by(CaseEvent.number.desc())
    )
    found: set[str] = set()
    for transition, from_state, to_state in taken:
        if transition in reading.process.workflow.transitions:
            found.update(reading.process.workflow.transitions[transition].fields)
        if from_state != to_state:
            break
    return frozenset(found)


def works_here(reading: Reading, steps: Iterable[Leaving]) -> bool:
    """Whether the reader works in this case: named in it, has a task of it or one of their role, or takes a step.

    A role that a task would only climb to is not at work here yet.
    """
    me, roles = reading.actor.person_id, reading.here.roles
    return (
        me in reading.case.people.values()
        or any(
            task.live and (task.person_id == me or (task.person_id is None and task.role in roles))
            for task in reading.case.tasks
        )
        or any(step.is_theirs for step in steps)
    )


def _is_sealed(value: Any) -> bool:
    return isinstance(value, dict) and "sealed" in value


def _in_words(reading: Reading, values: Mapping[str, Any]) -> tuple[tuple[Text, object], ...]:
    workflow = reading.process.workflow
    found: list[tuple[Text, object]] = []
    for key, asked in workflow.fields.items():
        value = values.get(key)
        if value is None:
            continue
        words: object = value
        if asked.kind == "choice":
            words = workflow.words(asked.answers.get(value, str(value)))
        elif asked.kind == "yes_no":
            words = Text("Yes") if value else Text("No")
        elif asked.kind == "record":
            unit = reading.session.get(Unit, from_json("record", str(value)))
            words = unit.name if unit is not None else None
        elif isinstance(value, str):
            words = from_json(asked.kind, value)
        found.append((workflow.words(asked.label), words))
    return tuple(found)


def unit_name(reading: Reading) -> str:
    return reading.session.get_one(Unit, reading.case.unit_id).name


def group_to_open(reading: Reading) -> uuid.UUID | None:
    """The group the case is about, for a reader who may open its page."""
    if reading.where.group_id is None:
        return None
    seen = groups_visible_to(reading.actor).where(Group.id == reading.where.group_id)
    return reading.session.scalar(seen.with_only_columns(Group.id))


def people(reading: Reading) -> tuple[tuple[Text, str], ...]:
    """Who holds which role in this case, by name."""
    case, process = reading.case, reading.process
    names = reading.names
    order = [STARTER, *process.workflow.fields]
    keys = sorted(case.people, key=lambda key: order.index(key) if key in order else 0)
    return tuple(
        (LABELS.get(key) or process.who(key), names[case.people[key]])
        for key in keys
        if case.people[key] in names
    )


def by_time(reading: Reading) -> tuple[Text, ...]:
    """What time will do by itself, the next first."""
    workflow = reading.process.workflow
    rows = reading.session.execute(
        select(Timer.kind, Timer.key, Timer.at)
        .where(
            Timer.case_id == reading.case.id,
            Timer.kind.in_(("transition", "task", "erase")),
            Timer.fired_at.is_(None),
            Timer.cancelled_at.is_(None),
        )
        .order_by(Timer.at, Timer.id)
    ).all()
    said: dict[Text, None] = {}
    for row in rows:
        day = local_date(row.at)
        if row.kind == "transition" and row.key in workflow.transitions:
            step = workflow.transitions[row.key]
            state = workflow.words(workflow.states[step.to].label)
            reason = workflow.words(step.label)
            values = {"state": state, "day": day, "reason": reason}
            said[Text("%(state)s by itself on %(day)s: %(reason)s.", values)] = None
        elif row.kind == "task" and row.key in workflow.tasks:
            label = workflow.words(workflow.tasks[row.key].label)
            said[Text("On %(day)s this task opens: %(task)s", {"day": day, "task": label})] = None
    erased = [local_date(row.at) for row in rows if row.kind == "erase"]
    for day in sorted(set(erased)):
        said[Text("On %(day)s what was written about people here is erased.", {"day": day})] = None
    return tuple(said)


@dataclass(frozen=True)
class CommentLine:
    at: datetime
    author: str
    text: str
    task: Text | None


def comments(reading: Reading) -> Sequence[CommentLine]:
    """What people wrote about the case and its tasks, the oldest first."""
    workflow = reading.process.workflow
    labels = {
        task.id: workflow.words(workflow.tasks[task.key].label)
        for task in reading.case.tasks
        if task.key in workflow.tasks
    }
    rows = reading.session.execute(
        select(Comment.written_at, Person.name, Comment.text, Comment.task_id)
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.case_id == reading.case.id)
        .order_by(Comment.written_at, Comment.id)
    )
    return [
        CommentLine(at, name, text, None if task_id is None else labels.get(task_id))
        for at, name, text, task_id in rows
    ]


def next_tasks(reading: Reading, since: datetime) -> tuple[tuple[Text, Text | str], ...]:
    """What opened at this moment or later, and for whom: (task, who), for the sentence after a step."""
    workflow = reading.process.workflow
    opened = [
        task for task in reading.case.tasks if task.status in ("open", "claimed") and task.opened_at >= since
    ]
    names = names_of(reading.session, [task.person_id for task in opened])
    return tuple(
        (
            workflow.words(workflow.tasks[task.key].label),
            names[task.person_id]
            if task.person_id is not None and task.person_id in names
            else reading.process.who_in_a_sentence(task.role or STARTER),
        )
        for task in opened
        if task.key in workflow.tasks
    )
