"""Who may see, change and report on a group: the policy table, as predicates and their query."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from intranet.groups.models import Assignment, Group
from intranet.organisation.models import Unit
from intranet.policy import Actor, allows, scopes


def visible_to(actor: Actor) -> Select[Group]:
    """Listed groups of the nation, every group in the actor's reach, and those they help in or are part of."""
    listed = [
        and_(Group.listed, Unit.path.startswith(scope)) for scope in scopes(actor, "see", "listed_group")
    ]
    return (
        select(Group)
        .join(Unit, Unit.id == Group.id)
        .where(
            or_(Unit.path.in_({grant.path for grant in actor.grants}), *listed, *_within(actor), *_own(actor))
        )
    )


def open_to(actor: Actor) -> Select[Group]:
    """Those of which the actor sees the inside too: plans, who was asked, cover and numbers."""
    return select(Group).join(Unit, Unit.id == Group.id).where(or_(false(), *_within(actor), *_own(actor)))


def can_see(actor: Actor, path: str, listed: bool, involved: Collection[uuid.UUID]) -> bool:
    """`involved`: who leads or was asked to, its contact person and its stand-in."""
    if actor.roles_in(path) or (listed and allows(actor, "see", "listed_group", path)):
        return True
    return can_see_inside(actor, path, involved)


def can_see_inside(actor: Actor, path: str, involved: Collection[uuid.UUID]) -> bool:
    return allows(actor, "see", "group", path, owner_id=_owner(actor, involved))


def can_know_room(actor: Actor, path: str, hidden: bool, involved: Collection[uuid.UUID]) -> bool:
    """Where a hidden group meets is known to those of the group: who helps there, leads it or sees its inside."""
    return not hidden or bool(actor.roles_in(path)) or can_see_inside(actor, path, involved)


def can_change(actor: Actor, path: str, leaders: Collection[uuid.UUID]) -> bool:
    """`leaders`: who accepted the group and has not ended."""
    return allows(actor, "change", "group", path, owner_id=_owner(actor, leaders))


def can_report(actor: Actor, path: str, leaders: Collection[uuid.UUID]) -> bool:
    return allows(actor, "report", "meeting", path, owner_id=_owner(actor, leaders))


def can_read_notes(actor: Actor, path: str, leaders: Collection[uuid.UUID]) -> bool:
    return allows(actor, "read", "meeting_note", path, owner_id=_owner(actor, leaders))


def can_name_attendance(actor: Actor, path: str, leaders: Collection[uuid.UUID]) -> bool:
    """Whether those who agree may be noted as having been at a meeting."""
    return allows(actor, "name", "attendance", path, owner_id=_owner(actor, leaders))


def can_count_families(actor: Actor, path: str, leaders: Collection[uuid.UUID]) -> bool:
    return allows(actor, "count", "families", path, owner_id=_owner(actor, leaders))


def can_override_families(actor: Actor, path: str, leaders: Collection[uuid.UUID]) -> bool:
    """Nobody does it for the club they lead."""
    return allows(actor, "override", "families", path, owner_id=_owner(actor, leaders))


def can_know_who_said(actor: Actor, path: str, involved: Collection[uuid.UUID]) -> bool:
    """Who said that a group does not meet; whoever has to do with the group is not told, whatever roles they have."""
    return allows(actor, "know", "who_said", path, owner_id=_owner(actor, involved))


def can_choose_helpers(actor: Actor, path: str, leaders: Collection[uuid.UUID]) -> bool:
    """Who may know the participants of the group."""
    return allows(actor, "choose", "helpers", path, owner_id=_owner(actor, leaders))


def can_ask(actor: Actor, path: str) -> bool:
    return allows(actor, "ask", "assignment", path)


def can_answer(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    """Only the person asked accepts, whatever roles somebody else has."""
    return allows(actor, "answer", "assignment", path, owner_id=person_id)


def can_end(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    return allows(actor, "end", "assignment", path, owner_id=person_id)


def can_confirm_reach(actor: Actor, path: str, person_id: uuid.UUID) -> bool:
    """Nobody confirms their own."""
    return actor.person_id != person_id and allows(actor, "confirm", "reach", path)


def _owner(actor: Actor, people: Collection[uuid.UUID]) -> uuid.UUID | None:
    return actor.person_id if actor.person_id in people else None


def _within(actor: Actor) -> list[ColumnElement[bool]]:
    return [Unit.path.startswith(scope) for scope in scopes(actor, "see", "group")]


def _own(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.person_id is None:
        return []
    asked = select(Assignment.group_id).where(
        Assignment.person_id == actor.person_id, Assignment.ended_at.is_(None)
    )
    return [
        Group.contact_person_id == actor.person_id,
        Group.stand_in_id == actor.person_id,
        Group.id.in_(asked),
    ]
