"""The list of members and one member's page, read from cases and rows; nothing sealed is opened before it is noted."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.clock import local_date
from intranet.engine.process import Process
from intranet.engine.text import Text
from intranet.folding import folded
from intranet.members import policy
from intranet.memberships import details, owing, paying
from intranet.memberships.details import Details
from intranet.memberships.models import Fee, Membership
from intranet.memberships.owing import Owed
from intranet.organisation.models import Unit
from intranet.policy import Actor, scopes, somewhere
from intranet.problems import NotVisible

PAGE = 50
DECEMBER = 12


@dataclass(frozen=True)
class Row:
    """A member in the list; the name is there once it was noted who reads it."""

    membership: Membership
    case_id: uuid.UUID
    unit: str
    state: Text
    state_key: str
    name: str | None = None


@dataclass(frozen=True)
class Listed:
    """One page; `after` is where the next one begins, None on the last."""

    rows: Sequence[Row]
    after: tuple[datetime, uuid.UUID] | None


@dataclass(frozen=True)
class Waiting:
    """Applications whose first fee is settled, so that they can be confirmed; members whose fee is not paid."""

    ready: int
    unpaid: int


@dataclass(frozen=True)
class Page:
    """One member. `details` is None as long as nobody has noted that they are shown."""

    membership: Membership
    case_id: uuid.UUID
    unit: str
    sees_all: bool
    may_settle: bool
    may_correct: bool
    fees: Sequence[Owed] = ()
    details: Details | None = None
    overdue: frozenset[int] = field(default=frozenset())
    reopenable: frozenset[int] = field(default=frozenset())


def process_of(session: Session) -> Process | None:
    """The process that follows members; None where none is run."""
    found = runtime.processes(session).values()
    return next((one for one in found if one.workflow.subject == policy.MEMBERSHIP), None)


def counts(session: Session, actor: Actor) -> Mapping[str, int]:
    """How many members the reader looks after stand in each state that goes on."""
    wanted = (
        _listed(session, actor)
        .with_only_columns(Case.state, func.count().label("number"))
        .group_by(Case.state)
    )
    return {row.state: row.number for row in session.execute(wanted)}


def waiting(session: Session, actor: Actor) -> Waiting:
    """What waits for whoever looks after members; nothing for everybody else."""
    if not somewhere(actor, "see", policy.MEMBERSHIP):
        return Waiting(0, 0)
    first = and_(
        Fee.membership_id == Membership.id, or_(Fee.paid_on.is_not(None), Fee.waived_on.is_not(None))
    )
    ready = _listed(session, actor).where(Case.state == "applied", select(Fee.id).where(first).exists())
    unpaid = _listed(session, actor).where(Case.state.in_(("unpaid", "call")))
    return Waiting(_count(session, ready), _count(session, unpaid))


def listed(
    session: Session,
    actor: Actor,
    *,
    state: str = "",
    after: tuple[datetime, uuid.UUID] | None = None,
) -> Listed:
    """Those whose membership is on its way or goes on, without names; whoever moved last first."""
    query = _listed(session, actor).join(Unit, Unit.id == Case.unit_id)
    if state:
        query = query.where(Case.state == state)
    if after is not None:
        at, last = after
        query = query.where(or_(Case.entered_at < at, and_(Case.entered_at == at, Case.id > last)))
    found = session.execute(_columns(query).order_by(Case.entered_at.desc(), Case.id).limit(PAGE + 1)).all()
    rows = [_row(session, row) for row in found[:PAGE]]
    more = len(found) > PAGE
    return Listed(rows, (found[PAGE - 1].entered_at, found[PAGE - 1].id) if more else None)


def names_of(session: Session, rows: Sequence[Row]) -> Sequence[Row]:
    """The same with their names: to be called once the reading has been written down."""
    names = details.names_of(session, [row.membership for row in rows])
    return [
        Row(row.membership, row.case_id, row.unit, row.state, row.state_key, names.get(row.membership.id))
        for row in rows
    ]


def page_of(session: Session, actor: Actor, moment: datetime, membership_id: uuid.UUID) -> Page:
    """Raises NotVisible for whoever does not look after them and has no task for them."""
    mine = policy.visible_to(actor, runtime.processes(session)).where(Case.subject_id == membership_id)
    newest = mine.with_only_columns(Case.id).order_by(Case.started_at.desc(), Case.id).limit(1)
    case_id = session.scalar(newest)
    membership = session.get(Membership, membership_id, populate_existing=True)
    if case_id is None or membership is None:
        raise NotVisible
    unit = session.get_one(Unit, membership.unit_id)
    sees_all = policy.can_see_all(actor, unit.path)
    today = local_date(moment)
    # In December the fee of the next year begins to come in.
    until = today.year + (today.month == DECEMBER)
    known = owing.fees_of(session, membership, until) if sees_all else ()
    return Page(
        membership=membership,
        case_id=case_id,
        unit=unit.name,
        sees_all=sees_all,
        may_settle=policy.can_settle(actor, unit.path) and membership.ended_on is None,
        may_correct=policy.can_correct(actor, unit.path) and membership.ended_on is None,
        fees=known,
        overdue=frozenset(one.year for one in known if one.is_overdue(today)),
        reopenable=frozenset(one.year for one in known if paying.may_be_reopened(membership, one, today)),
    )


def find(session: Session, actor: Actor, text: str) -> Sequence[Row]:
    """Whom the reader looks after whose number it is, or whose name holds it: at most a page of them.

    To be called in the transaction in which it is noted who reads these names.
    """
    wanted = folded(text.strip())
    if not wanted:
        return ()
    query = _listed(session, actor).join(Unit, Unit.id == Case.unit_id)
    found = session.execute(_columns(query).order_by(Case.entered_at.desc(), Case.id)).all()
    rows = names_of(session, [_row(session, row) for row in found])
    fits = [one for one in rows if one.membership.number == wanted or wanted in folded(one.name or "")]
    return fits[:PAGE]


def _columns(query: Select[Any]) -> Select[Membership, uuid.UUID, str, str, datetime, str]:
    return query.with_only_columns(Membership, Case.id, Case.state, Case.workflow, Case.entered_at, Unit.name)


def _row(session: Session, found: Any) -> Row:
    workflow = runtime.process(session, found.workflow).workflow
    words = workflow.words(workflow.states[found.state].label)
    return Row(found.Membership, found.id, found.name, words, found.state)


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(query.with_only_columns(func.count())) or 0


def _listed(session: Session, actor: Actor) -> Select[Any]:
    """Whom the reader looks after, and not only has a task for."""
    below = [Unit.path.startswith(path, autoescape=True) for path in scopes(actor, "see", policy.MEMBERSHIP)]
    looked_after = select(Unit.id).where(or_(false(), *below))
    return (
        policy.visible_to(actor, runtime.processes(session))
        .join(Membership, Membership.id == Case.subject_id)
        .where(Case.ended_at.is_(None), Case.unit_id.in_(looked_after))
    )
