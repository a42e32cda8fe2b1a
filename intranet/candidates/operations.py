"""Taking a break and coming back: the steps of one's own certification, without looking for its case."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.candidates.mine import COME_BACK, PAUSE, newest_about
from intranet.candidates.way import CERTIFICATION
from intranet.cases import operations
from intranet.cases.models import Case, Task
from intranet.policy import Actor
from intranet.problems import NotVisible


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
    """Pause one's certificate on these days; the step itself hands one's tasks back. Nobody is asked why.

    Raises NotVisible without a case of one's own, Stale, Denied and Refused as the step does.
    """
    case_id, before = _own_case(session, actor), _held(session, actor)
    outcome = operations.advance(
        session, case_id, PAUSE, actor, moment, {"pause_from": from_on, "pause_until": until_on},
        version=version, key=key,
    )  # fmt: skip
    return Break(case_id, 0 if outcome.repeated else max(0, before - _held(session, actor)))


def come_back(
    session: Session, actor: Actor, moment: datetime, *, version: int | None = None, key: str | None = None
) -> None:
    """End one's pause. Raises NotVisible, Stale, Denied and Refused as the step does."""
    operations.advance(
        session, _own_case(session, actor), COME_BACK, actor, moment, {}, version=version, key=key
    )


def _held(session: Session, actor: Actor) -> int:
    """How many tasks stand on the person's own list that are not about themselves."""
    mine = (
        select(func.count())
        .select_from(Task)
        .join(Case, Case.id == Task.case_id)
        .where(
            Task.person_id == actor.person_id,
            Task.status.in_(("open", "claimed")),
            Case.subject_id.is_distinct_from(actor.person_id),
        )
    )
    return session.scalars(mine).one()


def _own_case(session: Session, actor: Actor) -> uuid.UUID:
    own = None if actor.person_id is None else newest_about(session, actor.person_id, CERTIFICATION)
    if own is None:
        raise NotVisible
    return own
