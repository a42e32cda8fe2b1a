"""Whose own certificate lets them stand by a candidate: as mentor at a meeting of a group on a day, or as trainer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.certificates import queries as certificates
from intranet.certificates.status import NOTHING, Code, status
from intranet.engine.text import Text
from intranet.groups.evidence import facts_of_group
from intranet.organisation.models import RoleAssignment, Unit
from intranet.organisation.queries import counts_on, still_here, upwards
from intranet.people.models import Person
from intranet.policy import MENTOR, TRAINER, Actor

# A trainer need not have been an assistant; whoever has a certificate trains with one that counts (decision 0024).
MAY_TRAIN = frozenset({Code.CERTIFIED, Code.NONE})
OWN_DOES_NOT_COUNT = Text(
    "Your own certificate does not count at the moment, so somebody else takes this step."
)


def mentors_for(
    session: Session, group_id: uuid.UUID, path: str, on: date, *, but: uuid.UUID | None = None
) -> Mapping[uuid.UUID, str]:
    """Everybody who may, with their names: certified on that day, and mentor there or having accepted this group.

    In grace nobody is somebody's mentor: a certificate that has ended vouches for nobody.
    """
    accepted = {held.person_id for held in facts_of_group(session, group_id).assignments if held.holds(on)}
    mentors = (
        select(RoleAssignment.person_id)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(RoleAssignment.role == MENTOR, Unit.path.in_(upwards(path)), counts_on(on))
    )
    names = {
        person_id: name
        for person_id, name in session.execute(
            select(Person.id, Person.name)
            .where(or_(Person.id.in_(accepted), Person.id.in_(mentors)), still_here(on))
            .order_by(Person.name_key, Person.id)
        )
        if person_id != but
    }
    papers = certificates.facts_of(session, names)
    return {
        person_id: name
        for person_id, name in names.items()
        if status(papers.get(person_id, NOTHING), on).code is Code.CERTIFIED
    }


def may_vouch(session: Session, mentor_id: uuid.UUID, today: date) -> bool:
    """Whoever is suspended or revoked meanwhile vouches for nobody, not even for earlier days."""
    now = status(certificates.facts_about(session, mentor_id), today)
    return now.code not in {Code.SUSPENDED, Code.REVOKED}


def may_train(session: Session, trainer_id: uuid.UUID, today: date) -> bool:
    return certificates.status_of(session, trainer_id, today).code in MAY_TRAIN


def may_stand_in(session: Session, actor: Actor, today: date) -> bool:
    """Whether nothing speaks against what the actor says of others' training: no trainer whose own does not count."""
    if actor.person_id is None or not any(grant.role == TRAINER for grant in actor.grants):
        return True
    return may_train(session, actor.person_id, today)


def may_mentor(session: Session, mentor_id: uuid.UUID, today: date) -> bool:
    return certificates.status_of(session, mentor_id, today).code is Code.CERTIFIED
