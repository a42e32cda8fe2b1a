"""A case of a process that nobody sees by their role: 30 days after its end all of it is deleted, and a number stays.

Nobody can tell then whom it was about, nor that it was.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import (
    Answer,
    Case,
    CaseEvent,
    CasePerson,
    Comment,
    GoneCase,
    IdempotencyKey,
    Notice,
    SensitiveRead,
    Task,
    Timer,
)
from intranet.cases.operations.work import Work, take_up
from intranet.clock import local_date
from intranet.organisation.models import Unit
from intranet.participants.models import Participant
from intranet.policy import SYSTEM
from intranet.privacy import erasure
from intranet.problems import NotVisible

KEPT = timedelta(days=30)
# In an order in which nothing refers to what is gone already.
_PARTS = (Answer, Comment, Notice, Timer, SensitiveRead, CaseEvent, CasePerson, Task)


def leaves_no_trace(work: Work) -> bool:
    return not work.process.workflow.seen_by


def over(session: Session, moment: datetime) -> Sequence[uuid.UUID]:
    """Those that ended long enough ago, or about somebody who has left since."""
    unseen = [key for key, process in runtime.processes(session).items() if not process.workflow.seen_by]
    left = select(Participant.id).where(Participant.left_on.is_not(None))
    return session.scalars(
        select(Case.id)
        .where(
            Case.workflow.in_(unseen),
            Case.ended_at.is_not(None),
            or_(Case.ended_at <= moment - KEPT, Case.subject_id.in_(left)),
        )
        .order_by(Case.id)
    ).all()


def vanish_over(session: Session, moment: datetime, case_id: uuid.UUID) -> None:
    """One of them; nothing where somebody else was first."""
    try:
        vanish(take_up(session, case_id, SYSTEM, moment, in_reaction=True))
    except NotVisible:
        return


def vanish(work: Work) -> None:
    """All of a case that has ended, and what it was sealed with; how many there were in a year stays."""
    session, case_id = work.session, work.case.id
    ended = work.case.ended_at or work.moment
    sealed = list(
        session.scalars(select(Answer.id).where(Answer.case_id == case_id, Answer.sealed.is_not(None)))
    )
    events = select(CaseEvent.id).where(CaseEvent.case_id == case_id)
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.event_id.in_(events)))
    for part in _PARTS:
        session.execute(delete(part).where(part.case_id == case_id))
    session.execute(delete(Case).where(Case.id == case_id))
    fields = (runtime.owner_of(case_id, key) for key in work.process.workflow.fields)
    erasure.erase(session, work.moment, [*sealed, *fields])
    session.add(
        GoneCase(
            workflow=work.case.workflow,
            country=session.get_one(Unit, work.case.unit_id).country,
            year=local_date(ended).year,
        )
    )
    session.flush()
