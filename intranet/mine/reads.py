"""When a page was opened and what is sealed was shown: the moment, what, and as what somebody helps; never who."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, SensitiveRead
from intranet.cases.routing import units_of
from intranet.clock import local_date
from intranet.organisation.models import RoleAssignment
from intranet.participants.membership import membership_of
from intranet.participants.models import Participant, PrivateLink, PrivateSession


@dataclass(frozen=True)
class Read:
    """`role` is one that the reader held there on that day; None when that cannot be told any more."""

    at: datetime
    role: str | None
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """A way to the page that was made, by whom as what they help, and when it was used, if it was."""

    made_at: datetime
    role: str | None
    used_at: datetime | None


@dataclass(frozen=True)
class Visit:
    """The page was opened: on a phone handed over, or by a link of somebody of this role; all of it or a part."""

    at: datetime
    handed: bool
    role: str | None
    whole: bool


def visits_of(session: Session, participant: Participant) -> tuple[Visit, ...]:
    """The newest first."""
    rows = session.scalars(
        select(PrivateSession)
        .where(PrivateSession.participant_id == participant.id)
        .order_by(PrivateSession.started_at.desc(), PrivateSession.id)
        .execution_options(populate_existing=True)
    ).all()
    held, there = _held(session, {one.given_by for one in rows if one.given_by}), (participant.group_id,)
    return tuple(
        Visit(
            one.started_at,
            one.handed_by is not None,
            None if one.given_by is None else _role_on(held, one.given_by, there, local_date(one.started_at)),
            one.whole,
        )
        for one in rows
    )


def links_of(session: Session, participant: Participant) -> tuple[Link, ...]:
    """The newest first; also those that nobody used."""
    made = session.scalars(
        select(PrivateLink)
        .where(PrivateLink.participant_id == participant.id)
        .order_by(PrivateLink.given_at.desc(), PrivateLink.id)
        .execution_options(populate_existing=True)
    ).all()
    held, there = _held(session, {one.given_by for one in made}), (participant.group_id,)
    return tuple(
        Link(one.given_at, _role_on(held, one.given_by, there, local_date(one.given_at)), one.used_at)
        for one in made
    )


def unseen(
    links: Sequence[Link], visits: Sequence[Visit], here_since: datetime, word_reset_at: datetime | None
) -> tuple[Link, ...]:
    """Links that were made since they last saw all of their page, but for the one they came with.

    A visit before the word was last set aside may have been anybody's; since then they came with the word they chose.
    """
    theirs = (one.at for one in visits if one.whole and (word_reset_at is None or one.at >= word_reset_at))
    before = max((at for at in theirs if at < here_since), default=None)
    return tuple(
        one for one in links if one.used_at != here_since and (before is None or one.made_at > before)
    )


def reads_of(session: Session, participant: Participant) -> tuple[Read, ...]:
    """Of the participant by the group, and of the membership by those who look after members; the newest first."""
    about = and_(Case.subject_kind == "participant", Case.subject_id == participant.id)
    if (membership_id := membership_of(session, participant)) is not None:
        about = or_(about, and_(Case.subject_kind == "membership", Case.subject_id == membership_id))
    rows = session.execute(
        select(SensitiveRead, Case.unit_path, Case.subject_kind)
        .join(Case, Case.id == SensitiveRead.case_id)
        .where(about)
        .order_by(SensitiveRead.read_at.desc(), SensitiveRead.id)
    ).all()
    held = _held(session, {row.SensitiveRead.reader_id for row in rows})
    found = []
    for read, path, kind in rows:
        # In a group only who helps in that very group; of a member also whoever has the units above.
        units = units_of(path)[-1:] if kind == "participant" else units_of(path)[::-1]
        role = _role_on(held, read.reader_id, units, local_date(read.read_at))
        found.append(Read(read.read_at, role, tuple(read.fields)))
    return tuple(found)


def role_of(
    session: Session, participant: Participant, person_id: uuid.UUID | None, at: datetime | None
) -> str | None:
    """As what somebody helped in the group on the day of that moment; None when there is nobody, or it is not known."""
    if person_id is None or at is None:
        return None
    return _role_on(_held(session, {person_id}), person_id, (participant.group_id,), local_date(at))


def _held(session: Session, readers: set[uuid.UUID]) -> Sequence[RoleAssignment]:
    wanted = select(RoleAssignment).where(RoleAssignment.person_id.in_(readers))
    return session.scalars(wanted.order_by(RoleAssignment.role)).all()


def _role_on(
    held: Sequence[RoleAssignment], reader_id: uuid.UUID, units: Sequence[uuid.UUID], day: date
) -> str | None:
    for unit_id in units:
        for one in held:
            counts = one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
            if counts and (one.person_id, one.unit_id) == (reader_id, unit_id):
                return one.role
    return None
