"""Taking a break and coming back: a step of one's own certification, and one's tasks handed back with it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.candidates.mine import COME_BACK, PAUSE, newest_about
from intranet.candidates.way import CERTIFICATION
from intranet.cases import operations
from intranet.cases.models import Case, CasePerson, Task
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.groups.models import Group
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import NotVisible

HELD = ("open", "claimed")


@dataclass(frozen=True)
class Break:
    """What came of it: how many tasks found their list again."""

    case_id: uuid.UUID
    handed_back: int


def take_break(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    from_on: date,
    until_on: date,
    version: int | None = None,
    key: str | None = None,
) -> Break:
    """Pause one's certificate on these days and hand back one's tasks; nobody is asked why.

    A task that is due before the first day stays, and so does whatever is about oneself. Raises NotVisible without a
    case of one's own, Stale, Denied and Refused as the step does; then nothing is handed back either.
    """
    case_id = _lock(session, actor, _held(session, actor, from_on))
    outcome = operations.advance(
        session, case_id, PAUSE, actor, moment, {"pause_from": from_on, "pause_until": until_on},
        version=version, key=key,
    )  # fmt: skip
    if outcome.repeated:
        return Break(case_id, 0)
    # Read again: what the pause set going may have finished some of them.
    held = _held(session, actor, from_on)
    for _, task_id in held:
        operations.release(session, task_id, actor, moment, to_others=True)
    return Break(case_id, len(held))


def come_back(
    session: Session, actor: Actor, moment: datetime, *, version: int | None = None, key: str | None = None
) -> None:
    """End one's pause. Raises NotVisible, Stale, Denied and Refused as the step does."""
    case_id = _lock(session, actor, ())
    operations.advance(session, case_id, COME_BACK, actor, moment, {}, version=version, key=key)


def _held(session: Session, actor: Actor, from_on: date) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """Case and id of each task that somebody else will do: not about oneself, and not due before that day."""
    rows = session.execute(
        select(Task.case_id, Task.id, Task.due_at)
        .join(Case, Case.id == Task.case_id)
        .where(
            Task.person_id == actor.person_id,
            Task.status.in_(HELD),
            Case.subject_id.is_distinct_from(actor.person_id),
        )
        .order_by(Task.case_id, Task.id)
    )
    return [(row.case_id, row.id) for row in rows if row.due_at is None or local_date(row.due_at) >= from_on]


def _lock(session: Session, actor: Actor, held: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> uuid.UUID:
    """People, then groups, then cases, of everything this will write; one's own case is given back."""
    own = None if actor.person_id is None else newest_about(session, actor.person_id, CERTIFICATION)
    if own is None or actor.person_id is None:
        raise NotVisible
    cases = {own, *(case_id for case_id, _ in held)}
    people = session.scalars(
        select(CasePerson.person_id).where(CasePerson.case_id.in_(cases), CasePerson.until.is_(None))
    )
    lock_rows(session, Person, {actor.person_id, *people})
    groups = session.scalars(select(Case.subject_id).where(Case.id.in_(cases), Case.subject_kind == "group"))
    lock_rows(session, Group, (group_id for group_id in groups if group_id is not None))
    lock_rows(session, Case, cases)
    return own
