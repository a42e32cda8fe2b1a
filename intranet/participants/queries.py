"""Reading participants: who is in a group, who helps there, and how many came alone; names are opened elsewhere."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.groups.models import Meeting
from intranet.organisation.models import RoleAssignment
from intranet.organisation.queries import counts_on, still_here
from intranet.participants.models import Attendance, Participant
from intranet.participants.policy import HELPERS, visible_to
from intranet.people.models import Person
from intranet.policy import Actor


def participants_of(session: Session, actor: Actor, group_id: uuid.UUID) -> Sequence[Participant]:
    """Those of this group whom the actor knows of, who have not left, by number: in no order that tells anything."""
    wanted = visible_to(actor).where(Participant.group_id == group_id, Participant.left_on.is_(None))
    return session.scalars(wanted.order_by(Participant.number)).all()


def helpers_of(session: Session, group_id: uuid.UUID, on: date) -> Mapping[uuid.UUID, str]:
    """Who helps in this very group that day, by name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(
            RoleAssignment.unit_id == group_id,
            RoleAssignment.role.in_(HELPERS),
            counts_on(on),
            still_here(on),
        )
        .group_by(Person.id, Person.name, Person.name_key)
        .order_by(Person.name_key, Person.id)
    )
    return {row.id: row.name for row in rows}


def visits_since(session: Session, participant_id: uuid.UUID, since: date) -> int:
    """On how many days they were noted as having been here, which happens only to those who agree."""
    noted = (
        select(func.count())
        .select_from(Attendance)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(
            Attendance.participant_id == participant_id,
            Meeting.held_on >= since,
            Meeting.withdrawn_at.is_(None),
        )
    )
    return session.scalar(noted) or 0
