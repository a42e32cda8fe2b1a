"""Reading what people learned and practised, as the facts that progress.py is asked with; it decides nothing."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.groups.models import Meeting
from intranet.organisation.settings import limits
from intranet.training.models import (
    ENTERED,
    RECOGNISED,
    Credit,
    Exemption,
    PracticeMeeting,
    Signature,
)
from intranet.training.progress import (
    NOTHING,
    Exempted,
    Hours,
    Needs,
    Practised,
    Signed,
    TrainingFacts,
)


def needs_at(session: Session, path: str) -> Needs:
    """How much it takes in the unit with this path."""
    own = limits(session, path)
    return Needs(**{field.name: own[field.name] for field in fields(Needs)})


def facts_about(session: Session, person_id: uuid.UUID) -> TrainingFacts:
    return facts_of(session, [person_id]).get(person_id, NOTHING)


def facts_of(session: Session, person_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, TrainingFacts]:
    """What stands of these people's training; somebody without any has an entry with nothing in it."""
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    hours, practice = _hours(session, wanted), _practice(session, wanted)
    signatures, exemptions, led = (
        _signatures(session, wanted),
        _exemptions(session, wanted),
        _led(session, wanted),
    )
    return {
        person_id: TrainingFacts(
            hours=tuple(hours[person_id]),
            practice=tuple(practice[person_id]),
            signatures=tuple(signatures[person_id]),
            exemptions=tuple(exemptions[person_id]),
            led_on=tuple(led[person_id]),
        )
        for person_id in wanted
    }


def who_stood_in(
    session: Session,
    person_id: uuid.UUID,
    on: date,
    *,
    requirements: Iterable[str],
    kinds: Iterable[str],
    first: date | None = None,
    last: date | None = None,
) -> frozenset[uuid.UUID]:
    """Who gave one of these exemptions that hold on that day, or entered hours by hand of these kinds and days."""
    waived = select(Exemption.entered_by).where(
        Exemption.person_id == person_id,
        Exemption.requirement.in_(list(requirements)),
        Exemption.from_on <= on,
        Exemption.until_on >= on,
        Exemption.ended_at.is_(None),
    )
    entered = select(Credit.entered_by).where(
        Credit.person_id == person_id,
        Credit.withdrawn_at.is_(None),
        Credit.source.in_((ENTERED, RECOGNISED)),
        Credit.kind.in_(list(kinds)),
        Credit.held_on.between(first or date.min, last or on),
    )
    return frozenset(session.scalars(waived.union(entered)))


# Columns, never entities: what was read before the locks were taken must not answer for what stands now.
def _hours(session: Session, people: list[uuid.UUID]) -> Mapping[uuid.UUID, list[Hours]]:
    found: defaultdict[uuid.UUID, list[Hours]] = defaultdict(list)
    for row in session.execute(
        select(
            Credit.person_id, Credit.held_on, Credit.kind, Credit.minutes, Credit.ethics_minutes,
            Credit.gathering_id,
        )
        .where(Credit.person_id.in_(people), Credit.withdrawn_at.is_(None))
        .order_by(Credit.held_on, Credit.kind, Credit.id)
    ):  # fmt: skip
        found[row.person_id].append(
            Hours(row.held_on, row.kind, row.minutes, row.ethics_minutes, row.gathering_id)
        )
    return found


def _practice(session: Session, people: list[uuid.UUID]) -> Mapping[uuid.UUID, list[Practised]]:
    found: defaultdict[uuid.UUID, list[Practised]] = defaultdict(list)
    for row in session.execute(
        select(
            PracticeMeeting.person_id, PracticeMeeting.held_on, PracticeMeeting.part,
            PracticeMeeting.group_id, PracticeMeeting.mentor_id, PracticeMeeting.confirmed_at,
        )
        .where(PracticeMeeting.person_id.in_(people), PracticeMeeting.withdrawn_at.is_(None))
        .order_by(PracticeMeeting.held_on, PracticeMeeting.id)
    ):  # fmt: skip
        confirmed_on = local_date(row.confirmed_at) if row.confirmed_at else None
        found[row.person_id].append(
            Practised(row.held_on, row.part, row.group_id, row.mentor_id, confirmed_on)
        )
    return found


def has_signed(session: Session, person_id: uuid.UUID, document: str, on: date) -> bool:
    """Whether the document was promised by that day, in whatever version."""
    signed = select(Signature.id).where(
        Signature.person_id == person_id,
        Signature.document == document,
        Signature.signed_on <= on,
        Signature.withdrawn_at.is_(None),
    )
    return session.scalars(signed.limit(1)).first() is not None


def _signatures(session: Session, people: list[uuid.UUID]) -> Mapping[uuid.UUID, list[Signed]]:
    found: defaultdict[uuid.UUID, list[Signed]] = defaultdict(list)
    for row in session.execute(
        select(Signature.person_id, Signature.document, Signature.version, Signature.signed_on)
        .where(Signature.person_id.in_(people), Signature.withdrawn_at.is_(None))
        .order_by(Signature.signed_on, Signature.id)
    ):
        found[row.person_id].append(Signed(row.document, row.version, row.signed_on))
    return found


def _exemptions(session: Session, people: list[uuid.UUID]) -> Mapping[uuid.UUID, list[Exempted]]:
    found: defaultdict[uuid.UUID, list[Exempted]] = defaultdict(list)
    for row in session.execute(
        select(
            Exemption.person_id, Exemption.requirement, Exemption.from_on, Exemption.until_on,
            Exemption.ended_at,
        )
        .where(Exemption.person_id.in_(people))
        .order_by(Exemption.until_on, Exemption.id)
    ):  # fmt: skip
        ended_on = local_date(row.ended_at) if row.ended_at else None
        found[row.person_id].append(Exempted(row.requirement, row.from_on, row.until_on, ended_on))
    return found


def _led(session: Session, people: list[uuid.UUID]) -> Mapping[uuid.UUID, list[date]]:
    """The days of the reported meetings that each of them led, alone or together with another."""
    found: defaultdict[uuid.UUID, list[date]] = defaultdict(list)
    for row in session.execute(
        select(Meeting.led_by, Meeting.co_led_by, Meeting.held_on)
        .where(or_(Meeting.led_by.in_(people), Meeting.co_led_by.in_(people)), Meeting.withdrawn_at.is_(None))
        .order_by(Meeting.held_on, Meeting.id)
    ):
        for person_id in {row.led_by, row.co_led_by}.intersection(people):
            found[person_id].append(row.held_on)
    return found
