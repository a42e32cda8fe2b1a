"""Whose certificates an extension for many would reach, and until when; it reads, and writes nothing."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from intranet.certificates.dates import plus_months
from intranet.certificates.models import Certificate
from intranet.certificates.queries import facts_of
from intranet.certificates.status import RENEWABLE, refused_on, status, validities
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit
from intranet.people.models import Person
from intranet.policy import Actor, scopes


@dataclass(frozen=True)
class Reached:
    """Somebody whose certificate would last longer, and how."""

    person_id: uuid.UUID
    name: str
    old_end: date
    new_end: date


def reached(
    session: Session,
    actor: Actor,
    on: date,
    *,
    unit: Unit,
    ending_from: date,
    ending_to: date,
    months: int,
) -> list[Reached]:
    """Who in this unit and below has a certificate that ends within these days, by name.

    Never the actor's own, and none that is suspended, revoked, lapsed or was not renewed: an extension mends nothing.
    """
    may = or_(false(), *(Unit.path.startswith(scope) for scope in scopes(actor, "extend", "certificate")))
    people = session.execute(
        select(Person.id, Person.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Unit.path.startswith(unit.path),
            may,
            Person.id != actor.person_id,
            Person.id.in_(select(Certificate.person_id)),
        )
        .order_by(Person.name_key, Person.id)
    ).all()
    facts = facts_of(session, (row.id for row in people))
    grace_days = limit(session, unit.path, "grace_days")
    found = []
    for person_id, name in people:
        known = facts[person_id]
        if status(known, on, grace_days).code not in RENEWABLE or refused_on(known, on) is not None:
            continue
        end = validities(known)[-1].end
        if ending_from <= end <= ending_to:
            found.append(Reached(person_id, name, end, plus_months(end, months)))
    return found


def units(session: Session, actor: Actor) -> list[Unit]:
    """Where the actor may make certificates last longer: the units above people, from the top down."""
    may = or_(false(), *(Unit.path.startswith(scope) for scope in scopes(actor, "extend", "certificate")))
    wanted = select(Unit).where(may, Unit.kind.in_(("nation", "district")), Unit.closed_on.is_(None))
    return sorted(session.scalars(wanted), key=lambda unit: (unit.path.count("/"), unit.name))


def digest(people: Iterable[Reached]) -> str:
    """Tells one list from another, so that what is confirmed is what was shown."""
    lines = "".join(f"{one.person_id} {one.old_end} {one.new_end}\n" for one in people)
    return hashlib.sha256(lines.encode()).hexdigest()[:32]
