"""The trainer's desk: candidates by state, whose certificate ends, and which courses have seats; for one reader."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from intranet.candidates import policy
from intranet.candidates.way import CERTIFICATION, RENEWAL, Ahead, ahead, stages
from intranet.cases import runtime, store
from intranet.cases.models import Case
from intranet.cases.policy import visible_to as cases_visible_to
from intranet.cases.queries.called import called
from intranet.cases.queries.reading import reading_of
from intranet.cases.queries.stages import Stage as Patience
from intranet.cases.queries.stages import stages as patience_of
from intranet.certificates.queries import Listed, ending_soon
from intranet.clock import local_date
from intranet.engine.definition import STARTER, THE_PERSON
from intranet.engine.text import Text
from intranet.gatherings.listing import Row, courses_with_seats
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor, scopes

# A stage shows so many, one's own trainees and the longest waiting first; the list of cases has them all.
SHOWN = 20
COURSES_SHOWN = 6


@dataclass(frozen=True)
class Candidate:
    """One line of the desk. `own`: the reader is named in the case, as trainer or mentor."""

    case_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    unit: str
    days: int
    kind: str
    own: bool
    ahead: Ahead | None


@dataclass(frozen=True)
class Stage:
    """A state on the way, how many stand there, and those that are shown."""

    key: str
    label: Text
    help: Text
    count: int
    candidates: Sequence[Candidate]


@dataclass(frozen=True)
class Ending:
    """A certificate that ends soon, and how far its renewal has come for whoever may open that case."""

    certificate: Listed
    renewal_id: uuid.UUID | None
    renewal: Text | None


def districts(session: Session, actor: Actor) -> Sequence[Unit]:
    return session.scalars(policy.districts_of(actor).order_by(Unit.name, Unit.id)).all()


def desk(session: Session, actor: Actor, moment: datetime, unit_path: str = "") -> Sequence[Stage]:
    """Every stage in the process's order, also those where nobody stands."""
    process = runtime.processes(session).get(CERTIFICATION)
    if process is None:
        return ()
    workflow = process.workflow
    found = _cases(session, actor, unit_path)
    patience = patience_of(session, process)
    shown = {key: [case for case in found if case.state == key] for key in stages(process)}
    return [
        Stage(
            key,
            workflow.words(workflow.states[key].label),
            workflow.words(workflow.states[key].help),
            len(cases),
            _lines(session, actor, moment, cases, patience[key]),
        )
        for key, cases in shown.items()
    ]


def count(session: Session, actor: Actor, unit_path: str = "") -> int:
    return session.scalar(_wanted(session, actor, unit_path).with_only_columns(func.count())) or 0


def own_first(session: Session, actor: Actor, moment: datetime, limit: int) -> Sequence[Candidate]:
    """For the first page: one's own trainees, then who has stood longest in a state."""
    process = runtime.processes(session).get(CERTIFICATION)
    if process is None:
        return ()
    cases = _in_order(actor, _cases(session, actor, ""))[:limit]
    patience = patience_of(session, process)
    return [line for case in cases for line in _lines(session, actor, moment, [case], patience[case.state])]


def endings(session: Session, actor: Actor, moment: datetime, unit_path: str = "") -> Sequence[Ending]:
    """Certificates in reach that end within half a year, or ended and may still be renewed; the first end first."""
    soon = ending_soon(session, actor, local_date(moment))
    if unit_path:
        here = _people_below(session, [one.person_id for one in soon], unit_path)
        soon = [one for one in soon if one.person_id in here]
    renewals = _renewals(session, actor, [one.person_id for one in soon])
    return [Ending(one, *renewals.get(one.person_id, (None, None))) for one in soon]


def courses(session: Session, actor: Actor, moment: datetime, unit_path: str = "") -> Sequence[Row]:
    """Announced courses with free seats for candidates of the reader's reach, the next first."""
    paths = [unit_path] if unit_path else scopes(actor, "see", "candidates")
    found = {row.gathering.id: row for path in paths for row in courses_with_seats(session, path, moment)}
    ordered = sorted(found.values(), key=lambda row: (row.gathering.starts_at, row.gathering.id))
    return ordered[:COURSES_SHOWN]


def _wanted(session: Session, actor: Actor, unit_path: str) -> Select[Any]:
    query = policy.visible_to(actor, runtime.processes(session))
    return query.where(Case.unit_path.startswith(unit_path, autoescape=True)) if unit_path else query


def _cases(session: Session, actor: Actor, unit_path: str) -> Sequence[Case]:
    return session.scalars(_wanted(session, actor, unit_path).order_by(Case.entered_at, Case.id)).all()


def _is_own(actor: Actor, case: Case) -> bool:
    return any(
        value == str(actor.person_id)
        for name, value in case.people.items()
        if name not in (THE_PERSON, STARTER)
    )


def _in_order(actor: Actor, cases: Sequence[Case]) -> list[Case]:
    return sorted(cases, key=lambda case: not _is_own(actor, case))


def _lines(
    session: Session,
    actor: Actor,
    moment: datetime,
    cases: Sequence[Case],
    patience: Patience,
) -> list[Candidate]:
    shown = _in_order(actor, cases)[:SHOWN]
    units = {
        row.id: row.name
        for row in session.execute(
            select(Unit.id, Unit.name).where(Unit.id.in_({case.unit_id for case in shown}))
        )
    }
    names = called(session, actor, [(case.id, case.title) for case in shown])
    found = []
    for case in shown:
        if case.subject_id is None:
            continue
        row = replace(store.load(session, case.id), title=names[case.id])
        reading = reading_of(session, row, actor, moment)
        days = (local_date(moment) - local_date(case.entered_at)).days
        found.append(
            Candidate(
                case.id,
                case.subject_id,
                reading.case.title,
                units[case.unit_id],
                days,
                patience.is_at(days),
                _is_own(actor, case),
                ahead(reading),
            )
        )
    return found


def _people_below(session: Session, people: Sequence[uuid.UUID], unit_path: str) -> set[uuid.UUID]:
    return set(
        session.scalars(
            select(Person.id)
            .join(Unit, Unit.id == Person.unit_id)
            .where(Person.id.in_(people), Unit.path.startswith(unit_path, autoescape=True))
        )
    )


def _renewals(
    session: Session, actor: Actor, people: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, tuple[uuid.UUID, Text]]:
    """Where the newest renewal of each of these people stands, of those the reader may open."""
    processes = runtime.processes(session)
    process = processes.get(RENEWAL)
    if process is None or not people:
        return {}
    rows = session.scalars(
        cases_visible_to(actor, processes)
        .where(Case.workflow == RENEWAL, Case.subject_id.in_(people))
        .order_by(Case.started_at, Case.id)
    )
    workflow = process.workflow
    return {
        case.subject_id: (case.id, workflow.words(workflow.states[case.state].label))
        for case in rows
        if case.subject_id is not None and case.state in workflow.states
    }
