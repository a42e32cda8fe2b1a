"""What one reader sees of somebody's training: how far it has come, what stands, and what they may do there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.certificates.period import current_period
from intranet.certificates.queries import status_of
from intranet.certificates.status import Code
from intranet.gatherings.models import Gathering
from intranet.groups import policy as groups_policy
from intranet.groups.models import COUNTED, Group
from intranet.organisation.models import Unit
from intranet.people import policy as people_policy
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.training import policy
from intranet.training.looking import seen
from intranet.training.mentors import may_stand_in
from intranet.training.models import DOCUMENTS, Credit, Exemption, PracticeMeeting, Signature
from intranet.training.operations.signing import current_version
from intranet.training.progress import (
    NOTHING,
    Needs,
    Practice,
    Progress,
    TrainingFacts,
    certification,
    practice_stretch,
    renewal,
)
from intranet.training.queries import facts_about, needs_at

RENEWED = frozenset({Code.CERTIFIED, Code.GRACE, Code.PAUSED, Code.SUSPENDED})

_WAITING = select(PracticeMeeting).where(
    PracticeMeeting.confirmed_at.is_(None), PracticeMeeting.withdrawn_at.is_(None)
)


@dataclass(frozen=True)
class Document:
    """A promise as it stands for this person: the version that counts, and the rows there are."""

    key: str
    version: int
    signatures: Sequence[Signature]

    @property
    def promised(self) -> bool:
        return any(row.version >= self.version and row.withdrawn_at is None for row in self.signatures)


@dataclass(frozen=True)
class Way:
    """What is asked of this person: for a first certificate, or for renewing by the last day of the period."""

    progress: Progress
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Page:
    """Rows that no longer count are shown as such: nothing that was entered disappears."""

    person: Person
    place: str
    mine: bool
    way: Way | None
    stretch: Practice
    practice_days: int
    credits: Sequence[Credit]
    practice: Sequence[PracticeMeeting]
    documents: Sequence[Document]
    exemptions: Sequence[Exemption]
    waiting: Sequence[PracticeMeeting]
    names: Mapping[uuid.UUID, str]
    groups: Mapping[uuid.UUID, str]
    gatherings: Mapping[uuid.UUID, str]
    may_open_person: bool
    may_enter: bool
    may_recognise: bool
    may_exempt: bool
    may_enter_signature: bool
    may_withdraw_practice: bool

    @property
    def on_paper(self) -> tuple[Signature, ...]:
        """What was entered from paper and stands."""
        return tuple(
            row
            for document in self.documents
            for row in document.signatures
            if row.entered_by is not None and row.withdrawn_at is None
        )


def page_of(session: Session, actor: Actor, on: date, person_id: uuid.UUID) -> Page:
    """Raises NotVisible."""
    path = seen(session, actor, person_id)
    person = session.get_one(Person, person_id)
    facts, needs = facts_about(session, person_id), needs_at(session, path)
    mine = actor.person_id == person_id
    hours = session.scalars(
        select(Credit)
        .where(Credit.person_id == person_id)
        .order_by(Credit.held_on.desc(), Credit.entered_at.desc())
    ).all()
    practice = _practice(session, person_id)
    waiting = _waiting_for(session, person_id) if mine else []
    documents = _documents(session, path, person_id)
    exemptions = session.scalars(
        select(Exemption).where(Exemption.person_id == person_id).order_by(Exemption.entered_at.desc())
    ).all()
    people = {
        *(row.entered_by for row in hours),
        *(row.entered_by for row in exemptions),
        *(row.entered_by for one in documents for row in one.signatures),
        *(who for row in (*practice, *waiting) for who in (row.person_id, row.mentor_id)),
    }
    return Page(
        person=person,
        place=session.get_one(Unit, person.unit_id).name,
        mine=mine,
        way=_way(session, person_id, on, facts, needs),
        stretch=practice_stretch(facts, on, needs),
        practice_days=needs.practice_days,
        credits=hours,
        practice=practice,
        documents=documents,
        exemptions=exemptions,
        waiting=waiting,
        names=_names(session, people),
        groups=_group_names(session, {row.group_id for row in (*practice, *waiting)}),
        gatherings=_titles(session, {row.gathering_id for row in hours if row.gathering_id is not None}),
        may_open_person=people_policy.can_see(actor, path, person_id),
        may_enter=policy.can_enter_hours(actor, path, person_id) and may_stand_in(session, actor, on),
        may_recognise=policy.can_recognise(actor, path, person_id),
        may_exempt=policy.can_exempt(actor, path, person_id),
        may_enter_signature=policy.can_enter_signature(actor, path, person_id),
        may_withdraw_practice=policy.can_withdraw_practice(actor, path, person_id),
    )


def groups_to_practise_in(session: Session, actor: Actor) -> list[tuple[uuid.UUID, str]]:
    """The groups that meet and that the actor may see, by name."""
    rows = session.execute(
        groups_policy.visible_to(actor)
        .where(Group.status.in_(COUNTED))
        .with_only_columns(Group.id, Unit.name)
        .order_by(Unit.name, Group.id)
    )
    return [(group_id, name) for group_id, name in rows]


def waiting_for(session: Session, mentor_id: uuid.UUID) -> int:
    """How many practice meetings wait for this mentor's answer."""
    return (
        session.scalar(_WAITING.with_only_columns(func.count()).where(PracticeMeeting.mentor_id == mentor_id))
        or 0
    )


def _way(session: Session, person_id: uuid.UUID, on: date, facts: TrainingFacts, needs: Needs) -> Way | None:
    """Whoever is certified is shown what the renewal takes; after a lapse the case tells what counts anew."""
    code, period = status_of(session, person_id, on).code, current_period(session, person_id)
    if code is Code.NONE:
        return None if facts == NOTHING else Way(certification(facts, on, needs))
    if code in RENEWED and period is not None:
        return Way(renewal(facts, period.start, period.end, on, needs), period.start, period.end)
    return None


def _documents(session: Session, path: str, person_id: uuid.UUID) -> list[Document]:
    rows = session.scalars(
        select(Signature)
        .where(Signature.person_id == person_id)
        .order_by(Signature.signed_on.desc(), Signature.signed_at.desc())
    ).all()
    return [
        Document(key, current_version(session, path, key), [row for row in rows if row.document == key])
        for key in DOCUMENTS
    ]


def _practice(session: Session, person_id: uuid.UUID) -> Sequence[PracticeMeeting]:
    return session.scalars(
        select(PracticeMeeting)
        .where(PracticeMeeting.person_id == person_id)
        .order_by(PracticeMeeting.held_on.desc(), PracticeMeeting.logged_at.desc())
    ).all()


def _waiting_for(session: Session, mentor_id: uuid.UUID) -> Sequence[PracticeMeeting]:
    return session.scalars(
        _WAITING.where(PracticeMeeting.mentor_id == mentor_id).order_by(
            PracticeMeeting.held_on, PracticeMeeting.id
        )
    ).all()


def _names(session: Session, people: set[uuid.UUID | None]) -> Mapping[uuid.UUID, str]:
    wanted = [person_id for person_id in people if person_id is not None]
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def _group_names(session: Session, groups: set[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(groups)))
    return {row.id: row.name for row in rows}


def _titles(session: Session, gatherings: set[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = session.execute(select(Gathering.id, Gathering.title).where(Gathering.id.in_(gatherings)))
    return {row.id: row.title for row in rows}
