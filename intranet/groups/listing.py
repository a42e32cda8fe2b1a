"""The list of groups and the page of one, as a reader may see them; what is worth what is asked in cover.py."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from intranet.groups import helping, policy, queries
from intranet.groups.cover import Cover, covered
from intranet.groups.evidence import facts_of_group, group_facts, limits_at
from intranet.groups.foresight import Losing, losing_cover, without
from intranet.groups.looking import Seen, seen
from intranet.groups.models import CLOSED, COUNTED, LED, Assignment, Group, Meeting
from intranet.groups.nearby import Near, nearest_assistants
from intranet.groups.standing import Standing, standing_of
from intranet.organisation.models import Town, Unit
from intranet.policy import Actor, allows, scopes

MEETINGS_SHOWN = 12
NEAR_SHOWN = 8


@dataclass(frozen=True)
class Row:
    """A line of the list; `cover` only where the reader sees the inside of a group that meets."""

    group: Group
    name: str
    town: str
    within_id: uuid.UUID | None
    within: str
    cover: Cover | None


def listed(
    session: Session, actor: Actor, on: date, *, within: uuid.UUID | None = None, kind: str = ""
) -> list[Row]:
    """Every group the actor may see and that is not closed, by name; narrowed by district and kind."""
    parent = aliased(Unit)
    wanted = (
        select(Group.id, Unit, Town.name, parent)
        .join(Unit, Unit.id == Group.id)
        .join(Town, Town.id == Group.town_id)
        .join(parent, parent.id == Unit.parent_id)
        .where(Group.id.in_(policy.visible_to(actor).with_only_columns(Group.id)), Group.status != CLOSED)
        .order_by(Unit.name, Group.id)
    )
    if kind:
        wanted = wanted.where(Group.kind == kind)
    if within is not None:
        wanted = wanted.where(parent.id == within)
    found = session.execute(wanted).all()
    groups = {
        group.id: group for group in session.scalars(select(Group).where(Group.id.in_([r[0] for r in found])))
    }
    open_ids = set(session.scalars(policy.open_to(actor).with_only_columns(Group.id)))
    facts = group_facts(session, open_ids & groups.keys())
    return [
        Row(
            groups[group_id],
            unit.name,
            town,
            district.id,
            district.name,
            covered(facts[group_id], on, limits_at(session, unit.path))
            if group_id in facts and groups[group_id].status in LED
            else None,
        )
        for group_id, unit, town, district in found
    ]


def count_of(rows: Sequence[Row]) -> int:
    """How many of these are groups that meet; the same rule as `count_of_groups`."""
    return sum(row.group.status in COUNTED for row in rows)


def without_cover(session: Session, actor: Actor, on: date) -> list[Row]:
    """The groups that are approved or meet, whose inside the actor sees, and that nobody certified covers that day."""
    return [row for row in listed(session, actor, on) if row.cover is not None and not row.cover.holds]


def losing(session: Session, actor: Actor, on: date) -> list[Losing]:
    """Those within the actor's reach that are covered that day and will not be for long, the soonest first."""
    return [group for scope in scopes(actor, "see", "board") for group in losing_cover(session, scope, on)]


@dataclass(frozen=True)
class Page:
    """What one reader sees of a group; the parts of its inside are empty for everybody else.

    `alone` are the assignments without which nobody would cover it today.
    """

    here: Seen
    within: Unit
    names: Mapping[uuid.UUID, str]
    inside: bool
    knows_room: bool
    cover: Cover | None
    meetings: Sequence[Meeting]
    mine: Assignment | None
    near: Sequence[Near]
    hidden: Sequence[Near]
    may_change: bool
    may_report: bool
    may_read_notes: bool
    may_ask: bool
    knows_helpers: bool
    may_end: frozenset[uuid.UUID]
    alone: frozenset[uuid.UUID]
    standing: Standing


def page_of(session: Session, actor: Actor, on: date, group_id: uuid.UUID) -> Page:
    """Raises NotVisible."""
    here = seen(session, actor, group_id)
    group, path = here.group, here.path
    inside = policy.can_see_inside(actor, path, here.involved)
    may_ask = policy.can_ask(actor, path) and group.status != CLOSED
    meetings = queries.meetings_of(session, group_id, MEETINGS_SHOWN) if inside else ()
    near = _near(session, here, on) if may_ask else []
    people = [
        *here.involved,
        group.leader_id,
        *(one for meeting in meetings for one in (meeting.led_by, meeting.co_led_by)),
    ]
    parent = session.get_one(Unit, here.placed.unit.parent_id)
    facts, limits = facts_of_group(session, group_id), limits_at(session, path)
    cover = covered(facts, on, limits) if inside and group.status in LED else None
    return Page(
        here=here,
        within=parent,
        names=queries.names_of(session, people),
        inside=inside,
        knows_room=policy.can_know_room(actor, path, group.address_hidden, here.involved),
        cover=cover,
        meetings=meetings,
        mine=next((row for row in here.assignments if row.person_id == actor.person_id), None),
        near=[one for one in near if _may_see(actor, one)],
        hidden=[one for one in near if not _may_see(actor, one)],
        may_change=group.status in LED and policy.can_change(actor, path, here.leaders),
        may_report=group.status in LED and policy.can_report(actor, path, here.leaders),
        may_read_notes=policy.can_read_notes(actor, path, here.leaders),
        may_ask=may_ask,
        knows_helpers=helping.knows(actor, here),
        may_end=frozenset(row.id for row in here.assignments if policy.can_end(actor, path, row.person_id)),
        alone=frozenset(
            row.id
            for row in here.assignments
            if cover is not None and cover.holds
            if not covered(without(facts, row.person_id), on, limits).holds
        ),
        standing=standing_of(session, actor, here, inside, on),
    )


def _near(session: Session, here: Seen, on: date) -> list[Near]:
    asked = {row.person_id for row in here.assignments}
    everybody = nearest_assistants(session, here.placed.town, on, None, group_id=here.group.id)
    return [one for one in everybody if one.person_id not in asked][:NEAR_SHOWN]


def _may_see(actor: Actor, near: Near) -> bool:
    return allows(actor, "see", "person", near.path, owner_id=near.person_id)
