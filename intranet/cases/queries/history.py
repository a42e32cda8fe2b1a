"""A case's history in sentences, made when it is shown: the rows hold facts and ids, never sentences."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from intranet.cases.models import BY_THEMSELVES, CaseEvent
from intranet.cases.queries.reading import Reading
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.groups.found_nobody import who_said
from intranet.groups.queries import names_of

# Comments stand among the comments, with what was written.
TOLD_ELSEWHERE = ("commented",)

_TASK_SENTENCES: Mapping[str, Text] = {
    "task_done": Text("%(name)s finished “%(task)s”."),
    "task_reopened": Text("%(name)s took up “%(task)s” again."),
    "claimed": Text("%(name)s took on “%(task)s”."),
    "released": Text("%(name)s gave “%(task)s” back."),
    "handed_over": Text("%(name)s handed “%(task)s” to %(to)s."),
    "snoozed": Text("%(name)s put “%(task)s” off until %(until)s."),
    "told": Text("A reminder of “%(task)s” went to %(who)s."),
}
_BACK_AT_ONCE = Text("%(name)s took “%(task)s” back from later.")


@dataclass(frozen=True)
class Entry:
    """A line for components/history.html; `words` is what somebody wrote with it."""

    at: datetime
    sentence: Text
    words: str | None = None


def history(reading: Reading) -> tuple[Entry, ...]:
    """What happened, the newest first."""
    rows = reading.session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == reading.case.id, CaseEvent.kind.not_in(TOLD_ELSEWHERE))
        .order_by(CaseEvent.number.desc())
    ).all()
    handed = [uuid.UUID(row.facts["to"]) for row in rows if "to" in row.facts]
    names = names_of(reading.session, [*(row.actor_id for row in rows), *handed])
    tasks = {task.id: task.key for task in reading.case.tasks}
    about = reading.case.subject_id if reading.case.subject_kind == "group" else None
    said = {} if about is None else who_said(reading.session, reading.actor, about)
    entries = (_entry(reading, row, names, tasks, said) for row in rows)
    return tuple(entry for entry in entries if entry is not None)


def _entry(
    reading: Reading,
    row: CaseEvent,
    names: Mapping[uuid.UUID, str],
    tasks: Mapping[uuid.UUID, str],
    said: Mapping[datetime, str],
) -> Entry | None:
    who: object = names.get(row.actor_id, "") if row.actor_id is not None else Text("The intranet")
    if BY_THEMSELVES in row.facts:
        who = Text("The person it is about")
    if row.kind == "transition":
        return Entry(row.at, _step(reading, row, who, said.get(row.at)))
    if row.kind == "undone":
        values = {
            "name": who,
            "step": _label(reading, row.transition),
            "state": _state(reading, row.to_state),
        }
        sentence = Text("%(name)s took back “%(step)s”. It stands again at “%(state)s”.", values)
        return Entry(row.at, sentence, row.facts.get("reason"))
    if row.kind == "redefined":
        values = {"state": _state(reading, row.to_state)}
        sentence = Text(
            "The process was changed, and the case follows it. It now stands at “%(state)s”.", values
        )
        return Entry(row.at, sentence)
    if row.kind == "subject_changed":
        return Entry(row.at, _changed(reading, row.facts["fields"]))
    sentence_of = _TASK_SENTENCES.get(row.kind)
    if sentence_of is None or row.task_id is None:
        return None
    values = {"name": who, "task": _task(reading, tasks.get(row.task_id))}
    values |= _facts(reading, row.facts, names)
    if row.kind == "snoozed" and "until" not in values:
        sentence_of = _BACK_AT_ONCE
    return Entry(row.at, Text(sentence_of.msgid, values))


def _step(reading: Reading, row: CaseEvent, who: object, said: str | None) -> Text:
    """`said`: upon whose word the intranet took it, for a reader who may know."""
    step, state = _label(reading, row.transition), _state(reading, row.to_state)
    if row.actor_id is None and said is not None:
        values = {"name": said, "step": step, "state": state}
        return Text("Upon the word of %(name)s: %(step)s. It now stands at “%(state)s”.", values)
    if row.actor_id is None and BY_THEMSELVES not in row.facts:
        return Text("By itself: %(step)s. It now stands at “%(state)s”.", {"step": step, "state": state})
    if row.from_state is None:
        return Text("%(name)s began the case: %(step)s.", {"name": who, "step": step})
    values = {"name": who, "step": step, "state": state}
    if row.from_state == row.to_state:
        return Text("%(name)s took the step “%(step)s”.", values)
    return Text("%(name)s took the step “%(step)s”. It now stands at “%(state)s”.", values)


def _facts(reading: Reading, facts: Mapping[str, Any], names: Mapping[uuid.UUID, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    if "to" in facts:
        found["to"] = names.get(uuid.UUID(facts["to"]), "")
    if "until" in facts:
        found["until"] = local_date(datetime.fromisoformat(facts["until"]))
    if "who" in facts:
        found["who"] = reading.process.who_in_a_sentence(facts["who"])
    return found


def _label(reading: Reading, transition: str | None) -> Text:
    """A transition's words today; its key when the workflow no longer has it."""
    workflow = reading.process.workflow
    written = workflow.transitions.get(transition or "")
    return workflow.words(written.label) if written else Text("%(key)s", {"key": transition})


def _state(reading: Reading, state: str | None) -> Text:
    workflow = reading.process.workflow
    written = workflow.states.get(state or "")
    return workflow.words(written.label) if written else Text("%(key)s", {"key": state})


def _task(reading: Reading, key: str | None) -> Text:
    workflow = reading.process.workflow
    written = workflow.tasks.get(key or "")
    return workflow.words(written.label) if written else Text("%(key)s", {"key": key})


def _changed(reading: Reading, fields: Sequence[str]) -> Text:
    """The group was changed on its own page, or moved into the district that got its town."""
    workflow = reading.process.workflow
    labels = [workflow.words(workflow.fields[key].label) for key in fields if key in workflow.fields]
    if not labels:
        return Text("It belongs to another district now.")
    listed = labels[0]
    for one in labels[1:]:
        listed = Text("%(first)s, %(next)s", {"first": listed, "next": one})
    return Text("It was changed on the page of the group: %(what)s.", {"what": listed})
