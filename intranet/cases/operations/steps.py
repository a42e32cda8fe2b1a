"""The one way a state changes: a case begins, takes a step, or takes the last one back."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases import runtime, store
from intranet.cases.models import IdempotencyKey
from intranet.cases.operations.beginning import About, about, start
from intranet.cases.operations.once import earlier, once
from intranet.cases.operations.reactions import keeping_back, react
from intranet.cases.operations.taking import take, what
from intranet.cases.operations.work import take_up
from intranet.cases.together import MOVED_ON
from intranet.cases.values import to_json
from intranet.db import lock_rows, new_id
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.problems import NotVisible, Stale


@dataclass(frozen=True)
class Outcome:
    """What an operation did: the event it led to. `repeated`: the same form had been sent before, nothing was done."""

    case_id: uuid.UUID
    event_id: uuid.UUID
    repeated: bool = False


def begin(
    session: Session,
    workflow: str,
    transition: str,
    actor: policy.Actor,
    unit: Unit,
    moment: datetime,
    answers: Mapping[str, Any],
    *,
    key: str | None = None,
    subject_id: uuid.UUID | None = None,
) -> Outcome:
    """Begin a case. Raises NotVisible, Denied, Refused, and Stale when the form was sent otherwise before.

    Where an effect makes what it is about, it stands in `unit`; a case about somebody or something that is there
    already (`subject_id`) stands where that stands. `key` is the form's idempotency key: the same form again gives
    the case that the first one began. An effect may begin a case of another workflow with it.
    """
    process = runtime.process(session, workflow)
    written = process.workflow.transitions.get(transition)
    if written is None or not written.begins:
        raise NotVisible
    if subject_id is None and process.workflow.subject == "person":  # nobody makes a person
        raise NotVisible
    event_id = new_id()
    what = f"begin:{workflow}:{transition}:{subject_id}:{_digest(answers)}"
    if (before := once(session, key, actor, what, event_id, moment)) is not None:
        return Outcome(store.case_of(session, before), before, repeated=True)
    if subject_id is None:
        here = About(None, unit.id, unit.path)
    else:
        lock_rows(session, Person, (value for value in answers.values() if isinstance(value, uuid.UUID)))
        here = about(session, process, subject_id)
    with keeping_back(session) as facts:
        case_id = start(session, process, transition, actor, here, moment, answers=answers, event_id=event_id)
    react(session, facts, but=case_id)
    return Outcome(case_id, event_id)


def advance(
    session: Session,
    case_id: uuid.UUID,
    transition: str,
    actor: policy.Actor,
    moment: datetime,
    answers: Mapping[str, Any],
    *,
    version: int | None = None,
    key: str | None = None,
) -> Outcome:
    """Take a step. `version` is that of the case when the form was drawn, `key` the form's idempotency key.

    Raises NotVisible, Stale (the case has moved, or the step does not leave its state), Denied (not this person's,
    four eyes), Refused (every refusal of every guard).
    """
    named = (value for value in answers.values() if isinstance(value, uuid.UUID))
    work = take_up(session, case_id, actor, moment, named, key=key)
    if (before := earlier(work.used, what(case_id, transition))) is not None:
        return Outcome(case_id, before, repeated=True)
    if transition not in work.process.workflow.transitions:
        raise NotVisible
    if version is not None and version != work.case.version:
        raise Stale(MOVED_ON)
    if transition not in work.process.workflow.leaving(work.case.state):
        raise Stale(MOVED_ON)
    event_id = new_id()
    with keeping_back(session) as facts:
        take(work, transition, answers, event_id, key)
    react(session, facts, but=case_id)
    return Outcome(case_id, event_id)


def taken_before(
    session: Session, case_id: uuid.UUID, transition: str, actor: policy.Actor, key: str | None
) -> bool:
    """Whether this person's form took this step already; whoever saw the case by a task alone sees it no more."""
    used = select(IdempotencyKey.key).where(
        IdempotencyKey.key == key,
        IdempotencyKey.actor_id == actor.person_id,
        IdempotencyKey.what == what(case_id, transition),
    )
    return session.scalars(used).first() is not None


def _digest(answers: Mapping[str, Any]) -> str:
    """Tells two fillings of one form apart, without keeping what was written."""
    plain = {name: to_json(value) for name, value in answers.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]
