"""A day begins: what was written for it earlier is told on it, so that whoever lives by such facts looks again."""

from __future__ import annotations

import uuid
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
# When people are reminded, and the first days on which a certificate has ended and has lapsed; a nation that has set
# other spans hears of it at the next of these, or when anybody writes something about the person.
BEFORE_AN_END = (120, 90, 60, 30, 7, 0)
AFTER_AN_END = (1, 30, 80, 91, 121, 181)


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
    """Whose certificate is another thing today, then whose certificate ends near enough to look at it again."""
    begun = select(Certificate.person_id, Certificate.entered_at, Certificate.valid_from)
    events = select(CertificateEvent.person_id, CertificateEvent.entered_at, CertificateEvent.from_on)
    rows = [
        *session.execute(begun.where(came(Certificate.valid_from))),
        *session.execute(events.where(came(CertificateEvent.from_on))),
    ]
    written = {person_id for person_id, entered_at, first_day in rows if local_date(entered_at) < first_day}
    paused = select(CertificateEvent.person_id).where(came(CertificateEvent.until_on))
    for person_id in sorted(written | set(session.scalars(paused)) | _near_an_end(session, since, today)):
        yield Fact("certificates" if person_id in written else "days", moment, person_id=person_id)


def _near_an_end(session: Session, since: date, today: date) -> set[uuid.UUID]:
    """Whose certificate ends in as many days, or ended so many days ago, as something is due by then."""
    found = set()
    for days in (*BEFORE_AN_END, *(-days for days in AFTER_AN_END)):
        first, last = since + timedelta(days=days + 1), today + timedelta(days=days)
        ends = select(Certificate.person_id).where(Certificate.valid_to.between(first, last))
        found |= set(session.scalars(ends))
    return found
