"""Entering a certificate that exists: from paper, or recognised from another country; facts that are added."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.certificates import checks, policy
from intranet.certificates.models import Certificate
from intranet.certificates.operations.common import (
    TAKEN,
    add_period,
    must_not_wait_for_the_board,
    none_of,
    not_ones_own,
    refused,
    status_at,
    visible,
    who,
)
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.engine.text import Text
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied

RECOGNISED = "club_assistant"  # what a certificate of another country counts as here


def enter_from_paper(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    number: str,
    kind: str = "club_assistant",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Certificate:
    """A certificate that exists on paper. Without a known end it is kept, and never gives cover.

    The same number once more completes the dates of a paper of the same person whose end was not known.
    """
    path = visible(session, actor, person_id)
    if not policy.can_enter(actor, path, person_id):
        raise Denied(not_ones_own(actor, person_id, Text("Staff enter certificates.")))
    number = checks.one_way(number)
    none_of(checks.wrong_number(number, kind), checks.wrong_dates(valid_from, valid_to, local_date(moment)))
    lock_rows(session, Person, [person_id])
    must_not_wait_for_the_board(status_at(session, path, person_id, moment))
    source = _source_of(session, person_id, number, valid_to)
    paper = Certificate(
        person_id=person_id, number=number, kind=kind, valid_from=valid_from, valid_to=valid_to, source=source,
        entered_by=who(actor), entered_at=moment,
    )  # fmt: skip
    return add_period(session, moment, paper)


def recognise(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    country: str,
    number: str,
    valid_from: date,
    valid_to: date,
    reason: str,
) -> Certificate:
    """A certificate that another country gave counts here too, with its own number and its own dates."""
    path = visible(session, actor, person_id)
    if not policy.can_enter(actor, path, person_id):
        raise Denied(not_ones_own(actor, person_id, Text("Staff recognise certificates.")))
    number = checks.one_way(number)
    own = session.scalars(select(Unit.country).where(Unit.path == path)).one()
    none_of(
        checks.wrong_country(country, own),
        checks.wrong_number(number, RECOGNISED),
        checks.wrong_dates(valid_from, valid_to, local_date(moment)),
        checks.wrong_reason(reason),
    )
    lock_rows(session, Person, [person_id])
    must_not_wait_for_the_board(status_at(session, path, person_id, moment))
    if _with_number(session, number, country):
        raise refused("number", TAKEN)
    recognised = Certificate(
        person_id=person_id, number=number, kind=RECOGNISED, valid_from=valid_from, valid_to=valid_to,
        source="recognised", country=country, reason=reason.strip(), entered_by=who(actor), entered_at=moment,
    )  # fmt: skip
    return add_period(session, moment, recognised)


def _source_of(session: Session, person_id: uuid.UUID, number: str, valid_to: date | None) -> str:
    """Under which source a paper is kept. Raises Refused where its number stands for another certificate."""
    same = _with_number(session, number, "")
    if not same:
        return "paper"
    completes = valid_to is not None and all(
        row.person_id == person_id and row.valid_to is None for row in same
    )
    if not completes:
        raise refused("number", TAKEN)
    return "dates"


def _with_number(session: Session, number: str, country: str) -> list[Certificate]:
    same = select(Certificate).where(Certificate.number == number, Certificate.country == country)
    return list(session.scalars(same))
