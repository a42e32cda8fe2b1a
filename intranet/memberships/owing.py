"""What a member owes on a day: the fees that stand in rows, and those of years for which none was written yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.memberships import fees
from intranet.memberships.models import Fee, Membership
from intranet.organisation.models import Unit


@dataclass(frozen=True)
class Owed:
    """The fee of a year. Without a row it is reckoned from the rule that counts today, and stands nowhere yet."""

    year: int
    amount: int
    due_on: date
    row: Fee | None = None

    @property
    def is_settled(self) -> bool:
        return self.row is not None and (self.row.paid_on is not None or self.row.waived_on is not None)

    def is_overdue(self, today: date) -> bool:
        return not self.is_settled and self.due_on < today


def rules_for(session: Session, membership: Membership) -> fees.Rules:
    return fees.rules(session, session.get_one(Unit, membership.unit_id).path)


def fees_of(session: Session, membership: Membership, until: int) -> Sequence[Owed]:
    """Every year's from the year of joining to the year `until`, the oldest first; none of one who left."""
    if membership.ended_on is not None:
        return ()
    written = {
        fee.year: fee for fee in session.scalars(select(Fee).where(Fee.membership_id == membership.id))
    }
    counting = rules_for(session, membership)
    found = [Owed(fee.year, fee.amount, fee.due_on, fee) for fee in written.values()]
    for year in range(membership.applied_on.year + 1, until + 1) if membership.confirmed_on else ():
        if year not in written:
            cost = fees.amount(counting, membership.fee_class, is_first_year=False)
            found.append(Owed(year, cost, fees.due_on(counting, year)))
    return sorted(found, key=lambda owed: owed.year)


def overdue(session: Session, membership: Membership, today: date) -> Sequence[Owed]:
    """The unpaid fees whose day has passed, the oldest first."""
    return [one for one in fees_of(session, membership, today.year) if one.is_overdue(today)]


def next_due(session: Session, membership: Membership, today: date) -> date | None:
    """The day of the oldest fee that is neither paid nor waived; of next year's, if none is open."""
    known = fees_of(session, membership, today.year + 1)
    return next((one.due_on for one in known if not one.is_settled), None)


def removal_on(session: Session, membership: Membership, today: date) -> date | None:
    """The first day on which the rule of the country lets an unpaid fee end the membership; None if none is unpaid."""
    late = overdue(session, membership, today)
    return fees.removal_on(rules_for(session, membership), late[0].due_on) if late else None
