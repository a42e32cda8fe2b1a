"""Crediting hours: marked by a gathering's leader, entered from before, recognised from elsewhere, taken back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import lock_rows, new_id
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible
from intranet.training import policy
from intranet.training.looking import (
    EARLIEST,
    LONGEST_NAME,
    none_of,
    not_ones_own,
    seen,
    who,
    wrong_day,
    wrong_words,
)
from intranet.training.mentors import OWN_DOES_NOT_COUNT, may_stand_in
from intranet.training.models import ATTENDED, COURSE, CREDITS, ENTERED, RECOGNISED, Credit
from intranet.training.words import COUNTRIES

DAY_MINUTES = 12 * 60
COURSE_MINUTES = 400 * 60
TRAINERS_ENTER = Text("The trainer and the office enter hours.")
THE_OFFICE_RECOGNISES = Text("The office recognises a course.")


@dataclass(frozen=True)
class Noted:
    """Hours entered by hand; a recognised course is dated on its last day and says in which country it was."""

    held_on: date
    minutes: int
    kind: str = COURSE
    ethics_minutes: int = 0
    name: str = ""
    reason: str = ""
    country: str | None = None


def credit_attendance(
    session: Session,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    gathering_id: uuid.UUID,
    on: date,
    kind: str,
    minutes: int,
    ethics_minutes: int,
    entered_by: uuid.UUID,
) -> Credit | None:
    """What somebody was there for on one day of a gathering; the newest marking stands, and no minutes take it back.

    The gathering decides who may mark. Raises Denied for one's own, whoever asks. Whoever calls it has locked
    the person before the gathering.
    """
    if entered_by == person_id:
        raise Denied(Text("Nobody credits hours to themselves."))
    lock_rows(session, Person, [person_id])
    none_of(
        wrong_day("held_on", on, local_date(moment)), _wrong_hours(kind, minutes, ethics_minutes, least=0)
    )
    standing = _at_gathering(session, person_id, gathering_id, on)
    if standing is not None:
        if (standing.kind, standing.minutes, standing.ethics_minutes) == (kind, minutes, ethics_minutes):
            return standing
        standing.withdrawn_at, standing.withdrawn_by = moment, entered_by
        session.flush()
    elif minutes == 0:
        return None
    credit = None
    if minutes:
        credit = Credit(
            id=new_id(), person_id=person_id, held_on=on, kind=kind, minutes=minutes,
            ethics_minutes=ethics_minutes, gathering_id=gathering_id, source=ATTENDED,
            entered_by=entered_by, entered_at=moment,
        )  # fmt: skip
        session.add(credit)
    _tell(session, moment, person_id)
    return credit


def enter_hours(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID, noted: Noted
) -> Credit:
    """Hours from before that stand nowhere else, entered by the trainer as such; the day may be long ago."""
    path = seen(session, actor, person_id)
    if not policy.can_enter_hours(actor, path, person_id):
        raise not_ones_own(actor, person_id, TRAINERS_ENTER)
    if not may_stand_in(session, actor, local_date(moment)):
        raise Denied(OWN_DOES_NOT_COUNT)
    return _enter(session, actor, moment, person_id, noted, ENTERED)


def recognise_course(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID, noted: Noted
) -> Credit:
    """A basic course held in another country counts here with its hours, as the office has decided."""
    path = seen(session, actor, person_id)
    if not policy.can_recognise(actor, path, person_id):
        raise not_ones_own(actor, person_id, THE_OFFICE_RECOGNISES)
    if noted.country not in COUNTRIES:
        none_of([Refusal("country", Text("Choose one of the list."))])
    return _enter(session, actor, moment, person_id, noted, RECOGNISED)


def withdraw_credit(session: Session, actor: Actor, moment: datetime, credit_id: uuid.UUID) -> Credit:
    """It was a mistake and no longer counts; the row stays. Withdrawing it twice does nothing more."""
    credit = session.get(Credit, credit_id)
    if credit is None:
        raise NotVisible
    path = seen(session, actor, credit.person_id)
    if not policy.can_withdraw_hours(actor, path, credit.person_id):
        raise not_ones_own(actor, credit.person_id, Text("The trainer and the office take hours back."))
    lock_rows(session, Person, [credit.person_id])
    session.refresh(credit)
    if credit.withdrawn_at is None:
        credit.withdrawn_at, credit.withdrawn_by = moment, who(actor)
        _tell(session, moment, credit.person_id)
    return credit


def _enter(
    session: Session, actor: Actor, moment: datetime, person_id: uuid.UUID, noted: Noted, source: str
) -> Credit:
    lock_rows(session, Person, [person_id])
    most = COURSE_MINUTES if source == RECOGNISED else DAY_MINUTES
    none_of(
        wrong_day("held_on", noted.held_on, local_date(moment), EARLIEST),
        _wrong_hours(noted.kind, noted.minutes, noted.ethics_minutes, least=1, most=most),
        wrong_words("reason", noted.reason),
        _wrong_name(noted.name),
        _noted_already(session, person_id, noted),
        _more_than_a_day(session, person_id, noted) if source == ENTERED else (),
    )
    credit = Credit(
        id=new_id(), person_id=person_id, held_on=noted.held_on, kind=noted.kind, minutes=noted.minutes,
        ethics_minutes=noted.ethics_minutes, source=source, name=" ".join(noted.name.split()),
        country=noted.country if source == RECOGNISED else None, reason=noted.reason.strip(),
        entered_by=who(actor), entered_at=moment,
    )  # fmt: skip
    session.add(credit)
    _tell(session, moment, person_id)
    return credit


def _wrong_hours(
    kind: str, minutes: int, ethics_minutes: int, *, least: int, most: int = DAY_MINUTES
) -> Iterable[Refusal]:
    if kind not in CREDITS:
        yield Refusal("kind", Text("Choose one of the list."))
    if not least <= minutes <= most:
        yield Refusal("hours", Text("Write more than 0 and at most %(most)s hours.", {"most": most // 60}))
    elif not 0 <= ethics_minutes <= minutes:
        yield Refusal("ethics_hours", Text("These are part of the hours, so not more than they are."))


def _wrong_name(name: str) -> Iterable[Refusal]:
    if len(name) > LONGEST_NAME:
        text = Text("This is too long: %(most)s characters at most.", {"most": LONGEST_NAME})
        yield Refusal("name", text)


def _noted_already(session: Session, person_id: uuid.UUID, noted: Noted) -> Iterable[Refusal]:
    """The same hours never count twice: neither entered by hand again, nor beside what a leader marked."""
    same = session.scalar(
        select(Credit.id)
        .where(
            Credit.person_id == person_id,
            Credit.held_on == noted.held_on,
            Credit.kind == noted.kind,
            Credit.withdrawn_at.is_(None),
        )
        .limit(1)
    )
    if same is not None:
        yield Refusal("held_on", Text("Hours of this kind are noted for this day already."))


def _more_than_a_day(session: Session, person_id: uuid.UUID, noted: Noted) -> Iterable[Refusal]:
    """All kinds of a day together are hours of one day; a recognised course lasted longer than its last one."""
    there = session.scalar(
        select(func.sum(Credit.minutes)).where(
            Credit.person_id == person_id,
            Credit.held_on == noted.held_on,
            Credit.source != RECOGNISED,
            Credit.withdrawn_at.is_(None),
        )
    )
    if there and noted.minutes <= DAY_MINUTES < there + noted.minutes:
        text = Text(
            "With what is noted for this day already that is more than %(most)s hours.",
            {"most": DAY_MINUTES // 60},
        )
        yield Refusal("hours", text)


def _at_gathering(session: Session, person_id: uuid.UUID, gathering_id: uuid.UUID, on: date) -> Credit | None:
    return session.scalars(
        select(Credit)
        .where(
            Credit.person_id == person_id,
            Credit.gathering_id == gathering_id,
            Credit.held_on == on,
            Credit.withdrawn_at.is_(None),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()


def _tell(session: Session, moment: datetime, person_id: uuid.UUID) -> None:
    facts.tell(session, facts.Fact("training", moment, person_id=person_id))
