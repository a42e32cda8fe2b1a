"""What it would mean that one person leads nothing any more: which groups would be uncovered, which cases stop."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case, CasePerson
from intranet.cases.policy import visible_to
from intranet.engine.process import Process
from intranet.engine.text import Text
from intranet.groups.foresight import would_uncover
from intranet.policy import Actor


@dataclass(frozen=True)
class Stopped:
    """Those the reader may open, by what they are called, and how many there are beside them."""

    seen: Sequence[tuple[uuid.UUID, str, Text]]
    others: int


def stopped_without(session: Session, actor: Actor, person_id: uuid.UUID) -> Stopped:
    """Open cases that name this person where a step still to come asks for a certificate: (id, title, workflow)."""
    processes = runtime.processes(session)
    found = {}
    rows = session.execute(
        select(Case.id, Case.title, Case.workflow, CasePerson.name)
        .join(CasePerson, CasePerson.case_id == Case.id)
        .where(
            CasePerson.person_id == person_id,
            CasePerson.until.is_(None),
            Case.ended_at.is_(None),
            Case.subject_kind == "group",
        )
        .order_by(Case.title, Case.id)
    )
    for case_id, title, key, name in rows:
        process = processes.get(key)
        if process is not None and name in _certified_as(process):
            found[case_id] = (title, process.workflow.words(process.workflow.title))
    seen = visible_to(actor, processes).where(Case.id.in_(list(found))).with_only_columns(Case.id)
    may_open = set(session.scalars(seen))
    shown = [(case_id, *what) for case_id, what in found.items() if case_id in may_open]
    return Stopped(shown, len(found) - len(shown))


def without_them(session: Session, actor: Actor, person_id: uuid.UUID, from_on: date) -> tuple[Text, ...]:
    """In sentences, for whoever is about to suspend, to pause or to leave; none when nothing hangs on it."""
    lines = [
        Text("%(group)s would have no certified assistant from %(day)s.", {"group": one.name, "day": one.on})
        for one in would_uncover(session, person_id, from_on)
    ]
    cases = stopped_without(session, actor, person_id)
    lines += [
        Text("“%(case)s”, %(place)s, would wait for another assistant.", {"case": workflow, "place": title})
        for _, title, workflow in cases.seen
    ]
    if cases.others:
        lines.append(
            Text(
                "One more case would wait for another assistant.",
                plural="%(n)s more cases would wait for another assistant.",
                n=cases.others,
            )
        )
    return tuple(lines)


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
