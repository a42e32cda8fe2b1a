"""The list of cases that a reader may open, narrowed and page by page."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.cases.policy import visible_to
from intranet.cases.queries.called import called
from intranet.engine.text import Text
from intranet.organisation.models import Unit
from intranet.policy import Actor

PAGE = 50


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to; what is empty narrows nothing."""

    workflow: str = ""
    state: str = ""
    unit_path: str = ""


@dataclass(frozen=True)
class CaseLine:
    id: uuid.UUID
    title: str
    workflow: Text
    state: Text
    state_key: str
    unit: str
    entered_at: datetime


@dataclass(frozen=True)
class Cases:
    """One page; `after` is where the next one begins, None on the last."""

    rows: Sequence[CaseLine]
    after: tuple[datetime, uuid.UUID] | None


def cases(
    session: Session,
    actor: Actor,
    narrowed: Narrowed,
    after: tuple[datetime, uuid.UUID] | None = None,
    limit: int = PAGE,
) -> Cases:
    """The cases the actor may open, those that moved last first."""
    processes = runtime.processes(session)
    query = (
        visible_to(actor, processes).join(Unit, Unit.id == Case.unit_id).where(Case.workflow.in_(processes))
    )
    if narrowed.workflow:
        query = query.where(Case.workflow == narrowed.workflow)
    if narrowed.state:
        query = query.where(Case.state == narrowed.state)
    if narrowed.unit_path:
        query = query.where(Case.unit_path.startswith(narrowed.unit_path, autoescape=True))
    if after is not None:
        at, last_id = after
        query = query.where(
            or_(Case.entered_at < at, and_(Case.entered_at == at, Case.id > last_id)),
        )
    rows = session.execute(
        query.with_only_columns(Case.id, Case.title, Case.workflow, Case.state, Unit.name, Case.entered_at)
        .order_by(Case.entered_at.desc(), Case.id)
        .limit(limit + 1)
    ).all()
    names = called(session, actor, [(row.id, row.title) for row in rows[:limit]])
    lines = []
    for case_id, _, key, state, unit, entered_at in rows[:limit]:
        workflow = processes[key].workflow
        written = workflow.states.get(state)
        words = workflow.words(written.label) if written else Text("%(key)s", {"key": state})
        lines.append(
            CaseLine(case_id, names[case_id], workflow.words(workflow.title), words, state, unit, entered_at)
        )
    more = len(rows) > limit
    return Cases(lines, (lines[-1].entered_at, lines[-1].id) if more else None)
