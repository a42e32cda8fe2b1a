"""Which groups would lose their cover, and from which day: by what is known already, or without one person."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from intranet.certificates.status import ASKED
from intranet.groups.cover import SHIPPED, GroupFacts, Limits, covered
from intranet.groups.evidence import candidate, group_facts, limits_at
from intranet.groups.models import LED, Assignment, Group
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit, nation_path

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Losing:
    """A group, the unit it belongs to, and the first day on which nobody would cover it."""

    group_id: uuid.UUID
    name: str
    within: str
    path: str
    on: date


def first_uncovered(facts: GroupFacts, first: date, last: date, limits: Limits = SHIPPED) -> date | None:
    """The first of these days, both included, on which the group is not covered; None if it is on each.

    Between two days on which a fact begins or ends nothing changes, so only those are asked.
    """
    days = sorted({first, *(day for day in _turning_days(facts, last, limits) if first < day <= last)})
    return next((day for day in days if day <= last and not covered(facts, day, limits).holds), None)


def without(facts: GroupFacts, person_id: uuid.UUID) -> GroupFacts:
    """The same group, if this person had never accepted it."""
    return replace(
        facts, assignments=tuple(held for held in facts.assignments if held.person_id != person_id)
    )


def would_uncover(
    session: Session, person_id: uuid.UUID, from_on: date, until_on: date | None = None
) -> Sequence[Losing]:
    """The groups that would lose cover if this person counted for none of them on these days, by name.

    Without `until_on` it is asked as far ahead as a coordinator looks; what they would lose anyway is not told.
    """
    leads = select(Assignment.group_id).where(
        Assignment.person_id == person_id,
        Assignment.accepted_at.is_not(None),
        Assignment.ended_at.is_(None),
    )
    return [
        found
        for group, facts, limits, ahead in _groups(session, Group.id.in_(leads))
        if (found := _lost_without(group, facts, person_id, from_on, until_on or from_on + ahead, limits))
    ]


def losing_cover(session: Session, unit_path: str, today: date, days: int | None = None) -> Sequence[Losing]:
    """The groups below a unit that are covered today and will not be within so many days, the soonest first."""
    found = []
    for group, facts, limits, ahead in _groups(session, Unit.path.startswith(unit_path, autoescape=True)):
        if not covered(facts, today, limits).holds:
            continue
        last = today + (ahead if days is None else timedelta(days=days))
        if (on := first_uncovered(facts, today, last, limits)) is not None:
            found.append(replace(group, on=on))
    return sorted(found, key=lambda one: (one.on, one.name, one.group_id))


def only_from_afar(session: Session, group: Group, facts: GroupFacts, limits: Limits, on: date) -> bool:
    """Whether everybody who covers the group that day lives and works too far away, and nobody confirmed the way.

    A stand-in said so for these days alone; and whose way is not known is not taken to be far.
    """
    there = covered(facts, on, limits).people
    stand_ins = {held.person_id for held in facts.assignments if held.until_on is not None and held.holds(on)}
    known = [candidate(session, group, person_id) for person_id in there if person_id not in stand_ins]
    return len(known) == len(there) > 0 and all(
        one is not None
        and not one.facts.reach_confirmed
        and one.facts.km is not None
        and one.facts.km > limits.reach_km
        for one in known
    )


def _lost_without(
    group: Losing, facts: GroupFacts, person_id: uuid.UUID, first: date, last: date, limits: Limits
) -> Losing | None:
    on = first_uncovered(without(facts, person_id), first, last, limits)
    if on is None or not covered(facts, on, limits).holds:
        return None
    return replace(group, on=on)


def _groups(
    session: Session, *which: ColumnElement[bool]
) -> Iterator[tuple[Losing, GroupFacts, Limits, timedelta]]:
    """Groups that are approved or meet, with what their cover is worked out from and how far ahead one looks."""
    parent = Unit.__table__.alias("parent")
    rows = session.execute(
        select(Group.id, Unit.name, Unit.path, parent.c.name)
        .join(Unit, Unit.id == Group.id)
        .join(parent, parent.c.id == Unit.parent_id)
        .where(Group.status.in_(LED), *which)
        .order_by(Unit.name, Group.id)
    ).all()
    facts = group_facts(session, [row[0] for row in rows])
    nations = {nation_path(path) for _, _, path, _ in rows}
    limits = {nation: limits_at(session, nation) for nation in nations}
    ahead = {nation: timedelta(days=limit(session, nation, "cover_ahead_days")) for nation in nations}
    for group_id, name, path, within in rows:
        nation = nation_path(path)
        yield Losing(group_id, name, within, path, date.max), facts[group_id], limits[nation], ahead[nation]


def _turning_days(facts: GroupFacts, last: date, limits: Limits) -> Iterable[date]:
    """Every day on which somebody may begin or cease to cover."""
    for held in facts.assignments:
        yield from (day for day in (held.accepted_on, held.from_on, held.ended_on) if day is not None)
        if held.until_on is not None:
            yield held.until_on + DAY
    yield from facts.left_on.values()
    for paper in facts.certificates.values():
        yield from (event.from_on for event in paper.events)
        for period in paper.periods:
            yield period.start
            if period.valid_to is not None:
                yield period.valid_to + DAY
                yield period.valid_to + timedelta(days=limits.grace_days + 1)
        # While a renewal waits for its answer grace is not counted, so its end may be any later day.
        if asked := [event.from_on for event in paper.events if event.kind == ASKED]:
            yield from (min(asked) + n * DAY for n in range((last - min(asked)).days + 1))
