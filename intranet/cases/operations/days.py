"""A day begins: what was written for it earlier is told on it, so that whoever lives by such facts looks again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intranet.cases.models import DayBegun
from intranet.certificates.models import Certificate, CertificateEvent
from intranet.clock import local_date
from intranet.db import writing
from intranet.facts import Fact, tell
from intranet.groups import standing_in
from intranet.groups.models import LED, Group
from intranet.organisation.models import RoleAssignment
from intranet.people.models import Person
from intranet.problems import Stale

Day = InstrumentedAttribute[date] | InstrumentedAttribute[date | None]
Came = Callable[[Day], ColumnElement[bool]]
# As long as renewal is open before the end and grace lasts after it, and a little: settings may move both.
DAYS_AROUND_AN_END = 200


def begin_day(session: Session, moment: datetime) -> None:
    """Once a day, and after days on which nobody called it for these too; a day is done when all of it was told."""
    today = local_date(moment)
    last = session.scalar(select(func.max(DayBegun.day)))
    if last is not None and last >= today:
        return
    found = list(_whose_day_came(session, last or today - timedelta(days=1), today, moment))
    try:
        for assignment_id in standing_in.over(session, today):
            with writing(session):
                standing_in.end_over(session, moment, assignment_id)
        for fact in found:
            with writing(session):
                tell(session, fact)
    except Stale:  # somebody changed one of its cases at this very moment; the next call begins the day again
        return
    with writing(session):
        if session.get(DayBegun, today) is None:
            session.add(DayBegun(day=today))


def _whose_day_came(session: Session, since: date, today: date, moment: datetime) -> Iterator[Fact]:
    """What was written on an earlier day for one of these; what began on the day it was written was told then."""

    def came(day: Day) -> ColumnElement[bool]:
        return (day > since) & (day <= today)

    starts, ends = RoleAssignment.starts_on, RoleAssignment.ends_on
    for role in session.scalars(select(RoleAssignment).where(or_(came(starts), came(ends)))):
        begins_later = local_date(role.given_at) < role.starts_on
        if begins_later or (role.ends_on is not None and role.ends_on <= today):
            yield Fact("roles", moment, person_id=role.person_id, unit_id=role.unit_id)
    for person_id in session.scalars(select(Person.id).where(came(Person.left_on))):
        yield Fact("people", moment, person_id=person_id)
    yield from _certified_people(session, came, since, today, moment)
    for group_id in session.scalars(select(Group.id).where(Group.status.in_(LED)).order_by(Group.id)):
        yield Fact("days", moment, group_id=group_id)


def _certified_people(
    session: Session, came: Came, since: date, today: date, moment: datetime
) -> Iterator[Fact]:
    """Whose certificate is another thing today, or is about to be: begun, paused, ended, near its end, out of grace."""
    begun = select(Certificate.person_id, Certificate.entered_at, Certificate.valid_from)
    written = {
        person_id
        for person_id, entered_at, valid_from in session.execute(begun.where(came(Certificate.valid_from)))
        if valid_from is not None and local_date(entered_at) < valid_from
    }
    events = select(CertificateEvent.person_id, CertificateEvent.entered_at, CertificateEvent.from_on)
    written |= {
        person_id
        for person_id, entered_at, from_on in session.execute(events.where(came(CertificateEvent.from_on)))
        if local_date(entered_at) < from_on
    }
    # From a while before the end until it has lapsed, each day may be the one on which something is due.
    longest = timedelta(days=DAYS_AROUND_AN_END)
    around = Certificate.valid_to.between(since - longest, today + longest)
    ending = set(session.scalars(select(Certificate.person_id).where(around)))
    for person_id in sorted(written | ending):
        kind = "certificates" if person_id in written else "days"
        yield Fact(kind, moment, person_id=person_id)
