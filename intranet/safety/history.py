"""Reading cases again from the rows that are their record: these must lead to what each case carries of itself."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases.models import Answer, Case, CaseEvent, CasePerson

MOVES = frozenset({"transition", "undone", "redefined"})


def broken_histories(session: Session) -> Iterator[tuple[uuid.UUID, str]]:
    """Each case whose record does not tell how it came to stand as it stands, and what is wrong with it."""
    people, answers = _people(session), _answers(session)
    events = {
        case_id: list(rows)
        for case_id, rows in groupby(
            session.execute(
                select(
                    CaseEvent.case_id,
                    CaseEvent.number,
                    CaseEvent.kind,
                    CaseEvent.transition,
                    CaseEvent.from_state,
                    CaseEvent.to_state,
                    CaseEvent.actor_id,
                ).order_by(CaseEvent.case_id, CaseEvent.number)
            ),
            key=lambda row: row.case_id,
        )
    }
    cases = session.execute(
        select(Case.id, Case.state, Case.events, Case.people, Case.takers, Case.answers).order_by(Case.id)
    )
    for case in cases:
        told = events.get(case.id, [])
        wrong = _way(case.state, case.events, told) or _carried(
            ("people", case.people, people[case.id]),
            ("who took which step", case.takers, _takers(told)),
            ("answers", case.answers, answers[case.id]),
        )
        if wrong is not None:
            yield case.id, wrong


def _way(state: str, number: int, rows: list[Any]) -> str | None:
    """What is wrong with the way that the events tell."""
    came_to: str | None = None
    for count, row in enumerate(rows, 1):
        if row.number != count:
            return f"event {count} is missing"
        if row.kind not in MOVES:
            continue
        if row.from_state != came_to:
            return f"event {count} leaves {row.from_state}, but the case stood in {came_to}"
        came_to = row.to_state
    if len(rows) != number:
        return f"it has {len(rows)} events instead of {number}"
    return None if came_to == state else f"it leads to {came_to}, but the case stands in {state}"


def _carried(*compared: tuple[str, object, object]) -> str | None:
    """What the case carries so that a step is one read, against the rows it comes from."""
    differing = [name for name, carried, record in compared if carried != record]
    return f"{', '.join(differing)} stand otherwise in the case than in its record" if differing else None


def _takers(rows: Iterable[Any]) -> dict[str, list[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.kind == "transition" and row.actor_id is not None:
            found[row.transition].add(str(row.actor_id))
    return {step: sorted(takers) for step, takers in found.items()}


def _people(session: Session) -> defaultdict[uuid.UUID, dict[str, str]]:
    found: defaultdict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    rows = session.execute(
        select(CasePerson.case_id, CasePerson.name, CasePerson.person_id)
        .where(CasePerson.until.is_(None))
        .order_by(CasePerson.since)
    )
    for case_id, name, person_id in rows:
        found[case_id][name] = str(person_id)
    return found


def _answers(session: Session) -> defaultdict[uuid.UUID, dict[str, Any]]:
    found: defaultdict[uuid.UUID, dict[str, Any]] = defaultdict(dict)
    rows = session.execute(
        select(Answer.id, Answer.case_id, Answer.field, Answer.value, Answer.sealed)
        .where(Answer.erased_at.is_(None))
        .order_by(Answer.number)
    )
    for answer_id, case_id, field, value, sealed in rows:
        found[case_id][field] = value if sealed is None else {"sealed": str(answer_id)}
    return found
