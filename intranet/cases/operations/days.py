"""A day begins: what was written for it earlier is told on it, so that whoever lives by such facts looks again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intranet.cases.models import DayBegun
from intranet.certificates.models import Certificate
from intranet.clock import local_date
from intranet.db import writing
from intranet.facts import Fact, tell
from intranet.organisation.models import RoleAssignment
from intranet.people.models import Person
from intranet.problems import Stale


def begin_day(session: Session, moment: datetime) -> None:
    """Once a day, and after days on which nobody called it for these too; a day is done when all of it was told."""
    today = local_date(moment)
    last = session.scalar(select(func.max(DayBegun.day)))
    if last is not None and last >= today:
        return
    found = list(_whose_day_came(session, last or today - timedelta(days=1), today, moment))
    for fact in found:
        try:
            with writing(session):
                tell(session, fact)
        except (
            Stale
        ):  # somebody changed one of its cases at this very moment; the next call begins the day again
            return
    with writing(session):
        if session.get(DayBegun, today) is None:
            session.add(DayBegun(day=today))


def _whose_day_came(session: Session, since: date, today: date, moment: datetime) -> Iterator[Fact]:
    """What was written on an earlier day for one of these; what began on the day it was written was told then."""

    def came(day: InstrumentedAttribute[date] | InstrumentedAttribute[date | None]) -> ColumnElement[bool]:
        return (day > since) & (day <= today)

    starts, ends = RoleAssignment.starts_on, RoleAssignment.ends_on
    for role in session.scalars(select(RoleAssignment).where(or_(came(starts), came(ends)))):
        begins_later = local_date(role.given_at) < role.starts_on
        if begins_later or (role.ends_on is not None and role.ends_on <= today):
            yield Fact("roles", moment, person_id=role.person_id, unit_id=role.unit_id)
    for person_id in session.scalars(select(Person.id).where(came(Person.left_on))):
        yield Fact("people", moment, person_id=person_id)
    for paper in session.scalars(select(Certificate).where(came(Certificate.valid_from))):
        if paper.valid_from is not None and local_date(paper.entered_at) < paper.valid_from:
            yield Fact("certificates", moment, person_id=paper.person_id)
