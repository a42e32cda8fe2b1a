"""What a form may offer for its fields: people for a role, associations, towns; who may choose is not decided here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet import policy
from intranet.clock import local_date
from intranet.engine.definition import Field
from intranet.engine.process import Process
from intranet.engine.text import Text
from intranet.groups.models import COUNTED, Group
from intranet.groups.nearby import Near, nearest_assistants
from intranet.groups.policy import visible_to as groups_visible_to
from intranet.organisation.models import RoleAssignment, Town, Unit
from intranet.organisation.queries import (
    associations_in,
    counts_on,
    nation_of,
    still_here,
    towns_like,
    upwards,
)
from intranet.organisation.settings import nation_path
from intranet.participants import support
from intranet.participants.models import Participant
from intranet.people.models import Person
from intranet.people.policy import visible_to as people_visible_to

SUGGESTED_TOWNS = 60
# Who may be named beside whoever holds a field's own role: anybody who helps can reach out to somebody who asked.
WHO_HELPS = {"enquiry": (policy.VOLUNTEER, policy.ASSISTANT)}


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen: its value in the form, and what people read."""

    value: str
    words: Text


@dataclass(frozen=True)
class Offered:
    """By field: what may be chosen (people, records), and what is suggested where anything may be written."""

    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    suggestions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Where:
    """Whom a form is drawn for, and where: the unit's path, and the group or participant the case is about, if any."""

    reader: policy.Actor
    path: str
    moment: datetime
    group_id: uuid.UUID | None = None
    participant_id: uuid.UUID | None = None


def offered(
    session: Session, process: Process, fields: Iterable[str], where: Where, *, begins: bool = False
) -> Offered:
    """What these fields offer. Only the place that a case begins with is a town to be suggested."""
    options: dict[str, tuple[Option, ...]] = {}
    suggestions: dict[str, tuple[str, ...]] = {}
    for key in fields:
        asked = process.workflow.fields[key]
        if asked.kind == "person" and where.participant_id is not None:
            options[key] = _beside(session, where.participant_id, where)
        elif asked.kind == "person":
            options[key] = _people(session, asked, where, WHO_HELPS.get(process.workflow.subject, ()))
        elif asked.kind == "record":
            options[key] = (
                _groups(session, where) if asked.of == "group" else _associations(session, where.path)
            )
        elif asked.kind == "place" and begins:
            country = nation_of(session, where.path).country
            suggestions[key] = towns_like("", country, SUGGESTED_TOWNS)
    return Offered(options, suggestions)


def _people(session: Session, asked: Field, where: Where, others: tuple[str, ...]) -> tuple[Option, ...]:
    """For an assistant the certified first, the nearest before the others; then whoever holds the role hereabouts."""
    found: dict[uuid.UUID, Text] = {}
    if asked.role == policy.ASSISTANT:
        found |= _certified(session, where)
    if asked.role is not None:
        for role in (asked.role, *others):
            for person_id, name in _holders(session, role, where):
                found.setdefault(person_id, Text("%(name)s", {"name": name}))
    return tuple(Option(str(person_id), words) for person_id, words in found.items())


def _beside(session: Session, participant_id: uuid.UUID, where: Where) -> tuple[Option, ...]:
    """Those who help in the very group, without whom the participant keeps away."""
    participant = session.get_one(Participant, participant_id)
    found = support.who_may_keep_in_touch(session, participant, local_date(where.moment))
    return tuple(Option(str(one), Text("%(name)s", {"name": name})) for one, name in found.items())


def _certified(session: Session, where: Where) -> dict[uuid.UUID, Text]:
    """Those within reach of the group's town by name, for they are to be asked; others only if the reader sees them."""
    town = _town_of(session, where.group_id)
    if town is None:
        return {}
    near = nearest_assistants(session, town, local_date(where.moment), None, group_id=where.group_id)
    return {
        one.person_id: _with_way(one)
        for one in near
        if one.within_reach or policy.allows(where.reader, "see", "person", one.path, owner_id=one.person_id)
    }


def _with_way(near: Near) -> Text:
    if not near.has_room:
        return Text("%(name)s, leads as many groups as one person may", {"name": near.name})
    if near.km is None:
        return Text("%(name)s, how far is not known", {"name": near.name})
    if near.km < 1:
        return Text("%(name)s, in the town", {"name": near.name})
    return Text("%(name)s, %(km)s km away", {"name": near.name, "km": round(near.km)})


def _holders(session: Session, role: str, where: Where) -> Iterable[tuple[uuid.UUID, str]]:
    """Whose role counts in the unit, and below it whoever the reader may see."""
    day = local_date(where.moment)
    seen = people_visible_to(where.reader).with_only_columns(Person.id)
    rows = session.execute(
        select(Person.id, Person.name)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(
            RoleAssignment.role == role,
            or_(
                Unit.path.in_(upwards(where.path)),
                Unit.path.startswith(where.path, autoescape=True) & Person.id.in_(seen),
            ),
            counts_on(day),
            still_here(day),
        )
        .group_by(Person.id, Person.name, Person.name_key)
        .order_by(Person.name_key, Person.id)
    )
    return rows.all()


def _associations(session: Session, path: str) -> tuple[Option, ...]:
    """Those of the district first, then the others of the nation."""
    here = associations_in(session, path)
    others = [unit for unit in associations_in(session, nation_path(path)) if unit not in here]
    return tuple(Option(str(unit.id), Text("%(name)s", {"name": unit.name})) for unit in (*here, *others))


def _groups(session: Session, where: Where) -> tuple[Option, ...]:
    """Those of the nation that meet and that the reader may see, without the one the case is about."""
    rows = session.execute(
        groups_visible_to(where.reader)
        .where(
            Unit.path.startswith(nation_path(where.path)),
            Group.status.in_(COUNTED),
            Group.id != where.group_id,
        )
        .order_by(Unit.name, Unit.id)
        .with_only_columns(Unit.id, Unit.name)
    )
    return tuple(Option(str(row.id), Text("%(name)s", {"name": row.name})) for row in rows)


def _town_of(session: Session, group_id: uuid.UUID | None) -> Town | None:
    if group_id is None:
        return None
    return session.scalars(
        select(Town).join(Group, Group.town_id == Town.id).where(Group.id == group_id)
    ).one_or_none()
