"""What cases there are and were about one person, group or gathering; for rules that ask, never for pages."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, CaseEvent


def open_about(
    session: Session, workflow: str, subject_id: uuid.UUID, *, but: uuid.UUID | None = None
) -> uuid.UUID | None:
    """A case of this workflow about it that has not ended, other than `but`."""
    standing = select(Case.id).where(
        Case.workflow == workflow, Case.subject_id == subject_id, Case.ended_at.is_(None)
    )
    if but is not None:
        standing = standing.where(Case.id != but)
    return session.scalars(standing.limit(1)).first()


def named_in_open(
    session: Session, workflow: str, subject_id: uuid.UUID, *, but: uuid.UUID | None = None
) -> list[frozenset[uuid.UUID]]:
    """Whom each case of this workflow about it names that has not ended, other than `but`."""
    standing = select(Case.people).where(
        Case.workflow == workflow, Case.subject_id == subject_id, Case.ended_at.is_(None)
    )
    if but is not None:
        standing = standing.where(Case.id != but)
    return [frozenset(map(uuid.UUID, people.values())) for people in session.scalars(standing)]


def last_ended(session: Session, workflow: str, subject_id: uuid.UUID) -> datetime | None:
    """When the newest case of this workflow about it ended."""
    return session.scalar(
        select(func.max(Case.ended_at)).where(Case.workflow == workflow, Case.subject_id == subject_id)
    )


def last_taken(session: Session, case_id: uuid.UUID, steps: Collection[str]) -> str | None:
    """Which of these steps was taken last in the case, whatever was taken back since."""
    taken = select(CaseEvent.transition).where(
        CaseEvent.case_id == case_id, CaseEvent.kind == "transition", CaseEvent.transition.in_(steps)
    )
    return session.scalars(taken.order_by(CaseEvent.number.desc()).limit(1)).first()


def came_from(session: Session, case_id: uuid.UUID, step: str) -> str | None:
    """The state that this step left when it was taken last, and not taken back."""
    newest = session.execute(
        select(CaseEvent.from_state, CaseEvent.kind)
        .where(
            CaseEvent.case_id == case_id,
            CaseEvent.kind.in_(("transition", "undone")),
            CaseEvent.transition == step,
        )
        .order_by(CaseEvent.number.desc())
        .limit(1)
    ).one_or_none()
    return None if newest is None or newest.kind == "undone" else newest.from_state


def takers_about(
    session: Session, workflow: str, subject_id: uuid.UUID, steps: Collection[str]
) -> frozenset[uuid.UUID]:
    """Everybody who took one of these steps in a case of this workflow about it."""
    taken = (
        select(CaseEvent.actor_id)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            Case.workflow == workflow,
            Case.subject_id == subject_id,
            CaseEvent.kind == "transition",
            CaseEvent.transition.in_(steps),
            CaseEvent.actor_id.is_not(None),
        )
    )
    return frozenset(person for person in session.scalars(taken) if person is not None)
