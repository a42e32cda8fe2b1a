"""The new part of a club that is split: planned with what is its own, agreed upon, or dropped; deciding is not here."""

from __future__ import annotations

import uuid
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.groups import queries
from intranet.groups.models import CLOSED, PLANNED, Group
from intranet.groups.operations import close_group, free_name
from intranet.organisation.models import Unit
from intranet.organisation.operations import new_unit
from intranet.problems import NotVisible


def part_of(session: Session, group_id: uuid.UUID) -> Group | None:
    """The newest part that was planned for this group and not dropped."""
    found = (
        select(Group)
        .join(Unit, Unit.id == Group.id)
        .where(Group.split_from_id == group_id, Group.status != CLOSED)
        .order_by(Group.split_agreed_on.is_(None).desc(), Group.split_agreed_on.desc(), Unit.name.desc())
        .execution_options(populate_existing=True)
    )
    return session.scalars(found.limit(1)).first()


def plan_part(
    session: Session,
    moment: datetime,
    group_id: uuid.UUID,
    *,
    leader_id: uuid.UUID,
    room: str,
    step_free: bool,
    weekday: str,
    start_time: time,
) -> Group:
    """A planned group in the same town, with an assistant, a room and an evening of its own; on no list."""
    placed = queries.find(session, group_id)
    if placed is None:
        raise NotVisible
    whole = placed.group
    parent = session.get_one(Unit, placed.unit.parent_id)
    unit = new_unit(session, parent, "group", free_name(session, placed.town.id, placed.town.name))
    session.flush()
    part = Group(
        id=unit.id, kind=whole.kind, status=PLANNED, town_id=whole.town_id, listed=False, version=1,
        split_from_id=group_id, association_id=whole.association_id, leader_id=leader_id, room=room,
        address_hidden=whole.address_hidden, step_free=step_free, weekday=weekday, start_time=start_time,
        rhythm=whole.rhythm, meeting_language=whole.meeting_language, children_welcome=whole.children_welcome,
    )  # fmt: skip
    session.add(part)
    facts.tell(session, facts.Fact("groups", moment, group_id=part.id))
    return part


def agree_split(session: Session, moment: datetime, part_id: uuid.UUID) -> None:
    """The split was approved: from now on the part is decided on as a new group."""
    lock_rows(session, Group, [part_id])
    part = session.get_one(Group, part_id, populate_existing=True)
    part.split_agreed_on, part.version = local_date(moment), part.version + 1
    facts.tell(session, facts.Fact("groups", moment, group_id=part_id))


def drop_part(session: Session, moment: datetime, group_id: uuid.UUID) -> None:
    """The plan is dropped, and with it the part that nobody has agreed upon yet."""
    part = part_of(session, group_id)
    if part is not None and part.status == PLANNED and part.split_agreed_on is None:
        close_group(session, moment, part.id)
