"""How far visitors came on their way in some days, counted for each group; how it may be told is coarse.py's.

Each stage counts those who reached it for the first time within these days, whenever they had come first.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, CaseEvent
from intranet.clock import local_date
from intranet.enquiries.models import Enquiry
from intranet.groups.models import CLOSED, Group, Meeting
from intranet.organisation.models import Unit
from intranet.policy import Actor

WORKFLOW = "participant_path"
STAGES = ("visitor", "welcomed", "regular", "thinking", "applied", "member", "contributor")


@dataclass
class Counted:
    """Of one group: first visits as its reports told them, who reached each stage, and after how many days."""

    first_visits: int = 0
    reached: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 0))
    days: dict[str, list[int]] = field(default_factory=lambda: {stage: [] for stage in STAGES})


def groups_of(session: Session, path: str, first: date, last: date) -> Sequence[Unit]:
    """The groups below a unit that had opened by the last day; of those that closed, who met within these days."""
    met = select(Meeting.group_id).where(Meeting.held_on.between(first, last))
    return session.scalars(
        select(Unit)
        .join(Group, Group.id == Unit.id)
        .where(
            Unit.path.startswith(path),
            Group.opened_on <= last,
            or_(Group.status != CLOSED, Group.id.in_(met)),
        )
        .order_by(Unit.name, Unit.id)
    ).all()


def counted(
    session: Session, reader: Actor, groups: Sequence[Unit], first: date, last: date
) -> Mapping[uuid.UUID, Counted]:
    """By group. Whoever has barred the reader is in no count of theirs."""
    found = {group.id: Counted() for group in groups}
    visits = session.execute(
        select(Meeting.group_id, func.sum(Meeting.first_visits))
        .where(
            Meeting.group_id.in_(found), Meeting.withdrawn_at.is_(None), Meeting.held_on.between(first, last)
        )
        .group_by(Meeting.group_id)
    )
    for group_id, number in visits:
        found[group_id].first_visits = number or 0
    for group_id, moments in _ways(session, reader, list(found)):
        for stage, day, before in _steps(moments):
            if first <= day <= last:
                found[group_id].reached[stage] += 1
                if before is not None:
                    found[group_id].days[stage].append((day - before).days)
    return found


def enquiries(session: Session, district: Unit, first: date, last: date) -> int:
    return session.scalar(
        select(func.count())
        .select_from(Enquiry)
        .where(Enquiry.unit_id == district.id, Enquiry.received_on.between(first, last))
    ) or 0  # fmt: skip


def _ways(
    session: Session, reader: Actor, groups: Sequence[uuid.UUID]
) -> Iterable[tuple[uuid.UUID, Mapping[str, date]]]:
    """For each participant, the group and the day on which each stage was reached first; what was undone was not."""
    rows = session.execute(
        select(CaseEvent.case_id, Case.unit_id, CaseEvent.kind, CaseEvent.to_state, CaseEvent.at)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            Case.workflow == WORKFLOW,
            Case.unit_id.in_(groups),
            Case.subject_id.not_in(reader.barred_from),
            CaseEvent.to_state.is_not(None),
        )
        .order_by(CaseEvent.case_id, CaseEvent.number)
    )
    for _case_id, events in groupby(rows, key=lambda row: row.case_id):
        reached: dict[str, date] = {}
        newest = group_id = None
        for event in events:
            group_id = event.unit_id
            if event.kind == "undone":
                reached.pop(newest or "", None)
                newest = None
            else:
                newest = event.to_state if event.to_state not in reached else None
                reached.setdefault(event.to_state, local_date(event.at))
        if group_id is not None:
            yield group_id, reached


def _steps(reached: Mapping[str, date]) -> Iterable[tuple[str, date, date | None]]:
    """Each stage that was reached, its day, and the day of the one before it on the way."""
    before: date | None = None
    for stage in STAGES:
        if stage in reached:
            yield stage, reached[stage], before
            before = reached[stage]


def together(found: Iterable[Counted]) -> Mapping[str, Sequence[int]]:
    """The days between two stages, of all these groups."""
    days: dict[str, list[int]] = defaultdict(list)
    for one in found:
        for stage, some in one.days.items():
            days[stage] += some
    return days
