"""The figures of a unit over some time, counted from what happened; counts only, never who."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, CaseEvent
from intranet.certificates.models import Certificate
from intranet.clock import beginning_of
from intranet.gatherings.models import FOLLOWED_UP, KINDS, Gathering
from intranet.groups.models import CLOSED, FAMILY_CLUB, PEER_SUPPORT, Group, Meeting
from intranet.organisation.models import Unit
from intranet.people.models import Person

# Where a new group's case stands when nobody works on it.
AT_REST = ("declined", "withdrawn", "on_hold")


@dataclass(frozen=True)
class Figures:
    """`clubs_open`, `clubs_starting` and `peer_open` are those of the last day, the others of all the days together."""

    certified: int
    gatherings: Mapping[str, int]
    clubs_open: int
    clubs_starting: int
    clubs_opened: int
    peer_open: int
    peer_opened: int
    meetings: int
    visits: int

    @property
    def clubs(self) -> int:
        """As the yearly report counts them: those that are open, with those whose start was under way."""
        return self.clubs_open + self.clubs_starting


def figures(session: Session, path: str, first: date, last: date) -> Figures:
    """Of the unit with this path and everything below it, from the first day to the last, both included."""
    meetings, visits = _meetings(session, path, first, last)
    return Figures(
        certified=_certified(session, path, first, last),
        gatherings=_gatherings(session, path, first, last),
        clubs_open=_open(session, path, FAMILY_CLUB, last),
        clubs_starting=_clubs_starting(session, path, last),
        clubs_opened=_opened(session, path, FAMILY_CLUB, first, last),
        peer_open=_open(session, path, PEER_SUPPORT, last),
        peer_opened=_opened(session, path, PEER_SUPPORT, first, last),
        meetings=meetings,
        visits=visits,
    )


def _certified(session: Session, path: str, first: date, last: date) -> int:
    """People whose first certificate began then: renewals and extensions make nobody an assistant anew.

    Where the beginning of one is not known, nobody can say which was the first: they are in no year.
    """
    began = (
        select(func.min(Certificate.valid_from).label("on"))
        .join(Person, Person.id == Certificate.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.path.startswith(path))
        .group_by(Certificate.person_id)
        .having(func.count(Certificate.valid_from) == func.count())
        .subquery()
    )
    return session.scalar(select(func.count()).where(began.c.on.between(first, last))) or 0


def _gatherings(session: Session, path: str, first: date, last: date) -> Mapping[str, int]:
    """Those that were held and finished, by kind; they belong to the day on which they began."""
    begins, ends = _span(first, last)
    rows = session.execute(
        select(Gathering.kind, func.count())
        .join(Unit, Unit.id == Gathering.unit_id)
        .where(
            Gathering.status == FOLLOWED_UP,
            Gathering.starts_at >= begins,
            Gathering.starts_at < ends,
            Unit.path.startswith(path),
        )
        .group_by(Gathering.kind)
    )
    found = dict(rows.all())
    return {kind: found.get(kind, 0) for kind in KINDS}


def _opened(session: Session, path: str, kind: str, first: date, last: date) -> int:
    opened = _groups(path, kind).where(Group.opened_on.between(first, last))
    return session.scalar(select(func.count()).select_from(opened.subquery())) or 0


def _open(session: Session, path: str, kind: str, last: date) -> int:
    """Opened by then, and not closed by then; one that rested is still open."""
    _, ends = _span(last, last)
    closed = (
        select(Case.subject_id)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(
            Case.workflow == "group_change",
            CaseEvent.transition == "finish",
            # A split or a rest is finished too, and its group goes on.
            CaseEvent.from_state == "closing",
            CaseEvent.at < ends,
        )
    )
    standing = _groups(path, kind).where(
        Group.opened_on <= last, ~and_(Group.status == CLOSED, Group.id.in_(closed))
    )
    return session.scalar(select(func.count()).select_from(standing.subquery())) or 0


def _clubs_starting(session: Session, path: str, last: date) -> int:
    """Clubs that had not opened by then and whose case was under way at the end of that day."""
    _, ends = _span(last, last)
    newest = (
        select(CaseEvent.case_id, func.max(CaseEvent.number).label("number"))
        .where(CaseEvent.to_state.is_not(None), CaseEvent.at < ends)
        .group_by(CaseEvent.case_id)
        .subquery()
    )
    under_way = (
        select(Case.subject_id)
        .join(newest, newest.c.case_id == Case.id)
        .join(CaseEvent, and_(CaseEvent.case_id == newest.c.case_id, CaseEvent.number == newest.c.number))
        .where(Case.workflow == "new_group", CaseEvent.to_state.not_in(AT_REST))
    )
    starting = _groups(path, FAMILY_CLUB).where(
        Group.id.in_(under_way), (Group.opened_on.is_(None)) | (Group.opened_on > last)
    )
    return session.scalar(select(func.count()).select_from(starting.subquery())) or 0


def _meetings(session: Session, path: str, first: date, last: date) -> tuple[int, int]:
    """How many were reported, and how many came to them in all: families, or visits."""
    count, came = session.execute(
        select(func.count(), func.coalesce(func.sum(Meeting.came), 0))
        .join(Unit, Unit.id == Meeting.group_id)
        .where(
            Meeting.withdrawn_at.is_(None), Meeting.held_on.between(first, last), Unit.path.startswith(path)
        )
    ).one()
    return int(count), int(came)


def _groups(path: str, kind: str) -> Select[uuid.UUID]:
    return (
        select(Group.id).join(Unit, Unit.id == Group.id).where(Group.kind == kind, Unit.path.startswith(path))
    )


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the first after the last."""
    return beginning_of(first), beginning_of(last + timedelta(1))
