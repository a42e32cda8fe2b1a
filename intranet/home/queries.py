"""What the first page tells beside the lists: reached goals, reminders, ends of certificates, who is new here."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, false, or_, select, union
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case, CaseEvent, CasePerson, Notice, Task
from intranet.cases.policy import not_kept_away, visible_to
from intranet.cases.queries.called import called
from intranet.cases.queries.goals import reached_now
from intranet.certificates.queries import Listed, ending_soon, imposed_by, listed, newest_of, status_of
from intranet.certificates.status import Code
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.home.models import CELEBRATION, WELCOME, PutAway
from intranet.policy import Actor, somewhere

# A joy is fresh for a fortnight, a reminder for a month; what is older stands in the case.
FRESH = timedelta(days=14)
REMINDED = timedelta(days=30)
REMINDERS = 5
ENDING = 5


@dataclass(frozen=True)
class Celebration:
    """A case in which the reader took part has reached its goal."""

    case_id: uuid.UUID
    sentence: Text
    place: str


@dataclass(frozen=True)
class Reminder:
    """Somebody is to know of a task. The case is linked for whoever may open it."""

    task_id: uuid.UUID | None
    case_id: uuid.UUID | None
    label: Text
    place: str
    due_at: datetime | None


def is_new(session: Session, actor: Actor) -> bool:
    """Nothing finished yet, and the welcome not put away."""
    done = select(Task.id).where(Task.done_by == actor.person_id, Task.status == "done").limit(1)
    put_away = select(PutAway.what).where(PutAway.person_id == actor.person_id, PutAway.what == WELCOME)
    return session.scalar(done) is None and session.scalar(put_away) is None


def celebrations(session: Session, actor: Actor, moment: datetime) -> Sequence[Celebration]:
    """Goals reached lately in cases where the reader was named or did something, until they are put away."""
    processes = runtime.processes(session)
    goals = {
        (key, state): process.workflow.words(written.celebrate)
        for key, process in processes.items()
        for state, written in process.workflow.states.items()
        if written.celebrate
    }
    took_part = union(
        select(CasePerson.case_id).where(CasePerson.person_id == actor.person_id),
        select(Task.case_id).where(Task.done_by == actor.person_id, Task.status == "done"),
        select(CaseEvent.case_id).where(CaseEvent.actor_id == actor.person_id),
    )
    reached = [and_(Case.workflow == key, Case.state == state) for key, state in goals]
    cases = session.execute(
        select(Case.id, Case.workflow, Case.state, Case.title)
        .where(
            Case.entered_at > moment - FRESH,
            or_(false(), *reached),
            Case.id.in_(took_part),
            not_kept_away(actor),
            reached_now(),
        )
        .order_by(Case.entered_at.desc(), Case.id)
    ).all()
    away = set(
        session.scalars(
            select(PutAway.what).where(
                PutAway.person_id == actor.person_id, PutAway.what.startswith(f"{CELEBRATION}/")
            )
        )
    )
    names = called(session, actor, [(case.id, case.title) for case in cases])
    return [
        Celebration(case.id, goals[(case.workflow, case.state)], names[case.id])
        for case in cases
        if f"{CELEBRATION}/{case.id}" not in away
    ]


def reminders(session: Session, actor: Actor, moment: datetime) -> Sequence[Reminder]:
    """What the reader, or whoever has their role there, was told of and that is not done yet, the newest first."""
    mine = [
        and_(Notice.person_id.is_(None), Notice.role == grant.role, Notice.unit_id == grant.unit_id)
        for grant in actor.grants
    ]
    rows = session.execute(
        select(Notice.task_id, Task.key, Task.due_at, Case.id, Case.workflow, Case.title)
        .join(Case, Case.id == Notice.case_id)
        .join(Task, Task.id == Notice.task_id)
        .where(
            or_(Notice.person_id == actor.person_id, *mine),
            Notice.withdrawn_at.is_(None),
            Notice.made_at > moment - REMINDED,
            not_kept_away(actor),
        )
        .order_by(Notice.made_at.desc(), Notice.id)
        .limit(REMINDERS * 4)
    ).all()
    processes = runtime.processes(session)
    seen = visible_to(actor, processes).where(Case.id.in_([row.id for row in rows]))
    opens = set(session.scalars(seen.with_only_columns(Case.id)))
    names = called(session, actor, [(row.id, row.title) for row in rows])
    found: dict[uuid.UUID, Reminder] = {}
    for row in rows:
        process = processes.get(row.workflow)
        written = process.workflow.tasks.get(row.key) if process else None
        if process is None or written is None or row.task_id in found:
            continue
        found[row.task_id] = Reminder(
            row.task_id,
            row.id if row.id in opens else None,
            process.workflow.words(written.label),
            names[row.id],
            row.due_at,
        )
    return list(found.values())[:REMINDERS]


def certificates_that_end(session: Session, actor: Actor, moment: datetime) -> Sequence[Listed]:
    return ending_soon(session, actor, local_date(moment))[:ENDING]


def own_certificate(session: Session, actor: Actor, moment: datetime) -> Listed | None:
    """The reader's own certificate while it does not count in full; None when there is nothing to tell."""
    newest = newest_of(session, actor.person_id) if actor.person_id else None
    if newest is None:
        return None
    now = status_of(session, newest.person_id, local_date(moment))
    if now.code in (Code.CERTIFIED, Code.NONE):
        return None
    return Listed(newest.id, newest.person_id, "", newest.number, "", now)


def suspensions_to_decide(session: Session, actor: Actor, moment: datetime) -> Sequence[Listed]:
    """Those who are suspended in the reader's reach, where the reader may lift or revoke."""
    if not somewhere(actor, "lift", "certificate"):
        return ()
    return [
        one
        for one in listed(session, actor, local_date(moment), code=Code.SUSPENDED.value)
        if actor.person_id not in (one.person_id, imposed_by(session, one.person_id))
    ]
