"""Waiving one requirement for one person until a day, and ending that earlier."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from intranet import facts
from intranet.certificates.dates import plus_months
from intranet.clock import local_date
from intranet.db import lock_rows, new_id
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import NotVisible
from intranet.training import policy, queries
from intranet.training.looking import MONTHS_BACK, none_of, not_ones_own, seen, who, wrong_words
from intranet.training.models import REQUIREMENTS, Exemption
from intranet.training.progress import waived_until

THE_OFFICE_EXEMPTS = Text("The office grants an exemption.")


def exempt(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    requirement: str,
    reason: str,
    until_on: date,
) -> Exemption:
    """From today until that day the requirement is not asked of this person; with a reason, and never one's own."""
    path = seen(session, actor, person_id)
    if not policy.can_exempt(actor, path, person_id):
        raise not_ones_own(actor, person_id, THE_OFFICE_EXEMPTS)
    lock_rows(session, Person, [person_id])
    today = local_date(moment)
    none_of(
        _wrong_requirement(session, person_id, requirement, today),
        wrong_words("reason", reason),
        _wrong_end(until_on, today),
    )
    row = Exemption(
        id=new_id(), person_id=person_id, requirement=requirement, reason=reason.strip(), from_on=today,
        until_on=until_on, entered_by=who(actor), entered_at=moment,
    )  # fmt: skip
    session.add(row)
    facts.tell(session, facts.Fact("training", moment, person_id=person_id))
    return row


def end_exemption(session: Session, actor: Actor, moment: datetime, exemption_id: uuid.UUID) -> Exemption:
    """From today it no longer holds. Ending it twice does nothing more."""
    row = session.get(Exemption, exemption_id)
    if row is None:
        raise NotVisible
    path = seen(session, actor, row.person_id)
    if not policy.can_exempt(actor, path, row.person_id):
        raise not_ones_own(actor, row.person_id, THE_OFFICE_EXEMPTS)
    lock_rows(session, Person, [row.person_id])
    session.refresh(row)
    if row.ended_at is None:
        row.ended_at, row.ended_by = moment, who(actor)
        facts.tell(session, facts.Fact("training", moment, person_id=row.person_id))
    return row


def _wrong_requirement(
    session: Session, person_id: uuid.UUID, requirement: str, today: date
) -> Iterable[Refusal]:
    if requirement not in REQUIREMENTS:
        yield Refusal("requirement", Text("Choose one of the list."))
    elif until := waived_until(queries.facts_about(session, person_id), requirement, today):
        yield Refusal("requirement", Text("This is waived already, until %(day)s.", {"day": until}))


def _wrong_end(until_on: date, today: date) -> Iterable[Refusal]:
    if until_on < today:
        yield Refusal("until_on", Text("Choose today or a later day."))
    elif until_on > plus_months(today, MONTHS_BACK):
        yield Refusal("until_on", Text("An exemption lasts two years at most."))
