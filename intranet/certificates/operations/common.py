"""What every operation on a certificate stands on: who may be spoken of, how it stands, and adding a row."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet import facts
from intranet.certificates import policy, queries
from intranet.certificates.models import Certificate, CertificateEvent
from intranet.certificates.status import Code, Status, status
from intranet.clock import local_date
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused

RESTS_WITH_THE_BOARD = frozenset({Code.SUSPENDED, Code.REVOKED})
TAKEN = Text("There is a certificate with this number already.")


def visible(session: Session, actor: Actor, person_id: uuid.UUID) -> str:
    """The path of the unit the person belongs to. Raises NotVisible."""
    path = session.scalars(
        select(Unit.path).join(Person, Person.unit_id == Unit.id).where(Person.id == person_id)
    ).one_or_none()
    if path is None or not policy.can_see(actor, path, person_id):
        raise NotVisible
    return path


def status_at(session: Session, path: str, person_id: uuid.UUID, moment: datetime) -> Status:
    """How the certificate stands on the day of this moment."""
    grace_days = limit(session, path, "grace_days")
    return status(queries.facts_about(session, person_id), local_date(moment), grace_days)


def must_not_wait_for_the_board(now: Status) -> None:
    if now.code is Code.SUSPENDED:
        raise refused("status", Text("This certificate is suspended. The board decides first."))
    if now.code is Code.REVOKED:
        raise refused(
            "status", Text("This certificate was revoked. The board decides whether there is a way back.")
        )


def add_period(session: Session, moment: datetime, period: Certificate) -> Certificate:
    try:
        with session.begin_nested():
            session.add(period)
    except IntegrityError as error:
        # Somebody else entered the same number for another person at the same moment.
        raise refused("number", TAKEN) from error
    facts.tell(session, facts.Fact("certificates", moment, person_id=period.person_id))
    return period


def add_event(
    session: Session,
    actor: Actor,
    moment: datetime,
    person_id: uuid.UUID,
    kind: str,
    *,
    from_on: date | None = None,
    until_on: date | None = None,
    ground: str = "",
    reason: str = "",
) -> CertificateEvent:
    """Without `from_on` it counts from today."""
    last = session.scalar(
        select(func.coalesce(func.max(CertificateEvent.number), 0)).where(
            CertificateEvent.person_id == person_id
        )
    )
    event = CertificateEvent(
        person_id=person_id, number=(last or 0) + 1, kind=kind, from_on=from_on or local_date(moment),
        until_on=until_on, ground=ground, reason=reason.strip(), entered_by=who(actor), entered_at=moment,
    )  # fmt: skip
    session.add(event)
    facts.tell(session, facts.Fact("certificates", moment, person_id=person_id))
    return event


def none_of(*refusals: Iterable[Refusal]) -> None:
    if found := tuple(refusal for some in refusals for refusal in some):
        raise Refused(found)


def who(actor: Actor) -> uuid.UUID:
    if actor.person_id is None:
        raise Denied(Text("Somebody decides this, never the system."))
    return actor.person_id


def not_ones_own(actor: Actor, person_id: uuid.UUID, otherwise: Text) -> Text:
    if actor.person_id == person_id:
        return Text("Nobody decides about their own certificate. Ask a colleague.")
    return otherwise


def refused(field: str, text: Text) -> Refused:
    return Refused((Refusal(field, text),))
