"""What the office does on a member's page: a fee is paid or waived, and a name or an address has changed."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import policy as roles
from intranet.cases.models import Case
from intranet.cases.operations import advance
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.engine.text import Text
from intranet.members import policy, queries
from intranet.memberships import operations, owing, paying
from intranet.memberships.details import Contact
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.problems import Denied

# Where a fee that is settled takes the case on: its own step does both.
WAITS_FOR_A_FEE = ("unpaid", "call")
PAID = "paid"


def settle_fee(
    session: Session, actor: roles.Actor, moment: datetime, membership_id: uuid.UUID, year: int, how: str
) -> None:
    """A year's fee is paid or waived, or open again as that was a mistake.

    With the last one that is overdue, the case goes on by its step.

    Raises Denied, and NotVisible, also for a year without a fee.
    """
    actor = _locked(session, actor, moment)
    page = queries.page_of(session, actor, moment, membership_id)
    membership = operations.locked(session, membership_id)
    if not policy.can_settle(actor, session.get_one(Unit, membership.unit_id).path):
        raise Denied(_OFFICE)
    if how == paying.OPEN:
        paying.reopen(session, moment, membership_id, year)
        return
    late = [one.year for one in owing.overdue(session, membership, local_date(moment))]
    state = session.scalars(select(Case.state).where(Case.id == page.case_id)).one()
    if late == [year] and state in WAITS_FOR_A_FEE and how in paying.HOW:
        advance(session, page.case_id, PAID, actor, moment, {"how_settled": how})
        return
    paying.settle(session, moment, membership_id, year, how, actor.person_id)


def correct(
    session: Session, actor: roles.Actor, moment: datetime, membership_id: uuid.UUID,
    *, name: str, contact: Contact, said_harmless: bool = False,
) -> None:  # fmt: skip
    """Raises NotVisible, Denied, Refused naming each field."""
    actor = _locked(session, actor, moment)
    page = queries.page_of(session, actor, moment, membership_id)
    if not policy.can_correct(actor, session.get_one(Unit, page.membership.unit_id).path):
        raise Denied(_OFFICE)
    operations.correct(session, membership_id, name=name, contact=contact, said_harmless=said_harmless)


def _locked(session: Session, actor: roles.Actor, moment: datetime) -> roles.Actor:
    """Whoever writes, read anew under the lock that a bar of them waits for: people first, as everywhere."""
    if actor.person_id is None:
        return actor
    lock_rows(session, Person, [actor.person_id])
    return actor_of(session, actor.person_id, local_date(moment))


_OFFICE = Text("The office does this.")
