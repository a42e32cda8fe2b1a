"""How a reader may begin a case: by which transition, in which unit, and what there is in the same town already."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case, IdempotencyKey
from intranet.cases.policy import visible_to
from intranet.engine.definition import Transition
from intranet.engine.process import Process
from intranet.groups.queries import Placed, same_place
from intranet.organisation.models import Unit
from intranet.policy import Actor


def beginnings(process: Process) -> Mapping[str, Transition]:
    """The transitions by which people begin a case."""
    return {key: step for key, step in process.workflow.leaving(None).items() if not step.by_system}


def units_to_begin_in(session: Session, transition: Transition, actor: Actor) -> Sequence[Unit]:
    """The units in which the actor holds a role that may begin a case so; by name."""
    ids = {grant.unit_id for grant in actor.grants if grant.role in transition.by}
    return session.scalars(
        select(Unit).where(Unit.id.in_(ids), Unit.closed_on.is_(None)).order_by(Unit.name, Unit.id)
    ).all()


def may_begin(process: Process, actor: Actor) -> bool:
    """Whether the actor may begin a case of this workflow anywhere."""
    held = {grant.role for grant in actor.grants}
    return any(held & set(transition.by) for transition in beginnings(process).values())


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
