"""Who somebody is today for every policy: their roles, and whom they must not know of."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, exists, null, or_, select, union_all
from sqlalchemy.orm import Session

from intranet.certificates.models import CertificateEvent
from intranet.certificates.queries import rests_on
from intranet.memberships.models import MembershipBar
from intranet.organisation.models import RoleAssignment, Unit
from intranet.organisation.queries import counts_on, still_here
from intranet.participants import thread
from intranet.participants.models import Bar, Participant
from intranet.people.models import Person
from intranet.policy import Actor, Grant

GROUP = "group"
# Asked by every request, and so built once.
_GRANTS = (
    select(
        RoleAssignment.role,
        Unit.id,
        Unit.path,
        Unit.kind,
        exists()
        .where(
            CertificateEvent.person_id == Person.id,
            CertificateEvent.kind.in_(("paused", "revoked", "suspended")),
        )
        .label("rested"),
        or_(
            exists().where(Bar.person_id == Person.id),
            exists().where(MembershipBar.person_id == Person.id),
        ).label("barred"),
    )
    .join(Unit, Unit.id == RoleAssignment.unit_id)
    .join(Person, Person.id == RoleAssignment.person_id)
    .where(
        RoleAssignment.person_id == bindparam("person"),
        counts_on(bindparam("day")),
        still_here(bindparam("day")),
    )
    .order_by(Unit.path, RoleAssignment.role)
)
# With memberships whose members have left the group since in which they kept this person away.
_BARRED: CompoundSelect[Any] = union_all(
    select(Participant.id, Participant.membership, Participant.group_id)
    .join(Bar, Bar.participant_id == Participant.id)
    .where(Bar.person_id == bindparam("person")),
    select(MembershipBar.membership_id, null(), null()).where(MembershipBar.person_id == bindparam("person")),
)


def actor_of(session: Session, person_id: uuid.UUID, day: date) -> Actor:
    """The person with every role that counts on that day; those held in a group rest while their certificate does."""
    rows = session.connection().execute(_GRANTS, {"person": person_id, "day": day}).all()
    grants = tuple(Grant(row.role, row.id, row.path) for row in rows)
    in_groups = [row.path for row in rows if row.kind == GROUP]
    if in_groups and rows[0].rested and rests_on(session, person_id, day):
        grants = tuple(grant for grant in grants if grant.path not in in_groups)
    if not rows or not rows[0].barred:
        return Actor(person_id, grants)
    from_whom, where = _bars_on(session, person_id)
    return Actor(person_id, grants, from_whom, barred_in=where)


def barred(session: Session, person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The participants who do not want to be known by this person, and their memberships."""
    return _bars_on(session, person_id)[0]


def _bars_on(session: Session, person_id: uuid.UUID) -> tuple[frozenset[uuid.UUID], frozenset[uuid.UUID]]:
    """Who keeps them away, with their memberships, and the groups of these."""
    rows = session.connection().execute(_BARRED, {"person": person_id}).all()
    joined = [(row.id, row.membership) for row in rows if row.membership is not None]
    belong = thread.ends(session, joined) if joined else []
    known = {*(row.id for row in rows), *(one for one in belong if one is not None)}
    return frozenset(known), frozenset(row.group_id for row in rows if row.group_id is not None)


def holders_in(
    session: Session, unit_ids: Iterable[uuid.UUID], day: date
) -> tuple[tuple[uuid.UUID, str], ...]:
    """(person, role) of each role held that day in these very units."""
    held = (
        select(RoleAssignment.person_id, RoleAssignment.role)
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(RoleAssignment.unit_id.in_(list(unit_ids)), counts_on(day), still_here(day))
        .order_by(Person.name_key, Person.id, RoleAssignment.role)
    )
    return tuple((person_id, role) for person_id, role in session.execute(held))
