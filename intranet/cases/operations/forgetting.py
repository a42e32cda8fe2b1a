"""Somebody has left whom cases were about: what was answered in any of them goes at once, before its time."""

from __future__ import annotations

import uuid
from dataclasses import replace

from sqlalchemy import select, update

from intranet.cases import runtime, store
from intranet.cases.models import BY_THEMSELVES, Answer, Case, CaseEvent
from intranet.cases.operations.vanishing import leaves_no_trace, vanish
from intranet.cases.operations.work import Work, take_up
from intranet.cases.policy import KNOWN_HERE
from intranet.db import table_of
from intranet.participants.models import Participant
from intranet.policy import SYSTEM
from intranet.privacy import erasure

_ANSWER, _CASE, _EVENT = table_of(Answer), table_of(Case), table_of(CaseEvent)


def forget_whoever_left(work: Work) -> None:
    """Asked when a case has ended. What stays of it and of every other about them are steps and moments.

    Of one that leaves no trace nothing stays, once it has ended.
    """
    subject_id = work.case.subject_id
    if work.case.subject_kind not in KNOWN_HERE or subject_id is None:
        return
    participant = work.session.get_one(Participant, subject_id)
    if participant.left_on is None:
        return
    _let_go(work)
    about = select(_CASE.c.id).where(_CASE.c.subject_id == subject_id, _CASE.c.id != work.case.id)
    for case_id in sorted(work.session.execute(about).scalars()):
        _let_go(take_up(work.session, case_id, SYSTEM, work.moment, in_reaction=True))


def _let_go(work: Work) -> None:
    if work.case.ended_at is not None and leaves_no_trace(work):
        vanish(work)
    else:
        _forget(work)


def _forget(work: Work) -> None:
    session, mine = work.session, _ANSWER.c.case_id == work.case.id
    sealed: list[uuid.UUID] = list(
        session.scalars(select(_ANSWER.c.id).where(mine, _ANSWER.c.sealed.is_not(None)))
    )
    store.erase_answers(session, mine, work.moment)
    _forget_what_stood_before(work)
    written = work.process.workflow.fields.items()
    fields = (runtime.owner_of(work.case.id, key) for key, field in written if field.keep is not None)
    erasure.erase(session, work.moment, [*sealed, *fields])
    work.case = replace(work.case, answers={})
    store.remember(session, work.case)


def _forget_what_stood_before(work: Work) -> None:
    """Each step carries what was answered before it, to be taken back; nobody takes this one back."""
    mine = _EVENT.c.case_id == work.case.id, _EVENT.c.kind.in_(("transition", "task_done"))
    for event_id, facts in work.session.execute(select(_EVENT.c.id, _EVENT.c.facts).where(*mine)).all():
        kept = {key: value for key, value in facts.items() if key == BY_THEMSELVES}
        work.session.execute(update(_EVENT).where(_EVENT.c.id == event_id).values(facts=kept))
