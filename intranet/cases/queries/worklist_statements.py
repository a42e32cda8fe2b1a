"""The statements of the worklist, each shape built once; which rows are wanted is `worklist`'s to say.

A list is a UNION ALL of branches (mine, and one for each queue of one's roles), each of them limited and walking a
partial index, sorted again together. Joined to cases last, unless cases narrow the list. An OR over the branches
costs hundreds of times as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    bindparam,
    false,
    func,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)

from intranet.cases.models import Case, Task
from intranet.cases.policy import KNOWN_HERE, PAST_WHO_LEADS
from intranet.db import table_of

Walk = Literal["dated", "undated", "waiting", "snoozed", "done"]

_TASK = table_of(Task)
_CASE = table_of(Case)

# The words of the partial indexes: as literals, or no planner would see that they fit.
_OPEN_MINE = text("tasks.status IN ('open', 'claimed')")
_OPEN = text("tasks.status = 'open'")
_WAITING = text("tasks.status = 'waiting'")
_DONE = text("tasks.status = 'done'")

_SORTED_BY: dict[Walk, ColumnElement[Any]] = {
    "dated": _TASK.c.due_at,
    "undated": _TASK.c.due_at,
    "waiting": _TASK.c.opened_at,
    "snoozed": _TASK.c.snoozed_until,
    "done": _TASK.c.done_at,
}


@dataclass(frozen=True)
class Shape:
    """What makes one statement another: the walk, how many queues it unites, and what narrows it."""

    walk: Walk
    queues: int
    by_role: bool = False
    by_unit: bool = False
    by_workflow: bool = False
    but_barred: bool = False
    but_past: bool = False


@lru_cache(maxsize=512)
def page(shape: Shape) -> Select[Any]:
    """Rows of id, key, status, mine, role, at, workflow, title, case_id.

    Parameters: me, moment, after_at, after_id, until, rows; role_0, unit_0 … for the queues; role, path, workflow,
    barred, past.
    """
    lines = union_all(*(select(branch) for branch in _branches(shape, sort=True)))
    at, task_id = lines.selected_columns["at"], lines.selected_columns["id"]
    first = lines.order_by(*_order(shape, at, task_id)).limit(_rows()).subquery("first")
    return (
        select(
            first.c.id,
            first.c.key,
            first.c.status,
            first.c.mine,
            first.c.role,
            first.c.at,
            _CASE.c.workflow,
            _CASE.c.title,
            _CASE.c.id.label("case_id"),
        )
        .select_from(first.join(_CASE, _CASE.c.id == first.c.case_id))
        .order_by(*_order(shape, first.c.at, first.c.id))
    )


@lru_cache(maxsize=512)
def count(*shapes: Shape) -> Select[Any]:
    """How many rows these walks have together, up to `rows`. Parameters as for `page`."""
    branches = [branch for shape in shapes for branch in _branches(shape, sort=False)]
    some = union_all(*(select(branch.c.id) for branch in branches)).subquery("lines")
    capped = select(some.c.id).limit(_rows()).subquery("some")
    return select(func.count()).select_from(capped)


def _branches(shape: Shape, *, sort: bool) -> list[Subquery]:
    branches = [_branch(shape, "mine", _mine(shape.walk), sort=sort)]
    if shape.walk not in ("snoozed", "done"):
        branches += [
            _branch(shape, f"queue_{number}", _queue(shape.walk, number), sort=sort)
            for number in range(shape.queues)
        ]
    return branches


def _branch(shape: Shape, name: str, belongs: list[ColumnElement[bool]], *, sort: bool) -> Subquery:
    at = _SORTED_BY[shape.walk]
    lines = select(
        _TASK.c.id,
        _TASK.c.key,
        _TASK.c.status,
        (true() if name == "mine" else false()).label("mine"),
        _TASK.c.role,
        at.label("at"),
        _TASK.c.case_id,
    ).where(*belongs, *_between(shape.walk))
    if shape.by_role:
        lines = lines.where(_TASK.c.role == bindparam("role"))
    if shape.by_unit or shape.by_workflow or shape.but_barred or shape.but_past or shape.walk == "done":
        lines = lines.join(_CASE, _CASE.c.id == _TASK.c.case_id)
    if shape.by_unit:
        lines = lines.where(_CASE.c.unit_path.startswith(bindparam("path")))
    if shape.by_workflow:
        lines = lines.where(_CASE.c.workflow == bindparam("workflow"))
    if shape.but_barred:
        # Nothing of whoever keeps the reader away: neither what they did, nor what waits where they help.
        barred = _CASE.c.subject_id.in_(bindparam("barred", expanding=True))
        lines = lines.where(or_(_CASE.c.subject_id.is_(None), ~barred))
    if shape.but_past:
        past = _CASE.c.subject_id.not_in(bindparam("past", expanding=True))
        lines = lines.where(or_(_CASE.c.workflow.not_in(PAST_WHO_LEADS), past))
    if shape.walk == "done":
        # Nor of whoever has left, or what is missing here would tell of a bar.
        lines = lines.where(or_(_CASE.c.subject_kind.not_in(KNOWN_HERE), _CASE.c.ended_at.is_(None)))
    if sort:
        lines = lines.order_by(*_order(shape, at, _TASK.c.id))
    return lines.limit(_rows()).subquery(f"{shape.walk}_{name}")


def _mine(walk: Walk) -> list[ColumnElement[bool]]:
    me = bindparam("me", type_=_TASK.c.person_id.type)
    if walk == "done":
        return [_TASK.c.done_by == me, _DONE]  # type: ignore[list-item]
    if walk == "waiting":
        return [_TASK.c.person_id == me, _WAITING]  # type: ignore[list-item]
    awake = or_(_TASK.c.snoozed_until.is_(None), _TASK.c.snoozed_until <= bindparam("moment"))
    asleep = _TASK.c.snoozed_until > bindparam("moment")
    return [_TASK.c.person_id == me, _OPEN_MINE, asleep if walk == "snoozed" else awake]  # type: ignore[list-item]


def _queue(walk: Walk, number: int) -> list[ColumnElement[bool]]:
    return [
        _TASK.c.role == bindparam(f"role_{number}"),
        _TASK.c.unit_id == bindparam(f"unit_{number}"),
        _TASK.c.person_id.is_(None),
        _WAITING if walk == "waiting" else _OPEN,  # type: ignore[list-item]
    ]


def _between(walk: Walk) -> list[ColumnElement[bool]]:
    """Keyset: the rows after one that was shown, or after a moment; never an OFFSET."""
    after_id = bindparam("after_id", type_=_TASK.c.id.type)
    if walk == "undated":
        return [_TASK.c.due_at.is_(None), _TASK.c.id > after_id]
    at = _SORTED_BY[walk]
    row, shown = tuple_(at, _TASK.c.id), tuple_(bindparam("after_at", type_=at.type), after_id)
    if walk == "done":
        return [row < shown]
    if walk == "dated":
        return [at <= bindparam("until"), row > shown]
    return [row > shown]


def _order(shape: Shape, at: ColumnElement[Any], task_id: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    if shape.walk == "done":
        return [at.desc(), task_id.desc()]
    return [task_id] if shape.walk == "undated" else [at, task_id]


def _rows() -> Any:
    return bindparam("rows")
