"""What somebody finds about their own way and certificate: the facts of the desk; it reads, and decides nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.candidates.way import CERTIFICATION, RENEWAL, Ahead, ahead, stages
from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.cases.queries.leaving import Leaving, one_leaving, ribbon
from intranet.cases.queries.reading import Reading, read
from intranet.certificates.models import Certificate
from intranet.certificates.queries import newest_of, status_of
from intranet.certificates.status import PAUSABLE, Status
from intranet.clock import local_date
from intranet.engine.process import Process
from intranet.engine.text import Text
from intranet.groups.models import CLOSED, Assignment, Group
from intranet.organisation.models import Unit
from intranet.policy import Actor

PAUSE, COME_BACK = "pause", "end_pause"
OF_A_BREAK = (PAUSE, COME_BACK)


@dataclass(frozen=True)
class Own:
    """A case about the reader: where it stands, and which of its tasks is theirs to do next."""

    reading: Reading
    state: Text
    help: Text
    task: tuple[uuid.UUID, Text, datetime | None] | None

    @property
    def id(self) -> uuid.UUID:
        return self.reading.case.id


@dataclass(frozen=True)
class Mine:
    """The reader's own page. `way` is set for a candidate, `rest` and `back` where a break may begin or end."""

    way: Own | None
    ribbon: Sequence[Mapping[str, object]]
    ahead: Ahead | None
    certificate: Certificate | None
    status: Status | None
    renewal: Own | None
    groups: Sequence[tuple[uuid.UUID, str, date | None]]
    rest: Leaving | None
    back: Leaving | None

    @property
    def is_empty(self) -> bool:
        return self.way is None and self.certificate is None


def mine(session: Session, actor: Actor, moment: datetime) -> Mine:
    today = local_date(moment)
    own = own_case(session, actor, moment, CERTIFICATION)
    newest = None if actor.person_id is None else newest_of(session, actor.person_id)
    status = None if newest is None else status_of(session, newest.person_id, today)
    on_the_way = own is not None and own.reading.case.state in stages(own.reading.process)
    return Mine(
        way=own,
        ribbon=ribbon(own.reading) if own is not None and on_the_way else (),
        ahead=ahead(own.reading) if own is not None and on_the_way else None,
        certificate=newest,
        status=status,
        renewal=own_case(session, actor, moment, RENEWAL) if newest is not None else None,
        groups=led_by(session, actor, today),
        rest=step_of(own, PAUSE) if status is not None and status.code in PAUSABLE else None,
        back=step_of(own, COME_BACK),
    )


def has_a_page(session: Session, actor: Actor) -> bool:
    """Whether the reader is on the way to a certificate, or has or had one."""
    process = runtime.processes(session).get(CERTIFICATION)
    if process is None or actor.person_id is None:
        return False
    return newest_about(session, actor.person_id, CERTIFICATION) is not None or (
        newest_of(session, actor.person_id) is not None
    )


def own_case(session: Session, actor: Actor, moment: datetime, workflow: str) -> Own | None:
    """The newest case of this workflow about the reader."""
    process = runtime.processes(session).get(workflow)
    if process is None or actor.person_id is None:
        return None
    case_id = newest_about(session, actor.person_id, workflow)
    if case_id is None:
        return None
    reading = read(session, case_id, actor, moment)
    state = process.workflow.states.get(reading.case.state)
    if state is None:
        return None
    words = process.workflow.words
    return Own(reading, words(state.label), words(state.help), _task(process, reading, actor))


def step_of(own: Own | None, key: str) -> Leaving | None:
    """The step as the reader finds it, if it leaves the state that their case is in and is theirs to take."""
    if own is None or key not in own.reading.process.workflow.leaving(own.reading.case.state):
        return None
    step = one_leaving(own.reading, key)
    return step if step.is_theirs and step.denied is None else None


def led_by(session: Session, actor: Actor, on: date) -> Sequence[tuple[uuid.UUID, str, date | None]]:
    """The groups the reader accepted to lead or to stand in for, by name, and until when where that is known."""
    rows = session.execute(
        select(Group.id, Unit.name, Assignment.until_on)
        .join(Assignment, Assignment.group_id == Group.id)
        .join(Unit, Unit.id == Group.id)
        .where(
            Assignment.person_id == actor.person_id,
            Assignment.accepted_at.is_not(None),
            Assignment.ended_at.is_(None),
            Assignment.until_on.is_(None) | (Assignment.until_on >= on),
            Group.status != CLOSED,
        )
        .order_by(Unit.name, Group.id)
    )
    return [(row.id, row.name, row.until_on) for row in rows]


def newest_about(session: Session, person_id: uuid.UUID, workflow: str) -> uuid.UUID | None:
    """Somebody's own case: an open one before those that ended."""
    return session.scalars(
        select(Case.id)
        .where(Case.workflow == workflow, Case.subject_id == person_id)
        .order_by(Case.ended_at.is_not(None), Case.started_at.desc(), Case.id)
        .limit(1)
    ).first()


def _task(process: Process, reading: Reading, actor: Actor) -> tuple[uuid.UUID, Text, datetime | None] | None:
    """The reader's own task in this case that is due first."""
    found = [
        task
        for task in reading.case.tasks
        if task.status in ("open", "claimed")
        and task.person_id == actor.person_id
        and task.key in process.workflow.tasks
    ]
    if not found:
        return None
    first = min(found, key=lambda task: (task.due_at is None, task.due_at or task.opened_at, task.id))
    return first.id, process.workflow.words(process.workflow.tasks[first.key].label), first.due_at
