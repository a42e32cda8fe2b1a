"""One case read under its locks, with all that a step asks of the organisation: one round trip to lock, one to read.

PostgreSQL needs both, for what is read in the statement that waited for a lock may be older than the lock. On SQLite
the write transaction is the lock.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    JSON,
    BindParameter,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from intranet.cases.models import Case, CasePerson, IdempotencyKey, Notice
from intranet.cases.policy import ASKS_WHO_BARS, PAST_WHO_LEADS
from intranet.cases.store import LOAD, CaseRow, case_of_rows
from intranet.cases.together import MOVED_ON
from intranet.certificates.models import CertificateEvent
from intranet.db import is_sqlite, table_of
from intranet.enquiries.models import Enquiry
from intranet.gatherings.models import Gathering
from intranet.groups.models import Group
from intranet.memberships.models import Membership
from intranet.organisation.actors import actor_of
from intranet.organisation.models import RoleAssignment, Unit
from intranet.participants.models import Participant
from intranet.people.models import Person
from intranet.policy import Actor, Grant
from intranet.problems import NotVisible, Stale

_CASE, _KEY, _NOTICE = table_of(Case), table_of(IdempotencyKey), table_of(Notice)
_NAMED, _PERSON = table_of(CasePerson), table_of(Person)
_HAPPENED = table_of(CertificateEvent)
_SUBJECTS = {
    "group": table_of(Group),
    "gathering": table_of(Gathering),
    "enquiry": table_of(Enquiry),
    "participant": table_of(Participant),
    "membership": table_of(Membership),
}
_ROLE, _UNIT = table_of(RoleAssignment), table_of(Unit)

_case: BindParameter[uuid.UUID] = bindparam("case")
_actor = bindparam("actor", type_=_PERSON.c.id.type)
_day: BindParameter[date] = bindparam("day")


@dataclass(frozen=True)
class Used:
    """What a form did that was sent before with the same idempotency key."""

    what: str
    event_id: uuid.UUID


@dataclass(frozen=True)
class Found:
    """A case under its locks. `gone`: names of case people who left; `nearest`: see `routing`; `told`: of a task.

    `rested`: a certificate of one of its people was paused or suspended at some time.
    """

    case: CaseRow
    actor: Actor
    gone: frozenset[str]
    nearest: Mapping[str, uuid.UUID]
    told: bool
    rested: bool
    used: Used | None


def find(
    session: Session,
    case_id: uuid.UUID,
    actor_id: uuid.UUID | None,
    day: date,
    *,
    others: Iterable[uuid.UUID] | None = (),
    key: str | None = None,
) -> Found:
    """Lock the case people with the `others` (people about to be named), what it is about, and the case; then read.

    Without others (None) no person is locked. Raises NotVisible, and Stale when somebody was named meanwhile.
    """
    locked = frozenset[uuid.UUID]() if is_sqlite(session) else _lock(session, case_id, actor_id, others)
    statement = _READ[session.get_bind().dialect.name]
    given = {"case": case_id, "actor": actor_id, "day": day, "key": key}
    rows = session.connection().execute(statement, given).all()
    if not rows:
        raise NotVisible
    first = rows[0]._mapping
    case = case_of_rows(rows)
    relied_on = {*(() if others is None else case.people.values()), *_subject_of(case)}
    if not is_sqlite(session) and not relied_on <= locked:
        raise Stale(MOVED_ON)
    bars = case.subject_kind in ASKS_WHO_BARS or case.workflow in PAST_WHO_LEADS
    if bars and actor_id is not None:
        actor = actor_of(session, actor_id, day)
    else:
        grants = (Grant(role, uuid.UUID(unit), path) for role, unit, path in first["grants"] or ())
        actor = Actor(actor_id, tuple(grants))
    return Found(
        case=case,
        actor=actor,
        gone=_gone(session, case, day) if first["somebody_left"] else frozenset(),
        nearest=_nearest(first["holders"] or ()),
        told=first["told"],
        rested=first["somebody_rested"],
        used=Used(first["used_what"], first["used_event_id"]) if first["used_what"] is not None else None,
    )


def _subject_of(case: CaseRow) -> tuple[uuid.UUID, ...]:
    """The row it is about; a person is one of the case people."""
    return (case.subject_id,) if case.subject_kind in _SUBJECTS and case.subject_id is not None else ()


def _nearest(holders: Iterable[tuple[str, str, int]]) -> dict[str, uuid.UUID]:
    """For each role the unit that holds it with the least height above the case's own."""
    found: dict[str, uuid.UUID] = {}
    for role, unit, _ in sorted(holders, key=lambda holder: holder[2], reverse=True):
        found[role] = uuid.UUID(unit)
    return found


def _gone(session: Session, case: CaseRow, day: date) -> frozenset[str]:
    left = set(session.connection().execute(_LEFT, {"case": case.id, "day": day}).scalars())
    return frozenset(name for name, person in case.people.items() if person in left)


def _lock(
    session: Session, case_id: uuid.UUID, actor_id: uuid.UUID | None, others: Iterable[uuid.UUID] | None
) -> frozenset[uuid.UUID]:
    """Always people first, then what it is about, then the case, as everywhere: nobody waits in a circle."""
    if others is None:
        found = session.connection().execute(_LOCK_CASE, {"case": case_id}).one_or_none()
    else:
        more = [*others, *(() if actor_id is None else (actor_id,))]
        found = session.connection().execute(_LOCK_ALL, {"case": case_id, "others": more}).one_or_none()
    if found is None:
        raise NotVisible
    return frozenset(filter(None, (*found.people, *(found._mapping[kind] for kind in _SUBJECTS))))


