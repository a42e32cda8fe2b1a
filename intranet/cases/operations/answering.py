"""Answers that no longer stand: taken back with a task or a step, or erased when their time is over."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from intranet.cases import runtime, store
from intranet.cases.models import Answer, CaseEvent, CasePerson
from intranet.cases.operations.work import Work
from intranet.cases.policy import UNDO
from intranet.db import table_of
from intranet.privacy import erasure

_ANSWER = table_of(Answer)
_EVENT = table_of(CaseEvent)
_PERSON = table_of(CasePerson)


def take_back_answers(work: Work, task_id: uuid.UUID) -> None:
    """The answers given with a task's last completion no longer stand; those from before do again."""
    event = work.session.execute(
        select(_EVENT.c.id, _EVENT.c.at, _EVENT.c.facts)
        .where(_EVENT.c.task_id == task_id, _EVENT.c.kind == "task_done")
        .order_by(_EVENT.c.number.desc())
        .limit(1)
    ).one()
    restore(work, event.id, event.at, event.facts["before"])


def restore(work: Work, event_id: uuid.UUID, at: Any, before: Mapping[str, Any]) -> None:
    """Answers and case people as they were before an event; the case's own row is written by whoever called."""
    _erase_answers(work, _ANSWER.c.event_id == event_id)
    mine = _PERSON.c.case_id == work.case.id
    work.session.execute(
        update(_PERSON)
        .where(mine, _PERSON.c.since == at, _PERSON.c.until.is_(None))
        .values(until=work.moment)
    )
    work.session.execute(update(_PERSON).where(mine, _PERSON.c.until == at).values(until=None))
    people = {name: uuid.UUID(person) for name, person in before["people"].items()}
    work.case = replace(work.case, answers=dict(before["answers"]), people=people)


def erase(work: Work, field: str) -> None:
    """The time a field's answers are kept is over: values, key and person go, in every copy that is under our hand.

    What stood before a step is kept to take it back, which nobody can once the case is over; it names people too.
    """
    work.session.execute(delete(_PERSON).where(_PERSON.c.case_id == work.case.id, _PERSON.c.name == field))
    _erase_answers(work, (_ANSWER.c.case_id == work.case.id) & (_ANSWER.c.field == field))
    too_late = work.moment - UNDO
    work.session.execute(
        update(_EVENT)
        .where(
            _EVENT.c.case_id == work.case.id,
            _EVENT.c.kind.in_(("transition", "task_done")),
            _EVENT.c.at < too_late,
        )
        .values(facts={})
    )
    erasure.erase(work.session, work.moment, [runtime.owner_of(work.case.id, field)])
    work.case = replace(
        work.case,
        answers={key: value for key, value in work.case.answers.items() if key != field},
        people={name: person for name, person in work.case.people.items() if name != field},
    )
    store.remember(work.session, work.case)


def _erase_answers(work: Work, which: ColumnElement[bool]) -> None:
    """Values and keys go; that there was an answer stays."""
    sealed = work.session.scalars(select(_ANSWER.c.id).where(which, _ANSWER.c.sealed.is_not(None))).all()
    store.erase_answers(work.session, which, work.moment)
    erasure.erase(work.session, work.moment, sealed)
