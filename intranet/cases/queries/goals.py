"""Whether a case has reached the state it is in for the first time, which alone is a reason for joy."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, CaseEvent


def reached_now() -> ColumnElement[bool]:
    """Of a case: somebody's step, and no other before it, led to where it stands.

    A paper that was entered is no goal reached, and a return would tell everybody that somebody was away.
    """
    entered = (
        select(CaseEvent.id)
        .where(CaseEvent.case_id == Case.id, CaseEvent.kind == "transition", CaseEvent.to_state == Case.state)
        .correlate(Case)
    )
    times = entered.with_only_columns(func.count()).scalar_subquery()
    return and_(times == 1, entered.where(CaseEvent.actor_id.is_not(None)).exists())


def is_reached_now(session: Session, case_id: uuid.UUID) -> bool:
    return session.scalar(select(Case.id).where(Case.id == case_id, reached_now())) is not None