def _locking(people: CTE | None) -> Select[Any]:
    subjects = {kind: _locked_subject(kind, table, people) for kind, table in _SUBJECTS.items()}
    nobody = literal([], ARRAY(_PERSON.c.id.type))
    ids = nobody if people is None else _ids(people)
    found = (select(locked.c.id).scalar_subquery().label(kind) for kind, locked in subjects.items())
    case = select(ids.label("people"), *found).where(_CASE.c.id == _case, *map(_all, subjects.values()))
    return case.with_for_update(key_share=True, of=_CASE)


def _locked_subject(kind: str, table: Table, people: CTE | None) -> CTE:
    subject = select(_CASE.c.subject_id).where(_CASE.c.id == _case, _CASE.c.subject_kind == kind)
    wanted = select(table.c.id).where(table.c.id == subject.scalar_subquery())
    if people is not None:
        wanted = wanted.where(_all(people))
    return wanted.with_for_update(key_share=True).cte(f"locked_{kind}")


def _all(locked: CTE) -> Any:
    """True, once every row of it is locked: it is counted before the next row is looked for."""
    return select(func.count()).select_from(locked).scalar_subquery() >= 0


def _ids(locked: CTE) -> Any:
    array = func.array_agg(locked.c.id, type_=ARRAY(_PERSON.c.id.type))
    return func.coalesce(select(array).scalar_subquery(), literal([], ARRAY(_PERSON.c.id.type)))


def _people() -> CTE:
    named = select(_NAMED.c.person_id).where(_NAMED.c.case_id == _case, _NAMED.c.until.is_(None))
    others = select(func.unnest(bindparam("others", type_=ARRAY(_PERSON.c.id.type))))
    wanted = select(_PERSON.c.id).where(_PERSON.c.id.in_(union(named, others))).order_by(_PERSON.c.id)
    return wanted.with_for_update(key_share=True).cte("locked_people")


_LOCK_ALL, _LOCK_CASE = _locking(_people()), _locking(None)

_counts = and_(_ROLE.c.starts_on <= _day, or_(_ROLE.c.ends_on.is_(None), _ROLE.c.ends_on > _day))
_is_here = or_(_PERSON.c.left_on.is_(None), _PERSON.c.left_on > _day)
_LEFT = (
    select(_PERSON.c.id)
    .join(_NAMED, _NAMED.c.person_id == _PERSON.c.id)
    .where(_NAMED.c.case_id == _case, _NAMED.c.until.is_(None), _PERSON.c.left_on <= _day)
)

_RESTED = (
    select(_HAPPENED.c.id)
    .join(_NAMED, _NAMED.c.person_id == _HAPPENED.c.person_id)
    .where(_NAMED.c.case_id == _case, _NAMED.c.until.is_(None), _HAPPENED.c.kind.in_(("paused", "suspended")))
)


def _upwards() -> CTE:
    """The case's unit and those above it, with their height."""
    home = select(_CASE.c.unit_id).where(_CASE.c.id == _case).scalar_subquery()
    up = (
        select(_UNIT.c.id, _UNIT.c.parent_id, literal(0).label("height"))
        .where(_UNIT.c.id == home)
        .cte("up", recursive=True)
    )
    return up.union_all(
        select(_UNIT.c.id, _UNIT.c.parent_id, up.c.height + 1).where(_UNIT.c.id == up.c.parent_id)
    )


def _reading(rows_as_json: Any, row_as_json: Any) -> Select[Any]:
    """All of `store.LOAD`, and in each row what is read only once."""
    up = _upwards()
    grants = (
        select(rows_as_json(row_as_json(_ROLE.c.role, _UNIT.c.id, _UNIT.c.path), type_=JSON))
        .join(_UNIT, _UNIT.c.id == _ROLE.c.unit_id)
        .join(_PERSON, _PERSON.c.id == _ROLE.c.person_id)
        .where(_ROLE.c.person_id == _actor, _counts, _is_here)
    )
    holding = (
        select(_ROLE.c.role, up.c.id, up.c.height)
        .join(up, up.c.id == _ROLE.c.unit_id)
        .join(_PERSON, _PERSON.c.id == _ROLE.c.person_id)
        .where(_counts, _is_here)
        .distinct()
        .subquery("holding")
    )
    holders = select(rows_as_json(row_as_json(*holding.c), type_=JSON))
    told = exists().where(_NOTICE.c.case_id == _case, _NOTICE.c.withdrawn_at.is_(None))
    used = (_KEY.c.key == bindparam("key")) & (_KEY.c.actor_id == _actor)
    return LOAD.add_columns(
        grants.scalar_subquery().label("grants"),
        holders.scalar_subquery().label("holders"),
        _LEFT.exists().label("somebody_left"),
        _RESTED.exists().label("somebody_rested"),
        told.label("told"),
        _KEY.c.what.label("used_what"),
        _KEY.c.event_id.label("used_event_id"),
    ).outerjoin(_KEY, used)


_READ = {
    "sqlite": _reading(func.json_group_array, func.json_array),
    "postgresql": _reading(func.json_agg, func.json_build_array),
}
