"""A nation sets a limit by which cover is worked out: everybody and every group it concerns is looked at at once."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.certificates.models import Certificate
from intranet.clock import local_date
from intranet.facts import Fact, fact_changed
from intranet.groups.cover import Limits
from intranet.groups.models import CLOSED, Group
from intranet.organisation.models import Unit
from intranet.people.models import Person

KEYS = frozenset(field.name for field in fields(Limits))


@fact_changed.connect
def on_fact(_sender: Any, session: Session, fact: Fact) -> None:
    if fact.limit not in KEYS:
        return
    nation = session.get_one(Unit, fact.unit_id)
    ended = (
        select(Certificate.person_id)
        .join(Person, Person.id == Certificate.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.path.startswith(nation.path), Certificate.valid_to < local_date(fact.moment))
        .distinct()
    )
    for person_id in session.scalars(ended.order_by(Certificate.person_id)).all():
        facts.tell(session, Fact("days", fact.moment, person_id=person_id))
    groups = (
        select(Group.id)
        .join(Unit, Unit.id == Group.id)
        .where(Unit.path.startswith(nation.path), Group.status != CLOSED)
    )
    for group_id in session.scalars(groups.order_by(Group.id)).all():
        facts.tell(session, Fact("reach", fact.moment, group_id=group_id))
