"""What those who help in a group see of whoever comes: where each stands, and which steps and tasks are there."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.cases.queries import case_page
from intranet.cases.queries.leaving import Leaving, leaving
from intranet.cases.queries.reading import Reading, read
from intranet.clock import local_date
from intranet.engine.process import Process
from intranet.groups.models import FAMILY_CLUB, Group
from intranet.organisation.models import Unit
from intranet.participants import consents, operations, support
from intranet.participants.looking import seen
from intranet.participants.models import Consent, Participant
from intranet.participants.policy import can_help_in
from intranet.participants.queries import participants_of
from intranet.policy import Actor
from intranet.problems import NotVisible

PATH, FIRST_VISIT = "participant_path", "first_visit"


@dataclass(frozen=True)
class Circle:
    """A group, for somebody who helps in it."""

    group: Group
    unit: Unit

    @property
    def is_club(self) -> bool:
        return self.group.kind == FAMILY_CLUB


@dataclass(frozen=True)
class Line:
    participant: Participant
    state: str


@dataclass(frozen=True)
class Page:
    """One participant, for somebody who helps in their group."""

    circle: Circle
    participant: Participant
    reading: Reading
    steps: Sequence[Leaving]
    tasks: case_page.Tasks
    agreed: Mapping[str, Consent]
    helpers: Mapping[uuid.UUID, str]
    is_alone: bool

    @property
    def open_steps(self) -> list[Leaving]:
        return [step for step in self.steps if step.is_open]

    @property
    def missing(self) -> list[Leaving]:
        """The steps that would be the reader's, and for which something is missing."""
        return [step for step in self.steps if step.denied is None and step.refusals]


def process_of(session: Session) -> Process:
    return runtime.process(session, PATH)


def circle_of(session: Session, actor: Actor, group_id: uuid.UUID) -> Circle:
    """Raises NotVisible for whoever does not help in this very group, whatever they are elsewhere or above it."""
    row = session.execute(
        select(Group, Unit).join(Unit, Unit.id == Group.id).where(Group.id == group_id)
    ).one_or_none()
    if row is None or not can_help_in(actor, row[1].path):
        raise NotVisible
    return Circle(row[0], row[1])


def lines_of(session: Session, actor: Actor, group_id: uuid.UUID) -> list[Line]:
    """Those who come to the group, in the order in which they came first."""
    found = participants_of(session, actor, group_id)
    cases = cases_of(session, [one.id for one in found])
    return [Line(one, cases[one.id].state) for one in found if one.id in cases]


def cases_of(session: Session, participant_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Case]:
    """The case on the way of each."""
    wanted = select(Case).where(Case.workflow == PATH, Case.subject_id.in_(list(participant_ids)))
    return {case.subject_id: case for case in session.scalars(wanted) if case.subject_id is not None}


def about(session: Session, case_id: uuid.UUID) -> uuid.UUID:
    """Whom a case on this way is about."""
    subject_id = session.scalars(select(Case.subject_id).where(Case.id == case_id)).one()
    if subject_id is None:
        raise NotVisible
    return subject_id


def page_of(session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID) -> Page:
    """Raises NotVisible."""
    participant = seen(session, actor, participant_id)
    circle = circle_of(session, actor, participant.group_id)
    case = cases_of(session, [participant_id]).get(participant_id)
    if case is None:
        raise NotVisible
    reading = read(session, case.id, actor, moment)
    return Page(
        circle=circle,
        participant=participant,
        reading=reading,
        steps=[step for step in leaving(reading) if step.is_theirs and step.is_told],
        tasks=case_page.tasks(reading),
        agreed=consents.standing(session, participant_id),
        helpers=support.who_may_keep_in_touch(session, participant, local_date(moment)),
        is_alone=operations.is_alone_in_a_club(session, participant),
    )
