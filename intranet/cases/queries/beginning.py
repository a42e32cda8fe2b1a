"""How a reader may begin a case: by which transition, where, about whom or what, and what is in the town already."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session, aliased

from intranet.cases import runtime
from intranet.cases.models import Case, IdempotencyKey
from intranet.cases.policy import KNOWN_HERE, visible_to
from intranet.engine.definition import THE_PERSON, Transition
from intranet.engine.process import Process
from intranet.groups.models import CLOSED, Group
from intranet.groups.queries import Placed, same_place
from intranet.organisation.models import Unit
from intranet.organisation.queries import still_here
from intranet.people.models import Person
from intranet.people.policy import visible_to as people_visible_to
from intranet.policy import Actor, somewhere


def beginnings(process: Process) -> Mapping[str, Transition]:
    """The transitions by which people begin a case; about a participant who is there already, from their page alone."""
    here = process.workflow.subject in KNOWN_HERE
    return {
        key: step
        for key, step in process.workflow.leaving(None).items()
        if not step.by_system and (not here or process.makes_subject(key))
    }


def makes_groups(process: Process) -> bool:
    """Whether a group comes to be by it: such a process has a board in the menu and on the first page."""
    makes = any(process.makes_subject(key) for key in process.workflow.leaving(None))
    return process.workflow.subject == "group" and makes


def units_to_begin_in(session: Session, transition: Transition, actor: Actor) -> Sequence[Unit]:
    """The units in which the actor holds a role that may begin a case so; by name."""
    ids = {grant.unit_id for grant in actor.grants if grant.role in transition.by}
    return session.scalars(
        select(Unit).where(Unit.id.in_(ids), Unit.closed_on.is_(None)).order_by(Unit.name, Unit.id)
    ).all()


@dataclass(frozen=True)
class Subject:
    """Somebody or something that a case may be begun about."""

    id: uuid.UUID
    name: str


def asks_for_subject(process: Process, way: str) -> bool:
    """Whether whoever begins a case so is asked whom or what it is about: there already, and not made by the step."""
    return not process.makes_subject(way)


def subjects_to_begin_about(
    session: Session, process: Process, transition: Transition, actor: Actor, on: date
) -> Sequence[Subject]:
    """Whom or what the actor may begin a case about by this transition: themselves first, then by name."""
    if process.workflow.subject == "person":
        return _people(session, transition, actor, on)
    if process.workflow.subject == "group":
        return _groups(session, transition, actor)
    return ()


def unit_of(session: Session, process: Process, subject_id: uuid.UUID) -> Unit:
    """The unit in which a case about this person or group stands."""
    if process.workflow.subject == "person":
        return session.get_one(Unit, session.get_one(Person, subject_id).unit_id)
    return session.get_one(Unit, session.get_one(Unit, subject_id).parent_id)


def _people(session: Session, transition: Transition, actor: Actor, on: date) -> list[Subject]:
    """Those whose unit the actor has a role in that begins it; oneself where one begins it for oneself."""
    paths = [grant.path for grant in actor.grants if grant.role in transition.by]
    others = [Unit.path.startswith(path, autoescape=True) for path in paths] if _sees_people(actor) else []
    rows = session.execute(
        people_visible_to(actor)
        .where(or_(Person.id == actor.person_id, *others), still_here(on))
        .order_by(Person.name_key, Person.id)
        .with_only_columns(Person.id, Person.name)
    )
    found = [Subject(row.id, row.name) for row in rows]
    own = [one for one in found if one.id == actor.person_id]
    may_oneself = THE_PERSON in transition.by or bool(paths)
    return [*(own if may_oneself else ()), *(one for one in found if one.id != actor.person_id)]


def _sees_people(actor: Actor) -> bool:
    return somewhere(actor, "see", "person")


def _groups(session: Session, transition: Transition, actor: Actor) -> list[Subject]:
    """The groups in whose place the actor has a role that begins it, and those that name the actor so."""
    above = aliased(Unit)
    scopes = [
        above.path.startswith(grant.path, autoescape=True)
        for grant in actor.grants
        if grant.role in transition.by
    ]
    named = [Group.leader_id == actor.person_id] if "leader" in transition.by else []
    rows = session.execute(
        select(Group.id, Unit.name)
        .join(Unit, Unit.id == Group.id)
        .join(above, above.id == Unit.parent_id)
        .where(or_(false(), *scopes, *named), Group.status != CLOSED)
        .order_by(Unit.name, Unit.id)
    )
    return [Subject(row.id, row.name) for row in rows]


def may_begin(process: Process, actor: Actor) -> bool:
    """Whether the actor may begin a case of this workflow anywhere."""
    held = {grant.role for grant in actor.grants}
    # Whom it names in person is looked up when they begin: here it is only offered.
    in_person = {THE_PERSON, *process.workflow.fields} if actor.grants else set()
    return any((held | in_person) & set(transition.by) for transition in beginnings(process).values())


def was_sent(session: Session, key: str | None, actor: Actor) -> bool:
    """Whether this very form was taken before: then nothing begins a second time, and nothing needs to be asked."""
    if key is None:
        return False
    used = select(IdempotencyKey.event_id).where(
        IdempotencyKey.key == key, IdempotencyKey.actor_id == actor.person_id
    )
    return session.execute(used).scalar_one_or_none() is not None


@dataclass(frozen=True)
class Similar:
    """A group or plan in the same town that the reader may see, and its case if they may open that."""

    placed: Placed
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class Beside:
    """What is shown before a second idea for the same town is registered."""

    town: str
    seen: Sequence[Similar]
    others: int


def beside(session: Session, process: Process, actor: Actor, unit: Unit, place: str | None) -> Beside | None:
    """Groups and plans in the town a new group is meant for; None when there are none."""
    if process.workflow.subject != "group" or not place:
        return None
    there = same_place(session, actor, place, unit.country)
    if not there.seen and not there.others:
        return None
    ids = [placed.group.id for placed in there.seen]
    rows: Any = session.execute(
        visible_to(actor, runtime.processes(session))
        .where(Case.subject_id.in_(ids))
        .with_only_columns(Case.subject_id, Case.id)
    )
    cases: dict[uuid.UUID, uuid.UUID] = dict(rows.all())
    similar = [Similar(placed, cases.get(placed.group.id)) for placed in there.seen]
    return Beside(there.seen[0].town.name if there.seen else place, similar, there.others)
