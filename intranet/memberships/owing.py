"""What a member owes on a day: the fees that stand in rows, and those of years for which none was written yet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.memberships import fees
from intranet.memberships.models import Fee, Membership
from intranet.organisation.models import SettingChange, Unit
from intranet.organisation.settings import nation_path, shipped

_FIRST = "member_fee_first"


@dataclass(frozen=True)
class Owed:
    """The fee of a year. Without a row it is reckoned from the rule that counts today, and stands nowhere yet.

    An amount of 0 was not told by the nation yet: until it is, nothing is owed, nor later for a year before that.
    """

    year: int
    amount: int
    due_on: date
    row: Fee | None = None

    @property
    def is_settled(self) -> bool:
        return self.row is not None and (self.row.paid_on is not None or self.row.waived_on is not None)

    @property
    def is_told(self) -> bool:
        return self.amount > 0

    def is_overdue(self, today: date) -> bool:
        return self.is_told and not self.is_settled and self.due_on < today


def rules_for(session: Session, membership: Membership) -> fees.Rules:
    return fees.rules(session, session.get_one(Unit, membership.unit_id).path)


def fees_of(session: Session, membership: Membership, until: int) -> Sequence[Owed]:
    """Every year's from the year of joining to the year `until`, the oldest first; none of one who left."""
    if membership.ended_on is not None:
        return ()
    written = {
        fee.year: fee for fee in session.scalars(select(Fee).where(Fee.membership_id == membership.id))
    }
    counting, told = rules_for(session, membership), _told_on(session, membership)
    first_year = membership.applied_on.year
    years = {*written, *(range(first_year + 1, until + 1) if membership.confirmed_on else ())}
    found = []
    for year in sorted(years):
        row = written.get(year)
        if row is not None and (row.amount or row.paid_on or row.waived_on):
            found.append(Owed(year, row.amount, row.due_on, row))
            continue
        is_first = year == first_year
        told_on = told.get(_FIRST if is_first else f"member_fee_{membership.fee_class}")
        was_free = told_on is not None and year < told_on.year
        if was_free and row is None:
            continue
        cost = 0 if was_free else fees.amount(counting, membership.fee_class, is_first_year=is_first)
        due_on = fees.due_on(counting, year) if row is None else row.due_on
        if told_on is not None:
            due_on = max(due_on, told_on + timedelta(counting.days_to_pay))
        found.append(Owed(year, cost, due_on, row))
    return found


def _told_on(session: Session, membership: Membership) -> Mapping[str, date]:
    """When a nation first set each amount that ships as 0: before they know it nobody is late, and no year costs it."""
    ships = shipped(membership.country)
    own = [key for key in (_FIRST, *(f"member_fee_{one}" for one in fees.CLASSES)) if not ships[key]]
    if not own:
        return {}
    nation = uuid.UUID(nation_path(session.get_one(Unit, membership.unit_id).path)[:-1])
    rows = session.execute(
        select(SettingChange.key, func.min(SettingChange.set_at).label("first"))
        .where(SettingChange.unit_id == nation, SettingChange.key.in_(own), SettingChange.value != "0")
        .group_by(SettingChange.key)
    )
    return {row.key: local_date(row.first) for row in rows}


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
