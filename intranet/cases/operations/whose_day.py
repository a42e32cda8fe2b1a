"""Whom and what a new day concerns: facts written for it earlier, and what has come so far by then; it tells nobody."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intranet.certificates.models import Certificate, CertificateEvent
from intranet.clock import local_date
from intranet.facts import Fact
from intranet.groups.models import COUNTED, LED, Assignment, FamilyOverride, Group, Meeting
from intranet.organisation.models import RoleAssignment, Setting, Unit
from intranet.organisation.settings import LIMITS, limits, nation_path
from intranet.people.models import Person

Day = InstrumentedAttribute[date] | InstrumentedAttribute[date | None]
Came = Callable[[Day], ColumnElement[bool]]

# Days before and after the end of a certificate on which people are reminded.
REMINDED = (90, 60, 30, 7, 0, -30, -80)
SILENCES = ("silent_remind_days", "silent_unlist_days", "silent_close_days")


def whose_day_came(session: Session, since: date, today: date, moment: datetime) -> Iterator[Fact]:
    """What the days after `since`, up to `today`, change; what began on the day it was written was told then."""

    def came(day: Day) -> ColumnElement[bool]:
        return (day > since) & (day <= today)

    starts, ends = RoleAssignment.starts_on, RoleAssignment.ends_on
    for role in session.scalars(select(RoleAssignment).where(or_(came(starts), came(ends)))):
        begins_later = local_date(role.given_at) < role.starts_on
        if begins_later or (role.ends_on is not None and role.ends_on <= today):
            yield Fact("roles", moment, person_id=role.person_id, unit_id=role.unit_id)
    left = set(session.scalars(select(Person.id).where(came(Person.left_on))))
    for person_id in sorted(left):
        yield Fact("people", moment, person_id=person_id)
    written = _written_for(session, came)
    looked_at = _near_an_end(session, since, today) | _pauses_over(session, came)
    for person_id in sorted(written | looked_at):
        yield Fact("certificates" if person_id in written else "days", moment, person_id=person_id)
    groups = {
        *_led_by(session, left | written | looked_at),
        *_lead_changes(session, since, today),
        *_silent(session, today),
        *session.scalars(
            select(FamilyOverride.group_id).where(FamilyOverride.until_on.between(since, _before(today)))
        ),
    }
    for group_id in sorted(groups):
        yield Fact("days", moment, group_id=group_id)


def _written_for(session: Session, came: Came) -> set[uuid.UUID]:
    """Whose certificate begins, rests or is lifted from a day on, as was written before it."""
    begun = select(Certificate.person_id, Certificate.entered_at, Certificate.valid_from)
    events = select(CertificateEvent.person_id, CertificateEvent.entered_at, CertificateEvent.from_on)
    rows = [
        *session.execute(begun.where(came(Certificate.valid_from))),
        *session.execute(events.where(came(CertificateEvent.from_on))),
    ]
    return {person_id for person_id, entered_at, first_day in rows if local_date(entered_at) < first_day}


def _pauses_over(session: Session, came: Came) -> set[uuid.UUID]:
    return set(session.scalars(select(CertificateEvent.person_id).where(came(CertificateEvent.until_on))))


def _near_an_end(session: Session, since: date, today: date) -> set[uuid.UUID]:
    """Whose certificate ends in as many days, or ended so many days ago, as something is due by then."""
    due = {*REMINDED, *_ever_set(session, "renewal_opens_days"), -1}
    due |= {-1 - days for days in _ever_set(session, "grace_days")}
    near = [
        Certificate.valid_to.between(since + timedelta(days + 1), today + timedelta(days))
        for days in sorted(due)
    ]
    return set(session.scalars(select(Certificate.person_id).where(or_(*near))))


def _led_by(session: Session, people: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    led = select(Assignment.group_id).where(
        Assignment.person_id.in_(list(people)), Assignment.ended_at.is_(None)
    )
    return set(session.scalars(led.join(Group, Group.id == Assignment.group_id).where(Group.status.in_(LED))))


def _lead_changes(session: Session, since: date, today: date) -> set[uuid.UUID]:
    """Groups in which somebody begins to stand in, or did so until yesterday."""
    first = Assignment.from_on.between(since + timedelta(1), today)
    last = Assignment.until_on.between(since, _before(today))
    return set(session.scalars(select(Assignment.group_id).where(or_(first, last))))


def _silent(session: Session, today: date) -> Iterator[uuid.UUID]:
    """Groups of which nothing was heard for so long that somebody is asked, told or hidden in their country.

    On each of these days, not on the first alone: a limit that is made shorter, or a report that is withdrawn, leaves
    a group past a day that never came.
    """
    reported = and_(Meeting.group_id == Group.id, Meeting.withdrawn_at.is_(None))
    heard = (
        select(Group.id, Unit.path, Group.opened_on, Group.said_to_meet_on, func.max(Meeting.held_on))
        .join(Unit, Unit.id == Group.id)
        .outerjoin(Meeting, reported)
        .where(Group.status.in_(COUNTED))
        .group_by(Group.id, Unit.path, Group.opened_on, Group.said_to_meet_on)
    )
    least: dict[str, int] = {}
    for group_id, path, *days in session.execute(heard):
        nation = nation_path(path)
        if nation not in least:
            own = limits(session, nation)
            least[nation] = min(own[key] for key in SILENCES)
        known = [day for day in days if day is not None]
        if known and (today - max(known)).days >= least[nation]:
            yield group_id


def _ever_set(session: Session, key: str) -> set[int]:
    """What a limit is anywhere: as it ships, and as nations have set it."""
    set_to = session.scalars(select(Setting.value).where(Setting.key == key).distinct())
    return {LIMITS[key], *map(int, set_to)}


def _before(day: date) -> date:
    return day - timedelta(1)
