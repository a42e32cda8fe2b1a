"""Stand-ins whose last day has passed: their assignment ends, so that they may be asked again and see no more of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.groups.models import Assignment, Group
from intranet.people.models import Person


def over(session: Session, today: date) -> Sequence[uuid.UUID]:
    """The assignments that stand only because nobody ended them; asked and never answered ones too."""
    rows = select(Assignment.id).where(Assignment.ended_at.is_(None), Assignment.until_on < today)
    return session.scalars(rows.order_by(Assignment.group_id, Assignment.id)).all()


def end_over(session: Session, moment: datetime, assignment_id: uuid.UUID) -> None:
    """Ends one of them; nothing where somebody did meanwhile."""
    row = session.get_one(Assignment, assignment_id)
    lock_rows(session, Person, [row.person_id])
    lock_rows(session, Group, [row.group_id])
    session.refresh(row)
    if row.ended_at is not None or row.until_on is None or row.until_on >= local_date(moment):
        return
    row.ended_at = moment
    facts.tell(session, facts.Fact("assignments", moment, person_id=row.person_id, group_id=row.group_id))
