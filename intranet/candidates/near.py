"""Candidates by where they live: who could be certified where a group waits, and where the next course is needed."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from intranet.candidates import policy
from intranet.candidates.way import CERTIFICATION, ahead, stages
from intranet.cases import runtime, store
from intranet.cases.models import Case
from intranet.cases.policy import visible_to as cases_visible_to
from intranet.cases.queries.beginning import makes_groups
from intranet.cases.queries.board import QUEUE, on_board
from intranet.cases.queries.leaving import way_to_goal
from intranet.cases.queries.reading import reading_of
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.folding import folded
from intranet.groups.models import Group
from intranet.groups.nearby import nearest_assistants
from intranet.organisation.distance import nearest_km
from intranet.organisation.models import Town, Unit
from intranet.organisation.settings import limit
from intranet.people.models import Person
from intranet.policy import Actor, somewhere

# Where a group is thought of and nobody leads it yet, the one that waits for nothing else before the others.
WAITING = (QUEUE, "need", "idea")
SHOWN = 3
PLACES = 12


@dataclass(frozen=True)
class Living:
    """A candidate with the home and work towns' places; `left` is how many states are still ahead.

    `seen`: the reader finds this candidate on the desk, so the name may be told.
    """

    case_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    unit_path: str
    state: Text
    left: int
    home: Town | None
    work: Town | None
    seen: bool


@dataclass(frozen=True)
class Place:
    """A town where a group is wanted, in how many cases and since when, and who is on the way within reach.

    `has_assistant`: somebody certified within reach has room, so that a course is not what it waits for.
    """

    town: str
    within: str
    cases: Sequence[tuple[uuid.UUID | None, Text]]
    since: datetime
    waits: bool
    near: int
    lines: Sequence[Text]
    has_assistant: bool


def living(session: Session, actor: Actor, country: str) -> Sequence[Living]:
    """Every candidate of a country, those closest to a certificate first."""
    processes = runtime.processes(session)
    process = processes.get(CERTIFICATION)
    if process is None:
        return ()
    home, work = aliased(Town), aliased(Town)
    rows = session.execute(
        select(Case.id, Case.subject_id, Case.state, Case.unit_path, Person.name, home, work)
        .join(Person, Person.id == Case.subject_id)
        .join(Unit, Unit.id == Case.unit_id)
        .outerjoin(home, home.id == Person.home_town_id)
        .outerjoin(work, work.id == Person.work_town_id)
        .where(Case.workflow == CERTIFICATION, Case.state.in_(stages(process)), Unit.country == country)
        .order_by(Case.entered_at, Case.id)
    ).all()
    seen = set(session.scalars(policy.visible_to(actor, processes).with_only_columns(Case.id)))
    workflow = process.workflow
    found = [
        Living(
            case_id, person_id, name, path, workflow.words(workflow.states[state].label),
            len(way_to_goal(process, state)), lives, works, case_id in seen,
        )
        for case_id, person_id, state, path, name, lives, works in rows
        if person_id is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.left)


def near(session: Session, people: Sequence[Living], town: Town) -> list[tuple[Living, float]]:
    """Those who live or work within reach of a town: the fewest steps left first, then the nearest."""
    if not people:
        return []
    reach = limit(session, people[0].unit_path, "reach_km")
    found = [
        (one, km)
        for one in people
        if (km := nearest_km(town, one.home, one.work)) is not None and km <= reach
    ]
    return sorted(found, key=lambda pair: (pair[0].left, pair[1], folded(pair[0].name)))


def in_words(
    session: Session,
    actor: Actor,
    moment: datetime,
    found: Sequence[tuple[Living, float]],
    *,
    whole: bool = True,
) -> tuple[Text, ...]:
    """The first few by name where the reader may see them, the others as a number.

    `whole`: with what is missing for the next step; else only where they stand.
    """
    seen = [pair for pair in found if pair[0].seen]
    lines = [_line(session, actor, moment, one, km, whole) for one, km in seen[:SHOWN]]
    if others := len(found) - len(lines):
        lines.append(Text("One more candidate", plural="%(n)s more candidates", n=others))
    return tuple(lines)


def near_a_group(session: Session, actor: Actor, moment: datetime, group_id: uuid.UUID) -> tuple[Text, ...]:
    """For a place in the queue: who is nearest to being certified there; nothing for whoever sees no candidates."""
    if not somewhere(actor, "see", "candidates"):
        return ()
    town = session.scalars(
        select(Town).join(Group, Group.town_id == Town.id).where(Group.id == group_id)
    ).one_or_none()
    if town is None:
        return ()
    return in_words(session, actor, moment, near(session, living(session, actor, town.country), town))


def places(session: Session, actor: Actor, moment: datetime, unit_path: str = "") -> Sequence[Place]:
    """Where the next course is needed: towns with ideas and waiting places, the neediest first.

    The neediest has nobody certified within reach and the fewest candidates; of those alike a place that waits for
    nothing but an assistant comes first, then whichever has waited longest.
    """
    wanted = _wanted(session, actor, unit_path)
    people = {country: living(session, actor, country) for country in {town.country for town in wanted}}
    found = [
        _place(session, actor, moment, town, rows, people[town.country]) for town, rows in wanted.items()
    ]
    found.sort(key=lambda one: (one.has_assistant, one.near, not one.waits, one.since, one.town))
    return found[:PLACES]


def _wanted(session: Session, actor: Actor, unit_path: str) -> Mapping[Town, list[Any]]:
    processes = runtime.processes(session)
    keys = [key for key, process in processes.items() if makes_groups(process)]
    query = on_board(actor).where(Case.workflow.in_(keys), Case.state.in_(WAITING), Case.ended_at.is_(None))
    if unit_path:
        query = query.where(Case.unit_path.startswith(unit_path, autoescape=True))
    rows = session.execute(
        query.join(Group, Group.id == Case.subject_id)
        .join(Town, Town.id == Group.town_id)
        .join(Unit, Unit.id == Case.unit_id)
        .add_columns(Town, Unit.name)
        .order_by(Case.entered_at, Case.id)
    )
    found: defaultdict[Town, list[Any]] = defaultdict(list)
    for case, town, within in rows:
        found[town].append((case, within))
    return found


def _place(
    session: Session,
    actor: Actor,
    moment: datetime,
    town: Town,
    rows: Sequence[Any],
    people: Sequence[Living],
) -> Place:
    processes = runtime.processes(session)
    ids = [case.id for case, _ in rows]
    opens = set(
        session.scalars(cases_visible_to(actor, processes).where(Case.id.in_(ids)).with_only_columns(Case.id))
    )
    candidates = near(session, people, town)
    certified = nearest_assistants(session, town, local_date(moment), None)
    return Place(
        town=town.name,
        within=rows[0][1],
        cases=[
            (
                case.id if case.id in opens else None,
                processes[case.workflow].workflow.words(
                    processes[case.workflow].workflow.states[case.state].label
                ),
            )
            for case, _ in rows
        ],
        since=min(case.entered_at for case, _ in rows),
        waits=any(case.state == QUEUE for case, _ in rows),
        near=len(candidates),
        lines=in_words(session, actor, moment, candidates, whole=False),
        has_assistant=any(one.within_reach for one in certified),
    )


def _line(session: Session, actor: Actor, moment: datetime, one: Living, km: float, whole: bool) -> Text:
    way = Text("in the town") if km < 1 else Text("%(km)s km away", {"km": round(km)})
    said = {"name": one.name, "way": way, "state": one.state}
    if not whole:
        return Text("%(name)s, %(way)s: %(state)s", said)
    row = replace(store.load(session, one.case_id), title=one.name)
    step = ahead(reading_of(session, row, actor, moment))
    if step is None or step.counted is None:
        return Text("%(name)s, %(way)s: %(state)s", said)
    return Text("%(name)s, %(way)s: %(state)s; not there yet: %(missing)s", {**said, "missing": step.counted})
