"""Finding the group that an operation is about, as its actor may see it, and saying no in one way."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.db import lock_rows
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.groups import policy, queries
from intranet.groups.models import Assignment, Group
from intranet.groups.queries import Placed
from intranet.organisation.models import Unit
from intranet.organisation.settings import nation_path
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused


@dataclass(frozen=True)
class Seen:
    """A group that the actor may see, and who has to do with it."""

    placed: Placed
    assignments: tuple[Assignment, ...]

    @property
    def group(self) -> Group:
        return self.placed.group

    @property
    def path(self) -> str:
        return self.placed.unit.path

    @property
    def involved(self) -> frozenset[uuid.UUID]:
        return queries.involved_in(self.group, self.assignments)

    @property
    def leaders(self) -> frozenset[uuid.UUID]:
        return queries.leaders_of(self.assignments)


def seen(session: Session, actor: Actor, group_id: uuid.UUID, also: Collection[uuid.UUID] = ()) -> Seen:
    """Raises NotVisible. `also` names people who had to do with it until now, so that a second click is harmless."""
    placed = queries.find(session, group_id)
    if placed is None:
        raise NotVisible
    found = Seen(placed, tuple(queries.open_assignments(session, group_id)))
    if not policy.can_see(actor, found.path, placed.group.listed, {*found.involved, *also}):
        raise NotVisible
    return found


def seen_and_locked(
    session: Session, actor: Actor, group_id: uuid.UUID, people: Collection[uuid.UUID] = ()
) -> Seen:
    """Everybody who has to do with the group, these people and the group are locked, then read again.

    Whoever calls it has asked `seen`, which answers for the actor alone.
    """
    before = seen(session, actor, group_id, people)
    lock_rows(session, Person, {*before.involved, *people})
    lock_rows(session, Group, [group_id])
    return seen(session, actor, group_id, people)


def colleague(session: Session, seen_group: Seen, person_id: uuid.UUID) -> Person | None:
    """The person, if they belong to the same nation as the group."""
    return session.scalars(
        select(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id == person_id, Unit.path.startswith(nation_path(seen_group.path)))
        .execution_options(populate_existing=True)
    ).one_or_none()


def who(actor: Actor) -> uuid.UUID:
    if actor.person_id is None:
        raise Denied(Text("Somebody decides this, never the system."))
    return actor.person_id


def refused(field: str, text: Text) -> Refused:
    return Refused((Refusal(field, text),))
