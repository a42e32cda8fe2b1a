"""The enquiries that are under way, for whoever sees to it that none is forgotten; who asked stands in none of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.cases.policy import visible_to
from intranet.engine.text import Text
from intranet.groups.queries import names_of
from intranet.organisation.models import Unit
from intranet.policy import Actor


@dataclass(frozen=True)
class Row:
    """`who` is the one person who reaches out, if somebody does."""

    case_id: uuid.UUID
    town: str
    unit: str
    state: Text
    since: datetime
    who: str | None


def under_way(session: Session, actor: Actor) -> Sequence[Row]:
    """Those the actor may open, the oldest first."""
    processes = runtime.processes(session)
    columns = (Case.id, Case.workflow, Case.state, Case.title, Unit.name, Case.started_at, Case.people)
    query = _open(session, actor).join(Unit, Unit.id == Case.unit_id)
    rows = session.execute(query.with_only_columns(*columns).order_by(Case.started_at, Case.id)).all()
    takers = {row.id: uuid.UUID(row.people["taker"]) for row in rows if "taker" in row.people}
    names = names_of(session, takers.values())
    found = []
    for row in rows:
        workflow = processes[row.workflow].workflow
        written = workflow.states.get(row.state)
        words = workflow.words(written.label) if written else Text("%(key)s", {"key": row.state})
        who = names.get(takers[row.id]) if row.id in takers else None
        found.append(Row(row.id, row.title, row.name, words, row.started_at, who))
    return found


def count(session: Session, actor: Actor) -> int:
    """As many as `under_way` lists."""
    ids = _open(session, actor).with_only_columns(Case.id).subquery()
    return session.execute(select(func.count()).select_from(ids)).scalar_one()


def _open(session: Session, actor: Actor) -> Select[Case]:
    processes = runtime.processes(session)
    return visible_to(actor, processes).where(
        Case.subject_kind == "enquiry", Case.ended_at.is_(None), Case.workflow.in_(processes)
    )
