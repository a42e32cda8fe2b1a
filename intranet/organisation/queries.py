"""Reading the organisation: the roles somebody holds, units and towns."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.organisation.models import RoleAssignment, Unit
from intranet.policy import Actor, Grant


def actor_of(session: Session, person_id: uuid.UUID, day: date) -> Actor:
    """The person with every role that counts on that day."""
    rows = session.execute(
        select(RoleAssignment.role, Unit.id, Unit.path)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.starts_on <= day,
            or_(RoleAssignment.ends_on.is_(None), RoleAssignment.ends_on > day),
        )
        .order_by(Unit.path, RoleAssignment.role)
    )
    return Actor(person_id, tuple(Grant(role, unit_id, path) for role, unit_id, path in rows))
