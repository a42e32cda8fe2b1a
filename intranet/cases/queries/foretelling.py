"""What it would mean that one person leads nothing any more: which groups would be uncovered, which cases stop."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case, CasePerson
from intranet.cases.policy import visible_to
from intranet.cases.queries.called import called
from intranet.engine.process import Process
from intranet.engine.text import Text
from intranet.folding import folded
from intranet.groups.foresight import would_uncover
from intranet.policy import Actor


@dataclass(frozen=True)
class Waiting:
    """A case that the reader may open; `candidate`: it is about somebody whom the person trains or mentors."""

    case_id: uuid.UUID
    title: str
    workflow: Text
    candidate: bool


@dataclass(frozen=True)
class Stopped:
    """Those the reader may open, by what they are called, and how many there are beside them."""

    seen: Sequence[Waiting]
    others: int


def stopped_without(session: Session, actor: Actor, person_id: uuid.UUID) -> Stopped:
    """Open cases that name this person where a step still to come asks for their certificate."""
    processes = runtime.processes(session)
    found = {}
    rows = session.execute(
        select(Case.id, Case.title, Case.workflow, Case.state, Case.subject_kind, CasePerson.name)
        .join(CasePerson, CasePerson.case_id == Case.id)
        .where(
            CasePerson.person_id == person_id,
            CasePerson.until.is_(None),
            Case.ended_at.is_(None),
            # One's own certificate and its renewal wait for nobody else.
            or_(Case.subject_kind == "group", Case.subject_id != person_id),
        )
    )
    for case_id, title, key, state, kind, name in rows:
        process = processes.get(key)
        if process is None or name not in _certified_as(process):
            continue
        if kind == "group" or _has_work(process, state, name):
            found[case_id] = (title, process.workflow.words(process.workflow.title), kind != "group")
    may_open = set(
        session.scalars(visible_to(actor, processes).where(Case.id.in_(found)).with_only_columns(Case.id))
    )
    names = called(session, actor, [(case_id, found[case_id][0]) for case_id in found if case_id in may_open])
    in_order = sorted(names.items(), key=lambda one: (folded(one[1]), one[0]))
    shown = [Waiting(case_id, title, *found[case_id][1:]) for case_id, title in in_order]
    return Stopped(shown, len(found) - len(shown))


def without_them(
    session: Session, actor: Actor, person_id: uuid.UUID, from_on: date, until_on: date | None = None
) -> tuple[Text, ...]:
    """In sentences, for whoever is about to suspend, to pause or to leave; none when nothing hangs on it."""
    lines = [
        Text("%(group)s would have no certified assistant from %(day)s.", {"group": one.name, "day": one.on})
        for one in would_uncover(session, person_id, from_on, until_on)
    ]
    cases = stopped_without(session, actor, person_id)
    lines += [_told(one) for one in cases.seen]
    if cases.others:
        lines.append(
            Text(
                "One more case would wait for somebody else.",
                plural="%(n)s more cases would wait for somebody else.",
                n=cases.others,
            )
        )
    return tuple(lines)


def _told(one: Waiting) -> Text:
    if one.candidate:
        return Text(
            "“%(case)s”, %(name)s, would wait for another trainer or mentor.",
            {"case": one.workflow, "name": one.title},
        )
    return Text(
        "“%(case)s”, %(place)s, would wait for another assistant.", {"case": one.workflow, "place": one.title}
    )


def _has_work(process: Process, state: str, name: str) -> bool:
    """Where the case stands, something is theirs to do: not before, and not once others decide."""
    return any(state in task.in_ and name in task.for_ for task in process.workflow.tasks.values())


def _certified_as(process: Process) -> frozenset[str]:
    """The case people whose certificate a guard of a people's step looks at."""
    return frozenset(
        name
        for key, step in process.workflow.transitions.items()
        if not step.by_system
        for guard in process.guards_of(key)
        if "certificates" in process.guard_rule(guard).relies_on
        for name in process.guard_rule(guard).people
    )
