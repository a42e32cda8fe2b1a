"""Reading certificates: their facts for one person or many, and the list that somebody may see."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import false, or_, select, true
from sqlalchemy.orm import Session

from intranet.certificates import policy
from intranet.certificates.models import Certificate, CertificateEvent
from intranet.certificates.status import (
    NOTHING,
    CertificateFacts,
    Code,
    Event,
    Period,
    Status,
    standing_events,
    status,
)
from intranet.clock import local_date
from intranet.folding import folded
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit, nation_path
from intranet.people.models import Person
from intranet.policy import Actor, scopes

MOST_CHOICES = 100
ENDS_SOON = timedelta(days=180)
# Behind these stands more than the one who wrote them down, who may thus decide on a group that rests on them:
# trainer and mentor asked for what is issued, and an extension is the same for everybody.
_OF_SEVERAL = frozenset({"issued", "extended"})


def facts_of(session: Session, person_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, CertificateFacts]:
    """What is known of these people's certificates; somebody who never had one has no entry."""
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    periods: defaultdict[uuid.UUID, list[Period]] = defaultdict(list)
    # Of two entered at the same moment the one with a known end is the answer to the other.
    for row in session.execute(
        select(
            Certificate.person_id,
            Certificate.valid_from,
            Certificate.valid_to,
            Certificate.entered_at,
            Certificate.entered_by,
            Certificate.source,
        )
        .where(Certificate.person_id.in_(wanted))
        .order_by(Certificate.entered_at, Certificate.valid_to.is_not(None), Certificate.valid_to)
    ):
        entered_on = local_date(row.entered_at)
        alone = None if row.source in _OF_SEVERAL else row.entered_by
        periods[row.person_id].append(Period(row.valid_from, row.valid_to, entered_on, alone))
    events: defaultdict[uuid.UUID, list[Event]] = defaultdict(list)
    for person_id, kind, from_on, until_on in session.execute(
        select(
            CertificateEvent.person_id,
            CertificateEvent.kind,
            CertificateEvent.from_on,
            CertificateEvent.until_on,
        )
        .where(CertificateEvent.person_id.in_(wanted))
        .order_by(CertificateEvent.person_id, CertificateEvent.number)
    ):
        events[person_id].append(Event(kind, from_on, until_on))
    return {
        person_id: CertificateFacts(tuple(periods[person_id]), tuple(events[person_id]))
        for person_id in {*periods, *events}
    }


def facts_about(session: Session, person_id: uuid.UUID) -> CertificateFacts:
    return facts_of(session, [person_id]).get(person_id, NOTHING)


def status_of(session: Session, person_id: uuid.UUID, on: date) -> Status:
    """What the person's certificate is on that day, with the grace of the person's nation."""
    path = session.scalars(
        select(Unit.path).join(Person, Person.unit_id == Unit.id).where(Person.id == person_id)
    ).one()
    return status(facts_about(session, person_id), on, limit(session, path, "grace_days"))


def rests_on(session: Session, person_id: uuid.UUID, on: date) -> bool:
    """Whether a pause, a suspension or a revocation stands that day, for whatever certificate there is."""
    happened = (
        select(CertificateEvent.kind, CertificateEvent.from_on)
        .where(CertificateEvent.person_id == person_id, CertificateEvent.from_on <= on)
        .order_by(CertificateEvent.number)
    )
    return bool(standing_events(Event(kind, from_on) for kind, from_on in session.execute(happened)))


@dataclass(frozen=True)
class Listed:
    """A line of the list: the person's newest certificate and what it is today."""

    certificate_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    number: str
    place: str
    status: Status


def listed(session: Session, actor: Actor, on: date, *, name: str = "", code: str = "") -> list[Listed]:
    """Everybody in the actor's reach who has or had a certificate, by name; narrowed by name and by status."""
    newest: dict[uuid.UUID, Certificate] = {}
    for certificate in session.scalars(policy.visible_to(actor).order_by(Certificate.entered_at)):
        newest[certificate.person_id] = certificate
    facts = facts_of(session, newest)
    people = session.execute(
        select(Person.id, Person.name, Unit.name, Unit.path)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id.in_(list(newest)))
        .order_by(Person.name_key, Person.id)
    ).all()
    nations = {nation_path(path) for _, _, _, path in people}
    grace = {nation: limit(session, nation, "grace_days") for nation in nations}
    found = []
    for person_id, person_name, place, path in people:
        if name.casefold() not in person_name.casefold():
            continue
        now = status(facts[person_id], on, grace[nation_path(path)])
        if code and now.code.value != code:
            continue
        own = newest[person_id]
        found.append(Listed(own.id, person_id, person_name, own.number, place, now))
    return found


def ending_soon(session: Session, actor: Actor, on: date) -> list[Listed]:
    """Others' in reach that end within half a year, or ended and may still be renewed; the first end first."""
    soon = [
        (one.status.until, folded(one.name), one)
        for one in listed(session, actor, on)
        if one.status.code in (Code.CERTIFIED, Code.GRACE)
        and one.status.until is not None
        and one.status.until <= on + ENDS_SOON
        and one.person_id != actor.person_id
    ]
    return [one for _until, _name, one in sorted(soon, key=lambda found: found[:2])]


def periods_of(session: Session, person_id: uuid.UUID) -> list[Certificate]:
    """Every row of validity, the newest first."""
    return list(
        session.scalars(
            select(Certificate)
            .where(Certificate.person_id == person_id)
            .order_by(Certificate.entered_at.desc(), Certificate.valid_to.desc())
        )
    )


def events_of(session: Session, person_id: uuid.UUID) -> list[CertificateEvent]:
    """What happened to it, the newest first."""
    return list(
        session.scalars(
            select(CertificateEvent)
            .where(CertificateEvent.person_id == person_id)
            .order_by(CertificateEvent.number.desc())
        )
    )


def imposed_by(session: Session, person_id: uuid.UUID) -> uuid.UUID | None:
    """Who imposed the newest suspension."""
    return session.scalars(
        select(CertificateEvent.entered_by)
        .where(CertificateEvent.person_id == person_id, CertificateEvent.kind == "suspended")
        .order_by(CertificateEvent.number.desc())
        .limit(1)
    ).first()


def deciders_of(
    session: Session, person_id: uuid.UUID, kinds: Iterable[str] = ("suspended", "revoked")
) -> frozenset[uuid.UUID]:
    """Everybody who has decided so about this person's certificate."""
    against = CertificateEvent.kind.in_(list(kinds))
    found = select(CertificateEvent.entered_by).where(CertificateEvent.person_id == person_id, against)
    return frozenset(session.scalars(found))


def newest_of(session: Session, person_id: uuid.UUID) -> Certificate | None:
    return next(iter(periods_of(session, person_id)), None)


def people_to_certify(
    session: Session, actor: Actor, on: date, *, name: str = "", person_id: uuid.UUID | None = None
) -> list[tuple[uuid.UUID, str]]:
    """Whom the actor may enter a certificate for, by name; never themselves, and no more than one can choose from."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            or_(false(), *(Unit.path.startswith(scope) for scope in scopes(actor, "enter", "certificate"))),
            or_(Person.left_on.is_(None), Person.left_on > on),
            Person.id != actor.person_id,
            Person.id == person_id if person_id else true(),
        )
        .order_by(Person.name_key, Person.id)
    )
    found = [(row.id, row.name) for row in rows if name.casefold() in row.name.casefold()]
    return found[:MOST_CHOICES]
