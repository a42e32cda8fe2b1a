"""Reading a case's history again from its first row: it must lead, without a gap, to where the case stands."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, CaseEvent

MOVES = frozenset({"transition", "undone", "redefined"})


def broken_histories(session: Session) -> Iterator[tuple[uuid.UUID, str]]:
    """Each case whose history does not tell how it came to stand where it stands, and what is wrong with it."""
    cases = {row.id: row for row in session.execute(select(Case.id, Case.state, Case.events))}
    events = session.execute(
        select(
            CaseEvent.case_id,
            CaseEvent.number,
            CaseEvent.kind,
            CaseEvent.from_state,
            CaseEvent.to_state,
        ).order_by(CaseEvent.case_id, CaseEvent.number)
    )
    told = set()
    for case_id, rows in groupby(events, key=lambda row: row.case_id):
        told.add(case_id)
        wrong = _wrong(cases[case_id].state, cases[case_id].events, list(rows))
        if wrong is not None:
            yield case_id, wrong
    for case_id in cases.keys() - told:
        yield case_id, "it has no history"


def _wrong(
    state: str, number: int, rows: Iterable[Row[uuid.UUID, int, str, str | None, str | None]]
) -> str | None:
    came_to: str | None = None
    count = 0
    for count, row in enumerate(rows, 1):
        if row.number != count:
            return f"event {count} is missing"
        if row.kind not in MOVES:
            continue
        if row.from_state != came_to:
            return f"event {count} leaves {row.from_state}, but the case stood in {came_to}"
        came_to = row.to_state
    if count != number:
        return f"it has {count} events instead of {number}"
    return None if came_to == state else f"it leads to {came_to}, but the case stands in {state}"
