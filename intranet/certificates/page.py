"""What one reader sees of a person's certificate, and what they may do about it; it reads, and writes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.certificates import policy
from intranet.certificates.models import Certificate, CertificateEvent
from intranet.certificates.queries import events_of, facts_about, periods_of, status_of
from intranet.certificates.status import Code, Status, Validity, validity_on
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import NotVisible


@dataclass(frozen=True)
class Page:
    """What one reader sees of a person's certificate; reasons and grounds only where the policy says so."""

    person: Person
    asked: Certificate
    path: str
    place: str
    newest: Certificate
    status: Status
    periods: list[Certificate]
    events: list[CertificateEvent]
    names: Mapping[uuid.UUID, str]
    counting: Validity | None
    shows_reason: bool
    may_complete: bool


def page_of(session: Session, actor: Actor, on: date, certificate_id: uuid.UUID) -> Page:
    """The page of whoever this certificate belongs to. Raises NotVisible."""
    certificate = session.scalars(
        policy.visible_to(actor).where(Certificate.id == certificate_id)
    ).one_or_none()
    if certificate is None:
        raise NotVisible
    person = session.get_one(Person, certificate.person_id)
    unit = session.get_one(Unit, person.unit_id)
    periods, events = periods_of(session, person.id), events_of(session, person.id)
    now, known = status_of(session, person.id, on), facts_about(session, person.id)
    by = {row.entered_by for row in periods} | {row.entered_by for row in events}
    names = session.execute(select(Person.id, Person.name).where(Person.id.in_(by)))
    return Page(
        person=person,
        asked=certificate,
        path=unit.path,
        place=unit.name,
        newest=periods[0],
        status=now,
        periods=periods,
        events=events,
        names={row.id: row.name for row in names},
        counting=validity_on(known, on) if now.code is Code.CERTIFIED else None,
        shows_reason=policy.can_see_reason(actor, unit.path, person.id),
        may_complete=now.code is Code.UNKNOWN and policy.can_enter(actor, unit.path, person.id),
    )
