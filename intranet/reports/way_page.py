"""The way of visitors as a reader sees it: ranges for a district and each of its groups, or for one group alone."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.engine.text import Text
from intranet.organisation.models import Unit
from intranet.participants.way import STAGES, WORKFLOW
from intranet.policy import Actor
from intranet.problems import NotVisible
from intranet.reports import policy, way
from intranet.reports.coarse import Range, part, share, usual_weeks, whole
from intranet.reports.halves import Half, chosen, over

ENQUIRIES, FIRST_VISITS = Text("Enquiries"), Text("First visits, as the meetings told them")


@dataclass(frozen=True)
class Step:
    """`all` are those of the whole district, or of the one group; `groups` in the order of the page's."""

    label: Text
    all: Range
    share: int | None = None
    weeks: int | None = None
    groups: Sequence[Range] = ()


@dataclass(frozen=True)
class Page:
    """`districts` may be chosen instead; the page of one group has no `groups`."""

    half: Half
    halves: Sequence[Half]
    unit: Unit
    groups: Sequence[Unit]
    districts: Sequence[Unit]
    steps: Sequence[Step]


def of_district(
    session: Session, reader: Actor, today: date, *, half: str | None, district_id: uuid.UUID | None
) -> Page:
    """The chosen district of those in the reader's reach, or the first. Raises NotVisible where there is none."""
    districts = session.scalars(
        policy.way_visible_to(reader).where(Unit.kind == "district").order_by(Unit.name, Unit.id)
    ).all()
    if not districts:
        raise NotVisible
    unit = next((one for one in districts if one.id == district_id), districts[0])
    wanted = chosen(half, today)
    groups = way.groups_of(session, unit.path, wanted.first, wanted.last)
    found = way.counted(session, groups, wanted.first, wanted.last)
    counts = [found[group.id] for group in groups]
    asked = way.enquiries(session, unit, wanted.first, wanted.last)
    steps = [Step(ENQUIRIES, part(asked)), *_steps(session, counts)]
    return Page(wanted, over(today), unit, groups, districts, steps)


def of_group(session: Session, reader: Actor, today: date, *, half: str | None, group_id: uuid.UUID) -> Page:
    """Raises NotVisible for whoever neither helps in the group nor looks after its district."""
    unit = session.scalar(select(Unit).where(Unit.id == group_id, Unit.kind == "group"))
    if unit is None or not policy.can_see_way_of(reader, unit.path):
        raise NotVisible
    wanted = chosen(half, today)
    found = way.counted(session, [unit], wanted.first, wanted.last)
    return Page(wanted, over(today), unit, (), (), _steps(session, list(found.values())))


def _steps(session: Session, counts: Sequence[way.Counted]) -> list[Step]:
    states = runtime.process(session, WORKFLOW).workflow
    days = way.together(counts)
    visits = [one.first_visits for one in counts]
    steps = [Step(FIRST_VISITS, whole(visits), groups=tuple(map(part, visits)))]
    before: Range | None = None
    for stage in STAGES:
        reached = [one.reached[stage] for one in counts]
        all_ = whole(reached)
        steps.append(
            Step(
                states.words(states.states[stage].label),
                all_,
                None if before is None else share(all_, before),
                None if all_.is_small else usual_weeks(days[stage]),
                tuple(map(part, reached)),
            )
        )
        before = all_
    return steps
