"""What one reader sees of a person's certificate, and what they may do about it; it reads, and writes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
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
class Printable:
    """A certificate that counts: the newest row of an unbroken validity, with the first and last day of all of it."""

    certificate: Certificate
    start: date | None
    end: date


@dataclass(frozen=True)
class Page:
    """What one reader sees of a person's certificate; reasons and grounds only where the policy says so."""

    person: Person
    path: str
    place: str
    newest: Certificate
    status: Status
    periods: list[Certificate]
    events: list[CertificateEvent]
    names: Mapping[uuid.UUID, str]
    printable: Printable | None
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
    counts = now.code is Code.CERTIFIED and (person.left_on is None or person.left_on > on)
    by = {row.entered_by for row in periods} | {row.entered_by for row in events}
    names = session.execute(select(Person.id, Person.name).where(Person.id.in_(by)))
    return Page(
        person=person,
        path=unit.path,
        place=unit.name,
        newest=periods[0],
        status=now,
        periods=periods,
        events=events,
        names={row.id: row.name for row in names},
        printable=_printable(periods, validity_on(known, on)) if counts else None,
        shows_reason=policy.can_see_reason(actor, unit.path, person.id),
        may_complete=now.code is Code.UNKNOWN and policy.can_enter(actor, unit.path, person.id),
    )


def _printable(periods: Sequence[Certificate], counting: Validity | None) -> Printable | None:
    """Whichever of the person's rows was asked for: an old address leads to what counts today."""
    if counting is None:
        return None
    within = {(period.valid_from, period.valid_to) for period in counting.periods}
    newest = next((row for row in periods if (row.valid_from, row.valid_to) in within), None)
    if newest is None:
        return None
    return Printable(newest, counting.periods[0].valid_from, counting.end)
