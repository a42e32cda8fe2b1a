"""Giving and ending roles: dated facts, as easily ended as begun; what each role may do stands in the policy table."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.organisation import policy, queries
from intranet.organisation.models import RoleAssignment, Unit
from intranet.people.models import Person
from intranet.people.queries import seen_by
from intranet.policy import ADMIN, ROLES, SYSTEM, Actor
from intranet.problems import Denied, NotVisible, Refused


def give_role(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    role: str,
    unit_id: uuid.UUID,
    starts_on: date,
    ends_on: date | None = None,
) -> RoleAssignment:
    """The person holds the role in the unit from a day on, today or later; `ends_on` is the first day without it.

    Raises Denied for oneself and for a role that is not the actor's to give.
    """
    person, _ = seen_by(session, actor, person_id)
    unit = session.get(Unit, unit_id)
    if unit is None or role not in ROLES or not (actor == SYSTEM or policy.can_see(actor, unit)):
        raise _refused("unit", Text("Choose a role and a place from the list."))
    if actor != SYSTEM and not policy.can_give_role(actor, role, unit.path, person_id):
        raise Denied(_not_to_give(actor, person_id))
    lock_rows(session, Person, [person_id])
    session.refresh(person)
    today = local_date(moment)
    if person.left_on is not None and person.left_on <= max(starts_on, today):
        raise _refused("person", Text("%(name)s has left the organisation by then.", {"name": person.name}))
    if starts_on < today:
        raise _refused("starts_on", Text("A role begins today or later."))
    if ends_on is not None and ends_on < starts_on:
        raise _refused("ends_on", Text("The last day lies before the first."))
    if _held_already(session, person_id, role, unit_id, starts_on, ends_on):
        raise _refused("role", Text("%(name)s holds this role here already.", {"name": person.name}))
    given = RoleAssignment(
        person_id=person_id, role=role, unit_id=unit_id, starts_on=starts_on, ends_on=ends_on,
        given_by=actor.person_id, given_at=moment,
    )  # fmt: skip
    session.add(given)
    facts.tell(session, facts.Fact("roles", moment, person_id=person_id, unit_id=unit.id))
    return given


def end_role(
    session: Session,
    actor: Actor,
    moment: datetime,
    role_assignment_id: uuid.UUID,
    *,
    ends_on: date | None = None,
) -> RoleAssignment:
    """The role no longer counts from that day on: today, unless a later day is given."""
    held = session.get(RoleAssignment, role_assignment_id)
    if held is None:
        raise NotVisible
    seen_by(session, actor, held.person_id)
    unit = session.get_one(Unit, held.unit_id)
    if actor != SYSTEM and not policy.can_end_role(actor, held.role, unit.path, held.person_id):
        raise Denied(Text("This role is ended by those who may give it."))
    keep_an_administrator(session, held.person_id, [(held.role, unit.path)], local_date(moment))
    session.refresh(held)
    today = local_date(moment)
    last = max(ends_on or today, held.starts_on)
    if last < today:
        raise _refused("ends_on", Text("A role ends today or later."))
    if held.ends_on is not None and held.ends_on <= today:
        raise _refused("ends_on", Text("This role has ended already."))
    held.ends_on, held.ended_by, held.ended_at = last, actor.person_id, moment
    facts.tell(session, facts.Fact("roles", moment, person_id=held.person_id, unit_id=unit.id))
    return held


def hold(
    session: Session,
    moment: datetime,
    person_id: uuid.UUID,
    role: str,
    unit_id: uuid.UUID,
    starts_on: date,
    ends_on: date | None = None,
    *,
    by: uuid.UUID | None = None,
) -> None:
    """What follows from something else that was decided: the caller has asked whether it may be, and locked the person.

    `ends_on` is the first day without it. Who holds the role already keeps it; only its last day is made to agree.
    """
    standing = _standing(session, person_id, role, unit_id, local_date(moment))
    if standing and all(one.ends_on == ends_on for one in standing):
        return
    if standing:
        standing[0].ends_on = ends_on
    else:
        session.add(
            RoleAssignment(
                person_id=person_id, role=role, unit_id=unit_id, starts_on=starts_on, ends_on=ends_on,
                given_by=by, given_at=moment,
            )
        )  # fmt: skip
    facts.tell(session, facts.Fact("roles", moment, person_id=person_id, unit_id=unit_id))


def let_go(
    session: Session,
    moment: datetime,
    person_id: uuid.UUID,
    role: str,
    unit_id: uuid.UUID,
    *,
    by: uuid.UUID | None = None,
) -> None:
    """The end of what `hold` gave, from today; nothing where nobody holds it."""
    today = local_date(moment)
    standing = _standing(session, person_id, role, unit_id, today)
    for one in standing:
        one.ends_on, one.ended_by, one.ended_at = max(today, one.starts_on), by, moment
    if standing:
        facts.tell(session, facts.Fact("roles", moment, person_id=person_id, unit_id=unit_id))


def _standing(
    session: Session, person_id: uuid.UUID, role: str, unit_id: uuid.UUID, today: date
) -> Sequence[RoleAssignment]:
    return session.scalars(
        select(RoleAssignment)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.role == role,
            RoleAssignment.unit_id == unit_id,
            or_(RoleAssignment.ends_on.is_(None), RoleAssignment.ends_on > today),
            or_(RoleAssignment.ends_on.is_(None), RoleAssignment.ends_on > RoleAssignment.starts_on),
        )
        .order_by(RoleAssignment.starts_on)
    ).all()


def end_every_role(
    session: Session, actor: Actor, moment: datetime, person_id: uuid.UUID, ends_on: date
) -> None:
    """For somebody who leaves; the caller has asked whether that may be and has locked the person."""
    held = session.scalars(
        select(RoleAssignment).where(
            RoleAssignment.person_id == person_id,
            or_(RoleAssignment.ends_on.is_(None), RoleAssignment.ends_on > ends_on),
        )
    ).all()
    for one in held:
        one.ends_on, one.ended_by, one.ended_at = max(ends_on, one.starts_on), actor.person_id, moment
        facts.tell(session, facts.Fact("roles", moment, person_id=person_id, unit_id=one.unit_id))


def keep_an_administrator(
    session: Session, person_id: uuid.UUID, losing: Sequence[tuple[str, str]], today: date
) -> None:
    """Lock the person, and refuse to take the last administrator: nobody could give the role again."""
    paths = [path for role, path in losing if role == ADMIN]
    concerned = {person_id, *(one for path in paths for one in queries.administrators(session, path, today))}
    lock_rows(session, Person, concerned)
    for path in paths:
        # Read again under the locks: two administrators who end each other at once must not both succeed.
        if not set(queries.administrators(session, path, today)) - {person_id}:
            raise _refused(
                "role", Text("This is the last administrator. Give the role to somebody else first.")
            )


def _held_already(
    session: Session,
    person_id: uuid.UUID,
    role: str,
    unit_id: uuid.UUID,
    starts_on: date,
    ends_on: date | None,
) -> bool:
    same = session.scalars(
        select(RoleAssignment).where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.role == role,
            RoleAssignment.unit_id == unit_id,
        )
    )
    return any(
        (other.ends_on is None or other.ends_on > max(starts_on, other.starts_on))
        and (ends_on is None or ends_on > other.starts_on)
        for other in same
    )


def _not_to_give(actor: Actor, person_id: uuid.UUID) -> Text:
    if actor.person_id == person_id:
        return Text("Nobody gives themselves a role. Ask a colleague.")
    return Text("This role is given by somebody else.")


def _refused(field: str, text: Text) -> Refused:
    return Refused((Refusal(guard=field, text=text),))
