"""Two years after its end a case about whoever asked, came or joined is deleted whole; what stays are counts.

The same for one that tells when somebody in a group kept those away who lead it.
Until then its steps, who took them and who read of it can be looked up, by whom it was about and by an audit.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case, CaseEvent, GoneStage, SensitiveRead
from intranet.cases.operations.vanishing import vanish
from intranet.cases.operations.work import Work, take_up
from intranet.cases.policy import PAST_WHO_LEADS
from intranet.certificates.dates import plus_months
from intranet.clock import beginning_of, local_date, month_of
from intranet.enquiries import operations as enquiries
from intranet.memberships import operations as memberships
from intranet.participants import gone, way
from intranet.policy import SYSTEM
from intranet.problems import NotVisible

# Of an extra support nothing is left long before: vanishing.py.
KEPT_MONTHS = 24
# What happens then to the row of whomever it was about.
_OF = {"participant": gone.forget, "enquiry": enquiries.cut_loose, "membership": memberships.cut_loose}


def over(session: Session, moment: datetime) -> Sequence[uuid.UUID]:
    """Those that ended long enough ago."""
    return session.scalars(
        select(Case.id)
        .where(
            or_(Case.subject_kind.in_(_OF), Case.workflow.in_(PAST_WHO_LEADS)),
            Case.workflow.in_(runtime.processes(session)),
            Case.ended_at <= _long_ago(moment),
        )
        .order_by(Case.id)
    ).all()


def end_over(session: Session, moment: datetime, case_id: uuid.UUID) -> None:
    """One of them; nothing where somebody else was first."""
    try:
        work = take_up(session, case_id, SYSTEM, moment, in_reaction=True)
    except NotVisible:
        return
    if work.case.workflow == way.WORKFLOW:
        _count_stages(work)
    vanish(work)
    about, kind = work.case.subject_id, work.case.subject_kind
    if about is not None and kind in _OF and not _told_elsewhere(session, about):
        _OF[kind](session, about)


def forget_over(session: Session, moment: datetime) -> None:
    """Of cases that go on: who was shown what about a person so long ago, and what ended as long ago."""
    session.execute(delete(SensitiveRead).where(SensitiveRead.read_at <= _long_ago(moment)))
    gone.forget_before(session, _long_ago(moment))


def _count_stages(work: Work) -> None:
    told = (
        select(CaseEvent.kind, CaseEvent.to_state, CaseEvent.at)
        .where(CaseEvent.case_id == work.case.id, CaseEvent.to_state.is_not(None))
        .order_by(CaseEvent.number)
    )
    steps = [(row.kind, row.to_state, row.at) for row in work.session.execute(told)]
    for stage, day, days in way.in_order(way.reached(steps)):
        work.session.add(GoneStage(unit_id=work.case.unit_id, stage=stage, month=month_of(day), days=days))


def _told_elsewhere(session: Session, subject_id: uuid.UUID) -> bool:
    return session.scalars(select(Case.id).where(Case.subject_id == subject_id).limit(1)).first() is not None


def _long_ago(moment: datetime) -> datetime:
    return beginning_of(plus_months(local_date(moment), -KEPT_MONTHS))
