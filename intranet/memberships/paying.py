"""What happened to a fee: reminded of, rung about, paid or waived; amounts are the rule's, never those of a form."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import new_id
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.memberships import owing
from intranet.memberships.models import Fee, Membership
from intranet.memberships.operations import OVER, locked
from intranet.memberships.owing import Owed
from intranet.problems import NotVisible, Refused, Stale

PAID, WAIVED = "paid", "waived"
HOW = (PAID, WAIVED)
OPEN = "open"


def settle(
    session: Session, moment: datetime, membership_id: uuid.UUID, year: int, how: str, by: uuid.UUID | None
) -> None:
    """One year's fee is paid, or waived without a reason being kept. Raises NotVisible for a year without one.

    And Refused for paying what nobody has said the amount of.
    """
    membership = _standing(session, membership_id)
    known = owing.fees_of(session, membership, local_date(moment).year + 1)
    found = next((one for one in known if one.year == year), None)
    if found is None or how not in HOW:
        raise NotVisible
    if how == PAID and not found.is_told and not found.is_settled:
        text = Text("What a year costs is not set. It is set among the limits of the nation, or waived here.")
        raise Refused((Refusal("how", text),))
    _settle(session, moment, membership, found, how, by)
    _tell(session, moment, membership)


def may_be_reopened(membership: Membership, owed: Owed, today: date) -> bool:
    """Noted by mistake, and seen on the same day; later, or once something rests on it, it stands."""
    row = owed.row
    if row is None or today not in (row.paid_on, row.waived_on):
        return False
    is_first = row.year == membership.applied_on.year
    return row.due_on >= today and not (is_first and membership.confirmed_on is not None)


def reopen(session: Session, moment: datetime, membership_id: uuid.UUID, year: int) -> None:
    """The fee of a year is open again. Raises NotVisible where it may not be."""
    membership = _standing(session, membership_id)
    today = local_date(moment)
    known = owing.fees_of(session, membership, today.year + 1)
    found = next((one for one in known if one.year == year), None)
    if found is None or found.row is None or not may_be_reopened(membership, found, today):
        raise NotVisible
    found.row.paid_on = found.row.waived_on = found.row.settled_by = None
    _tell(session, moment, membership)


def settle_overdue(
    session: Session, moment: datetime, membership_id: uuid.UUID, how: str, by: uuid.UUID | None
) -> None:
    """All that is overdue."""
    membership = _standing(session, membership_id)
    for one in owing.overdue(session, membership, local_date(moment)):
        _settle(session, moment, membership, one, how, by)
    _tell(session, moment, membership)


def write_overdue(session: Session, moment: datetime, membership_id: uuid.UUID) -> None:
    """What is overdue stands in rows from now on, at what it costs today."""
    membership = _standing(session, membership_id)
    for one in owing.overdue(session, membership, local_date(moment)):
        _row(session, membership, one)


def remind(session: Session, moment: datetime, membership_id: uuid.UUID) -> None:
    """A reminder was sent: the first one, or the second."""
    fee = _oldest(session, moment, membership_id)
    if fee.reminded_on is None:
        fee.reminded_on = local_date(moment)
    else:
        fee.reminded_again_on = local_date(moment)
    session.flush()


def note_call(session: Session, moment: datetime, membership_id: uuid.UUID) -> None:
    """Somebody tried to ring the member about it, whether they answered or not."""
    _oldest(session, moment, membership_id).called_on = local_date(moment)
    session.flush()


def unremind(session: Session, moment: datetime, membership_id: uuid.UUID) -> None:
    """The last reminder was noted by mistake."""
    fee = _oldest(session, moment, membership_id)
    if fee.reminded_again_on is not None:
        fee.reminded_again_on = None
    else:
        fee.reminded_on = None
    session.flush()


def forget_call(session: Session, moment: datetime, membership_id: uuid.UUID) -> None:
    """The call was noted by mistake; where there had been one before, another one is asked for."""
    _oldest(session, moment, membership_id).called_on = None
    session.flush()


def unsettle(session: Session, moment: datetime, membership_id: uuid.UUID) -> None:
    """What was overdue and noted as paid or waived last, on one day, was so by mistake."""
    membership = _standing(session, membership_id)
    mine = Fee.membership_id == membership.id
    settled = {
        fee: max(filter(None, (fee.paid_on, fee.waived_on)))
        for fee in session.scalars(select(Fee).where(mine))
        if fee.paid_on is not None or fee.waived_on is not None
    }
    for fee, day in settled.items():
        if day == max(settled.values()) and fee.due_on < day:
            fee.paid_on = fee.waived_on = fee.settled_by = None
    _tell(session, moment, membership)


def _oldest(session: Session, moment: datetime, membership_id: uuid.UUID) -> Fee:
    membership = _standing(session, membership_id)
    late = owing.overdue(session, membership, local_date(moment))
    if not late:
        raise NotVisible
    return _row(session, membership, late[0])


def _settle(
    session: Session, moment: datetime, membership: Membership, owed: Owed, how: str, by: uuid.UUID | None
) -> None:
    if owed.is_settled:
        return
    fee, today = _row(session, membership, owed), local_date(moment)
    fee.paid_on, fee.waived_on = (today, None) if how == PAID else (None, today)
    fee.settled_by = by


def _row(session: Session, membership: Membership, owed: Owed) -> Fee:
    if owed.row is not None:
        # Of a year whose fee was told later than its row was written.
        owed.row.amount, owed.row.due_on = owed.amount, owed.due_on
        return owed.row
    fee = Fee(
        id=new_id(), membership_id=membership.id, year=owed.year, amount=owed.amount, due_on=owed.due_on
    )
    session.add(fee)
    session.flush()
    return fee


def _standing(session: Session, membership_id: uuid.UUID) -> Membership:
    membership = locked(session, membership_id)
    if membership.ended_on is not None:
        raise Stale(OVER)
    return membership


def _tell(session: Session, moment: datetime, membership: Membership) -> None:
    facts.tell(session, facts.Fact("memberships", moment, membership_id=membership.id))
