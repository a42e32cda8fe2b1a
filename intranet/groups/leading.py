"""Whoever leads a group holds the role of its assistant in the group itself, for as long as they lead it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.facts import Fact, fact_changed
from intranet.groups.models import Assignment
from intranet.organisation.roles import hold, let_go
from intranet.policy import ASSISTANT


@fact_changed.connect
def _on_fact(_sender: Any, session: Session, fact: Fact) -> None:
    if fact.kind == "assignments" and fact.person_id is not None and fact.group_id is not None:
        keep_up(session, fact, fact.person_id, fact.group_id)


def keep_up(session: Session, fact: Fact, person_id: uuid.UUID, group_id: uuid.UUID) -> None:
    """The role follows the assignment; whoever wrote the assignment holds the person's lock."""
    row = session.scalars(
        select(Assignment).where(
            Assignment.person_id == person_id,
            Assignment.group_id == group_id,
            Assignment.accepted_at.is_not(None),
            Assignment.ended_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        let_go(session, fact.moment, person_id, ASSISTANT, group_id)
        return
    first = max(row.from_on or local_date(fact.moment), local_date(fact.moment))
    last = None if row.until_on is None else row.until_on + timedelta(days=1)
    hold(session, fact.moment, person_id, ASSISTANT, group_id, first, last)
