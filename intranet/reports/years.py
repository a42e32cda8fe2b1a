"""Which years have figures, and which days of them are counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intranet.cases.models import Case, CaseEvent
from intranet.certificates.models import Certificate
from intranet.dates import calendar_day
from intranet.gatherings.models import Gathering
from intranet.groups.models import Group, Meeting
from intranet.organisation.models import Unit
from intranet.people.models import Person


def years(session: Session, paths: Sequence[str], today: date) -> tuple[int, ...]:
    """The newest first: from this year back to the first in which something is counted, at least to the last."""
    first = min(_first_year(session, paths, today), today.year - 1)
    return tuple(range(today.year, first - 1, -1))


def days_of(year: int, today: date) -> tuple[date, date]:
    """Its first and last day; of the year that lasts, only what is over."""
    return date(year, 1, 1), min(date(year, 12, 31), today)


def _first_year(session: Session, paths: Sequence[str], today: date) -> int:
    def below(path: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        return or_(false(), *(path.startswith(one) for one in paths))

    first: tuple[date | datetime | None, ...] = (
        session.scalar(
            select(func.min(CaseEvent.at))
            .join(Case, Case.id == CaseEvent.case_id)
            .where(below(Case.unit_path))
        ),
        session.scalar(
            select(func.min(Certificate.valid_from))
            .join(Person, Person.id == Certificate.person_id)
            .join(Unit, Unit.id == Person.unit_id)
            .where(below(Unit.path))
        ),
        session.scalar(
            select(func.min(Gathering.starts_at))
            .join(Unit, Unit.id == Gathering.unit_id)
            .where(below(Unit.path))
        ),
        session.scalar(
            select(func.min(Group.opened_on)).join(Unit, Unit.id == Group.id).where(below(Unit.path))
        ),
        session.scalar(
            select(func.min(Meeting.held_on)).join(Unit, Unit.id == Meeting.group_id).where(below(Unit.path))
        ),
    )
    return min((calendar_day(one).year for one in first if one is not None), default=today.year)
