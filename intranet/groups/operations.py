"""The group's own row through its life: planned, listed, opened, running, resting, closed.

The process "start a new group" calls these as its effects; it has asked who may and what is missing.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import lock_rows, new_id
from intranet.engine.text import Text
from intranet.groups import families, queries
from intranet.groups.evidence import limits_at
from intranet.groups.looking import refused
from intranet.groups.meetings import keep, same_time_elsewhere
from intranet.groups.models import (
    ACTIVE,
    APPROVED,
    CLOSED,
    KINDS,
    LED,
    PLANNED,
    RESTING,
    TRIAL,
    Group,
    Meeting,
)
from intranet.groups.queries import Placed
from intranet.organisation.models import Unit
from intranet.organisation.operations import find_or_create_town, new_unit
from intranet.organisation.queries import district_for
from intranet.problems import NotVisible, Refused

# Answers of the process that belong to the group: field -> column.
KEPT = {
    "room": "room",
    "step_free": "step_free",
    "weekday": "weekday",
    "start_time": "start_time",
    "children_welcome": "children_welcome",
    "contact_person": "contact_person_id",
    "stand_in": "stand_in_id",
    "leader": "leader_id",
    "parent": "association_id",
    "first_meeting": "first_meeting_on",
}


def plan_group(
    session: Session,
    moment: datetime,
    *,
    kind: str,
    town_name: str,
    country: str,
    entered_by: uuid.UUID | None,
) -> Placed:
    """A planned group, on no list, in the district its town falls to; in the nation where no district has it."""
    if kind not in KINDS:
        raise refused("group_kind", Text("Choose one of the list."))
    town = find_or_create_town(session, town_name, country, entered_by)
    session.flush()
    nation = session.scalars(select(Unit).where(Unit.kind == "nation", Unit.country == country)).first()
    parent = district_for(session, town) or nation
    if parent is None:
        raise refused("place", Text("There is no organisation in this country yet."))
    unit = new_unit(session, parent, "group", free_name(session, town.id, town.name))
    session.flush()
    group = Group(id=unit.id, kind=kind, status=PLANNED, town_id=town.id, listed=False)
    session.add(group)
    _tell(session, moment, group)
    return Placed(group, unit, town)


def note_answers(session: Session, moment: datetime, group_id: uuid.UUID, answers: Mapping[str, Any]) -> None:
    """Copy what the process was told and belongs to the group; what is not answered stays as it is."""
    group = _locked(session, group_id)
    _note(group, answers)
    _tell(session, moment, group)


def list_group(session: Session, moment: datetime, group_id: uuid.UUID, answers: Mapping[str, Any]) -> None:
    """Approved: on the list of groups, with everything its plan says. A first meeting lies ahead, or it is Refused."""
    group = _locked(session, group_id)
    _note(group, answers)
    if group.first_meeting_on is not None and group.first_meeting_on < local_date(moment):
        raise refused("first_meeting", Text("Choose today or a later day."))
    group.status, group.listed, group.rested_from, group.hidden_for = APPROVED, True, None, None
    _tell(session, moment, group)


def unlist_group(session: Session, moment: datetime, group_id: uuid.UUID) -> None:
    """The approval is taken back: a plan once more."""
    group = _locked(session, group_id)
    group.status, group.listed = PLANNED, False
    _tell(session, moment, group)


def open_group(
    session: Session, moment: datetime, group_id: uuid.UUID, *, led_by: uuid.UUID, came: int, by: uuid.UUID
) -> None:
    """The first meeting was held: it counts as a group, and the meeting as its first, unless reported already."""
    group = _locked(session, group_id)
    first_on = group.first_meeting_on or local_date(moment)
    group.status, group.listed, group.opened_on = TRIAL, True, local_date(moment)
    group.first_meeting_on = first_on
    session.flush()
    if not _reported(session, group_id, first_on):
        path = session.get_one(Unit, group_id).path
        usual = limits_at(session, path).meeting_minutes
        if too_many := families.one_too_many(session, group, path, came, local_date(moment), "came"):
            raise Refused((too_many,))
        if other := same_time_elsewhere(session, group, first_on, led_by, usual):
            raise refused(
                "came",
                Text("The leader was at a meeting of %(group)s at the same time that day.", {"group": other}),
            )
        meeting = Meeting(
            id=new_id(), group_id=group_id, held_on=first_on, led_by=led_by, came=came, reported_by=by,
            reported_at=moment,
        )  # fmt: skip
        keep(session, moment, meeting)
    _tell(session, moment, group)


def unopen_group(session: Session, moment: datetime, group_id: uuid.UUID) -> None:
    """Opened by mistake: approved as before, and the first meeting's report no longer counts."""
    group = _locked(session, group_id)
    group.status, group.opened_on = APPROVED, None
    for meeting in queries.meetings_of(session, group_id):
        if meeting.held_on == group.first_meeting_on:
            meeting.withdrawn_at = moment
    _tell(session, moment, group)


