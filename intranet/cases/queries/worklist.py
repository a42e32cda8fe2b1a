"""The worklist: whose tasks they are and which are ready; how it is asked quickly stands in `worklist_statements`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple, TypeVar, get_args

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.policy import groups_past
from intranet.cases.queries import worklist_statements as statements
from intranet.cases.queries.called import called
from intranet.cases.queries.worklist_statements import Shape, Walk
from intranet.organisation.models import Unit
from intranet.policy import Actor

T = TypeVar("T")

View = Literal["ready", "upcoming", "waiting", "snoozed", "done"]
VIEWS: tuple[View, ...] = get_args(View)
CAP = 50
MOST_UNITS = 200

# What is due later than this is out of the way until then.
HORIZON = timedelta(weeks=6)

_NEVER, _EVER = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
_LEAST, _MOST = uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)
_WALKS: Mapping[View, tuple[Walk, ...]] = {
    "ready": ("dated", "undated"),
    "upcoming": ("dated",),
    "waiting": ("waiting",),
    "snoozed": ("snoozed",),
    "done": ("done",),
}


@dataclass(frozen=True)
class Filters:
    """What narrows the list: a role's tasks, the cases of a unit and those below it, the cases of one workflow."""

    role: str | None = None
    unit_path: str | None = None
    workflow: str | None = None


class Line(NamedTuple):
    """A task on the list. `at`: due (ready, upcoming), waiting since, asleep until, or done, as the view is."""

    id: uuid.UUID
    key: str
    status: str
    mine: bool
    role: str | None
    at: datetime | None
    workflow: str
    title: str
    case_id: uuid.UUID


class After(NamedTuple):
    """The last row that was shown; those without a date come last."""

    at: datetime | None
    id: uuid.UUID


class Page(NamedTuple):
    lines: list[Line]
    after: After | None


def rows(
    session: Session,
    actor: Actor,
    view: View,
    moment: datetime,
    after: After | None = None,
    limit: int = CAP,
    filters: Filters = Filters(),
) -> Page:
    """The next `limit` tasks of a view: what is due first comes first, done ones the newest first.

    `after` of the page is where the next one goes on; None when there is no more.
    """
    wanted = limit + 1
    lines: list[Line] = []
    for walk in _WALKS[view]:
        if after is not None and after.at is None and walk == "dated":
            continue
        if len(lines) < wanted:
            given = _parameters(actor, view, moment, filters) | {"rows": wanted - len(lines)}
            if after is not None and (walk != "undated" or after.at is None):
                given |= {"after_at": after.at, "after_id": after.id}
            statement = statements.page(_shape(walk, actor, filters))
            lines += map(Line._make, session.connection().execute(statement, given).all())
    more = lines[limit - 1] if len(lines) > limit else None
    return Page(_called(session, actor, lines[:limit]), After(more.at, more.id) if more else None)


def _called(session: Session, actor: Actor, lines: list[Line]) -> list[Line]:
    """Lines of cases about a person get the name, for whoever may open the case, or else the place."""
    if all(line.title for line in lines):
        return lines
    names = called(session, actor, [(line.case_id, line.title) for line in lines])
    return [line._replace(title=names[line.case_id]) for line in lines]


def count(
    session: Session,
    actor: Actor,
    view: View,
    moment: datetime,
    filters: Filters = Filters(),
) -> int:
    """How many tasks the view has; counting stops at CAP + 1, for then the page says "50+"."""
    statement = statements.count(*(_shape(walk, actor, filters) for walk in _WALKS[view]))
    given = _parameters(actor, view, moment, filters) | {"rows": CAP + 1}
    return int(session.connection().execute(statement, given).scalar_one())


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed by, workflows by key with their titles; a choice of one thing is none."""

    roles: tuple[str, ...]
    units: tuple[Unit, ...]
    workflows: Mapping[str, str]


def choices(session: Session, actor: Actor) -> Choices:
    """The reader's roles, the units where they hold them and those below, and the workflows there are."""
    below = [Unit.path.startswith(path) for path in dict.fromkeys(grant.path for grant in actor.grants)]
    units = session.scalars(
        select(Unit)
        .where(or_(false(), *below), Unit.kind != "group", Unit.closed_on.is_(None))
        .order_by(func.length(Unit.path), Unit.name, Unit.id)
        .limit(MOST_UNITS)
    ).all()
    titles = {key: process.workflow.title for key, process in runtime.processes(session).items()}
    return Choices(
        roles=_several(tuple(dict.fromkeys(grant.role for grant in actor.grants))),
        units=_several(tuple(units)),
        workflows=titles if len(titles) > 1 else {},
    )


def _several(found: tuple[T, ...]) -> tuple[T, ...]:
    return found if len(found) > 1 else ()


def _shape(walk: Walk, actor: Actor, filters: Filters) -> Shape:
    return Shape(
        walk,
        len(_queues(actor, filters)),
        by_role=filters.role is not None,
        by_unit=filters.unit_path is not None,
        by_workflow=filters.workflow is not None,
        but_barred=bool(actor.barred_from),
        but_past=bool(groups_past(actor)),
    )


def _queues(actor: Actor, filters: Filters) -> tuple[tuple[str, uuid.UUID], ...]:
    """The lists that are the actor's by role: exactly those units, for a task stands at the nearest one upwards."""
    held = dict.fromkeys((grant.role, grant.unit_id) for grant in actor.grants)
    return tuple(queue for queue in held if filters.role in (None, queue[0]))


def _parameters(actor: Actor, view: View, moment: datetime, filters: Filters) -> dict[str, Any]:
    horizon = moment + HORIZON
    given: dict[str, Any] = {
        "me": actor.person_id,
        "moment": moment,
        "until": _EVER if view == "upcoming" else horizon,
        "after_at": _NEVER,
        "after_id": _LEAST,
        "role": filters.role,
        "path": filters.unit_path,
        "workflow": filters.workflow,
    }
    if actor.barred_from:
        given["barred"] = sorted(actor.barred_from)
    if groups := groups_past(actor):
        given["past"] = sorted(groups)
    if view == "upcoming":
        given |= {"after_at": horizon, "after_id": _MOST}
    elif view == "done":
        given |= {"after_at": _EVER, "after_id": _MOST}
    for number, (role, unit_id) in enumerate(_queues(actor, filters)):
        given |= {f"role_{number}": role, f"unit_{number}": unit_id}
    return given
