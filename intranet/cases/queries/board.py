"""The board of a workflow: its open cases by state, and above it the places that wait for a certified assistant."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case, Task
from intranet.cases.policy import KNOWN_HERE, PAST_WHO_LEADS, not_barred, visible_to
from intranet.cases.queries.called import called
from intranet.cases.queries.stages import Stage, stages
from intranet.clock import local_date
from intranet.engine.process import Process
from intranet.engine.text import Text
from intranet.groups.models import Group
from intranet.groups.nearby import in_words, nearest_assistants
from intranet.groups.queries import names_of
from intranet.organisation.models import Town, Unit
from intranet.policy import Actor, scopes, somewhere

# The state whose cases stand in the queue for an assistant, in whichever workflow has it.
QUEUE = "waiting_assistant"
# A column shows so many cards, the longest waiting first; the list of cases has them all.
CARDS = 30
QUEUE_ROWS = 20
# Cases about these stand on the boards of those alone who see such things anyway, in the words of the policy table.
SEEN_ANYWAY = {"enquiry": "enquiries", "membership": "membership"}


@dataclass(frozen=True)
class Card:
    """One case on the board. `url_id` is its id for whoever may open it; else only place and state are told."""

    id: uuid.UUID
    url_id: uuid.UUID | None
    title: str
    unit: str
    days: int
    kind: str
    waits_for: Text | None
    who: Text | str | None


@dataclass(frozen=True)
class Column:
    """A state with the number of its cases, and the cards that are shown."""

    key: str
    label: Text
    help: Text
    count: int
    cards: Sequence[Card]


@dataclass(frozen=True)
class Waiting:
    """A place in the queue: since when, for how many, and the nearest certified assistants."""

    card: Card
    group_id: uuid.UUID | None
    since: datetime
    expected: int | None
    nearest: Sequence[Text]


@dataclass(frozen=True)
class Board:
    columns: Sequence[Column]
    queue: Sequence[Waiting] | None
    queue_count: int


def on_board(actor: Actor) -> Select[Case]:
    """The cases whose place on the board the actor sees, whether or not they may open them."""
    return select(Case).where(
        or_(false(), *_below(actor, "board")),
        Case.subject_kind.not_in(KNOWN_HERE),
        Case.workflow.not_in(PAST_WHO_LEADS),
        *(or_(Case.subject_kind != kind, *_below(actor, thing)) for kind, thing in SEEN_ANYWAY.items()),
        *not_barred(actor),
    )


def _below(actor: Actor, thing: str) -> list[ColumnElement[bool]]:
    return [Case.unit_path.startswith(scope, autoescape=True) for scope in scopes(actor, "see", thing)]


def has_board(process: Process, actor: Actor) -> bool:
    """Whether there is any unit in which this actor would see cases of it on a board."""
    workflow = process.workflow
    if workflow.subject in KNOWN_HERE or workflow.key in PAST_WHO_LEADS:
        return False
    thing = SEEN_ANYWAY.get(workflow.subject, "board")
    return somewhere(actor, "see", "board") and somewhere(actor, "see", thing)


def districts(session: Session, actor: Actor) -> Sequence[Unit]:
    """The districts that the actor's boards may be narrowed to."""
    below = [Unit.path.startswith(scope, autoescape=True) for scope in scopes(actor, "see", "board")]
    return session.scalars(
        select(Unit)
        .where(Unit.kind == "district", Unit.closed_on.is_(None), or_(false(), *below))
        .order_by(Unit.name, Unit.id)
    ).all()


def board(
    session: Session, process: Process, actor: Actor, moment: datetime, *, unit_path: str = ""
) -> Board:
    """Every open case by state, the longest in its state first; the queue is None for a workflow without one."""
    workflow = process.workflow
    open_states = [state for state, written in workflow.states.items() if not written.end]
    here = _open_cases(process, actor, unit_path)
    counts = _counts(session, here)
    shown = {state: _longest(session, here, state) if counts.get(state) else [] for state in open_states}
    picked = [case.id for found in shown.values() for case, _ in found]
    opens = set(
        session.scalars(
            visible_to(actor, runtime.processes(session))
            .where(Case.id.in_(picked))
            .with_only_columns(Case.id)
        )
    )
    waits = _waits_for(session, process, picked)
    names = called(session, actor, [(case.id, case.title) for found in shown.values() for case, _ in found])
    limits = stages(session, process)

    def card(case: Case, unit: str) -> Card:
        days = (local_date(moment) - local_date(case.entered_at)).days
        stage = limits.get(case.state, Stage(30, 60))
        label, who = waits.get(case.id, (None, None))
        may_open = case.id in opens
        return Card(
            case.id, case.id if may_open else None, names[case.id], unit, days, stage.is_at(days), label, who
        )

    columns = [
        Column(
            state,
            workflow.words(workflow.states[state].label),
            workflow.words(workflow.states[state].help),
            counts.get(state, 0),
            [card(case, unit) for case, unit in shown[state]],
        )
        for state in open_states
    ]
    if QUEUE not in shown:
        return Board(columns, None, 0)
    queue = [
        _waiting(session, case, card(case, unit), actor, moment) for case, unit in shown[QUEUE][:QUEUE_ROWS]
    ]
    return Board(columns, queue, counts.get(QUEUE, 0))


def _open_cases(process: Process, actor: Actor, unit_path: str) -> Select[Any]:
    query = on_board(actor).where(Case.workflow == process.workflow.key, Case.ended_at.is_(None))
    return query.where(Case.unit_path.startswith(unit_path, autoescape=True)) if unit_path else query


def _counts(session: Session, here: Select[Any]) -> dict[str, int]:
    counted = here.with_only_columns(Case.state, func.count()).group_by(Case.state)
    return {state: count for state, count in session.execute(counted)}  # noqa: C416 - rows are no pairs to mypy


def _longest(session: Session, here: Select[Any], state: str) -> list[tuple[Case, str]]:
    """The cases that stand in a state for the longest, with the names of their units."""
    rows = session.execute(
        here.join(Unit, Unit.id == Case.unit_id)
        .where(Case.state == state)
        .add_columns(Unit.name)
        .order_by(Case.entered_at, Case.id)
        .limit(CARDS)
    )
    return [(case, unit) for case, unit in rows]


def _waits_for(
    session: Session, process: Process, case_ids: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, tuple[Text, Text | str]]:
    """The task of each case that is due first, and who has it or for whom it is."""
    rows = session.execute(
        select(Task.case_id, Task.key, Task.person_id, Task.role)
        .where(Task.case_id.in_(case_ids), Task.status.in_(("open", "claimed")))
        .order_by(Task.due_at.is_(None), Task.due_at, Task.opened_at, Task.id)
    ).all()
    names = names_of(session, [row.person_id for row in rows])
    found: dict[uuid.UUID, tuple[Text, Text | str]] = {}
    for row in rows:
        written = process.workflow.tasks.get(row.key)
        if written is None or row.case_id in found:
            continue
        label = process.workflow.words(written.label)
        found[row.case_id] = (label, names.get(row.person_id) or process.who(row.role or written.for_[0]))
    return found


def _waiting(session: Session, case: Case, card: Card, actor: Actor, moment: datetime) -> Waiting:
    town = session.scalars(
        select(Town).join(Group, Group.town_id == Town.id).where(Group.id == case.subject_id)
    ).one_or_none()
    nearest = () if town is None else in_words(nearest_assistants(session, town, local_date(moment)), actor)
    expected = case.answers.get("expected")
    return Waiting(
        card, case.subject_id, case.entered_at, expected if isinstance(expected, int) else None, nearest
    )  # fmt: skip