def establish_group(session: Session, moment: datetime, group_id: uuid.UUID) -> None:
    _set_status(session, moment, group_id, ACTIVE)


def rest_group(session: Session, moment: datetime, group_id: uuid.UUID) -> None:
    """On hold: off the list; a plan that never got further stays a plan."""
    group = _locked(session, group_id)
    group.rested_from, group.hidden_for = group.status, None
    group.status, group.listed = (RESTING if group.status in LED else group.status), False
    _tell(session, moment, group)


def close_group(session: Session, moment: datetime, group_id: uuid.UUID) -> None:
    """Withdrawn, not approved or ended: closed and off the list, never deleted."""
    group = _locked(session, group_id)
    group.rested_from, group.status, group.listed, group.hidden_for = group.status, CLOSED, False, None
    _tell(session, moment, group)


def merge_group(session: Session, moment: datetime, group_id: uuid.UUID, into_id: uuid.UUID) -> None:
    """Closed, with a note which group its people were invited to; nobody and nothing about anybody moves with it."""
    _locked(session, group_id).merged_into_id = into_id
    session.flush()
    close_group(session, moment, group_id)


def wake_group(session: Session, moment: datetime, group_id: uuid.UUID) -> None:
    """Resting or closed by mistake: as it was before."""
    group = _locked(session, group_id)
    if group.rested_from is not None:
        group.status, group.rested_from = group.rested_from, None
        group.listed, group.merged_into_id = group.status in LED, None
        group.said_to_meet_on = local_date(moment)
    _tell(session, moment, group)


def plan_again(session: Session, moment: datetime, group_id: uuid.UUID) -> None:
    """Taken up after a rest: it is planned anew, and decided anew."""
    _set_status(session, moment, group_id, PLANNED)


def settle(session: Session, moment: datetime, group_id: uuid.UUID) -> bool:
    """Move a group that stands in the nation into the district its town falls to by now; False if there is none."""
    placed = queries.find(session, group_id)
    if placed is None:
        raise NotVisible
    district = district_for(session, placed.town)
    if district is None or placed.unit.parent_id == district.id:
        return False
    placed.unit.parent_id, placed.unit.path = district.id, f"{district.path}{placed.unit.id}/"
    placed.group.version += 1
    # With the unit, for whatever is about this group now belongs to another district too.
    facts.tell(session, facts.Fact("groups", moment, group_id=group_id, unit_id=district.id))
    return True


def answers_of(group: Group) -> dict[str, Any]:
    """What the group's row says today, under the names of the process's fields."""
    return {field: getattr(group, column) for field, column in KEPT.items()}


def _locked(session: Session, group_id: uuid.UUID) -> Group:
    lock_rows(session, Group, [group_id])
    return session.get_one(Group, group_id, populate_existing=True)


def _note(group: Group, answers: Mapping[str, Any]) -> None:
    for field, column in KEPT.items():
        if (value := answers.get(field)) is not None:
            setattr(group, column, value)


def _set_status(session: Session, moment: datetime, group_id: uuid.UUID, status: str) -> None:
    group = _locked(session, group_id)
    group.status, group.rested_from, group.hidden_for = status, None, None
    group.listed = status in LED
    _tell(session, moment, group)


def _reported(session: Session, group_id: uuid.UUID, day: date) -> bool:
    return any(meeting.held_on == day for meeting in queries.meetings_of(session, group_id))


def free_name(session: Session, town_id: uuid.UUID, town: str) -> str:
    """The town's name; a second group there is called "Town 2"."""
    taken = set(
        session.scalars(select(Unit.name).join(Group, Group.id == Unit.id).where(Group.town_id == town_id))
    )
    number = 1
    while (name := town if number == 1 else f"{town} {number}") in taken:
        number += 1
    return name


def _tell(session: Session, moment: datetime, group: Group) -> None:
    """Each change makes an older form stale."""
    group.version = (group.version or 0) + 1
    facts.tell(session, facts.Fact("groups", moment, group_id=group.id))
