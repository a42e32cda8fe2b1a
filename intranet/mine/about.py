"""What is stored about somebody, gathered for their own page and the copy they may take away; it changes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import runtime, store
from intranet.cases.models import Case, CaseEvent, Timer
from intranet.cases.queries import case_page
from intranet.cases.queries.leaving import Leaving, one_leaving
from intranet.cases.queries.reading import Reading, reading_of
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.groups.models import Meeting
from intranet.groups.queries import names_of
from intranet.mine.reads import Link, Read, Visit, links_of, reads_of, visits_of
from intranet.organisation.models import Unit
from intranet.participants import bars, consents, details
from intranet.participants.models import HANDED_OVER, Attendance, Consent, Participant
from intranet.policy import Actor
from intranet.problems import NotVisible

PATH = "participant_path"
JOIN, LEAVE, UNDO = "join", "leave", "undo"
# These ask or explain more than a button can.
WITH_A_PAGE = frozenset({JOIN, LEAVE, UNDO})


@dataclass(frozen=True)
class Happened:
    at: datetime
    label: Text


@dataclass(frozen=True)
class Stored:
    """Everything. `helpers` are those who can see it; `phones_of` names those on whose phone something was agreed to;
    `way` is how the case about them stands, None without one.
    """

    participant: Participant
    group: str
    country: str
    unit_path: str
    name: str | None
    contact: details.Contact | None
    helpers: tuple[bars.Helper, ...]
    consents: Sequence[Consent]
    phones_of: Mapping[uuid.UUID, str]
    bars: tuple[bars.Standing, ...]
    reads: tuple[Read, ...]
    links: tuple[Link, ...]
    visits: tuple[Visit, ...]
    days: tuple[date, ...]
    way: Reading | None
    forgotten_on: date | None
    beside: str | None
    happened: tuple[Happened, ...]
    answers: tuple[tuple[Text, object], ...]
    tasks: tuple[Text, ...]

    @property
    def standing(self) -> dict[str, Consent]:
        return {one.purpose: one for one in self.consents if one.withdrawn_at is None}

    @property
    def state(self) -> Text | None:
        if self.way is None:
            return None
        workflow = self.way.process.workflow
        return workflow.words(workflow.states[self.way.case.state].label)


def stored(session: Session, actor: Actor, moment: datetime, day: date) -> Stored:
    """Raises NotVisible for anybody but a participant on their own page."""
    participant = whose(session, actor)
    unit = session.get_one(Unit, participant.group_id)
    barred = bars.barred_by(session, participant.id)
    way = way_of(session, actor, moment)
    given = consents.history(session, participant.id)
    return Stored(
        participant=participant,
        group=unit.name,
        country=unit.country,
        unit_path=unit.path,
        name=details.name_of(session, participant),
        contact=details.contact_of(session, participant),
        helpers=tuple(
            one for one in bars.helpers(session, participant.group_id, day) if one.person_id not in barred
        ),
        consents=given,
        phones_of=names_of(session, {one.recorded_by for one in given if one.channel == HANDED_OVER}),
        bars=bars.standing(session, participant.id),
        reads=reads_of(session, participant),
        links=links_of(session, participant),
        visits=visits_of(session, participant),
        days=_days(session, participant.id),
        way=way,
        forgotten_on=None if way is None else _forgotten_on(session, way),
        beside=next(iter(names_of(session, {participant.paired_with}).values()), None),
        happened=() if way is None else _happened(session, way),
        answers=() if way is None else case_page.facts(way),
        tasks=() if way is None else _tasks(way),
    )


def whose(session: Session, actor: Actor) -> Participant:
    """The participant who looks at their own page. Raises NotVisible for everybody else."""
    participant = None if actor.participant_id is None else session.get(Participant, actor.participant_id)
    if participant is None or participant.left_on is not None:
        raise NotVisible
    return participant


def way_of(session: Session, actor: Actor, moment: datetime) -> Reading | None:
    """The case about them, as they may take its steps themselves."""
    if PATH not in runtime.processes(session):
        return None
    case_id = session.scalars(
        select(Case.id)
        .where(Case.workflow == PATH, Case.subject_id == actor.participant_id)
        .order_by(Case.started_at.desc(), Case.id)
    ).first()
    return None if case_id is None else reading_of(session, store.load(session, case_id), actor, moment)


def steps(way: Reading | None) -> tuple[Leaving, ...]:
    """The steps that are theirs to take now, with nothing in the way."""
    if way is None:
        return ()
    leaving = (one_leaving(way, key) for key in way.process.workflow.leaving(way.case.state))
    return tuple(one for one in leaving if one.is_open)


def _forgotten_on(session: Session, way: Reading) -> date | None:
    """When time ends the path by itself, as it is counted now."""
    steps = way.process.workflow.transitions
    ends = {key for key, step in steps.items() if way.process.workflow.states[step.to].end}
    at = session.scalars(
        select(Timer.at)
        .where(
            Timer.case_id == way.case.id,
            Timer.kind == "transition",
            Timer.key.in_(ends),
            Timer.fired_at.is_(None),
            Timer.cancelled_at.is_(None),
        )
        .order_by(Timer.at)
    ).first()
    return None if at is None else local_date(at)


def _tasks(way: Reading) -> tuple[Text, ...]:
    """What stands on the group's list because of them."""
    workflow = way.process.workflow
    keys = dict.fromkeys(task.key for task in way.case.tasks if task.live and task.key in workflow.tasks)
    return tuple(workflow.words(workflow.tasks[key].label) for key in keys)


def _happened(session: Session, way: Reading) -> tuple[Happened, ...]:
    workflow = way.process.workflow
    rows = session.execute(
        select(CaseEvent.at, CaseEvent.transition)
        .where(CaseEvent.case_id == way.case.id, CaseEvent.kind == "transition")
        .order_by(CaseEvent.number)
    )
    return tuple(
        Happened(row.at, workflow.words(workflow.transitions[row.transition].label))
        for row in rows
        if row.transition in workflow.transitions
    )


def _days(session: Session, participant_id: uuid.UUID) -> tuple[date, ...]:
    rows = session.scalars(
        select(Meeting.held_on)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Attendance.participant_id == participant_id)
        .order_by(Meeting.held_on)
    )
    return tuple(rows)
