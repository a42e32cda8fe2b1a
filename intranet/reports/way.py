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

from intranet.cases.models import Case, CaseEvent, GoneStage
from intranet.enquiries.models import Enquiry
from intranet.groups.models import CLOSED, Group, Meeting
from intranet.organisation.models import Unit
from intranet.participants.way import STAGES, WORKFLOW, in_order, reached


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


def counted(session: Session, groups: Sequence[Unit], first: date, last: date) -> Mapping[uuid.UUID, Counted]:
    """By group, and the same for every reader: a table of their own would move on the day when somebody bars them."""
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
    for group_id, days in _ways(session, list(found)):
        for stage, day, after in in_order(days):
            if first <= day <= last:
                found[group_id].reached[stage] += 1
                if after is not None:
                    found[group_id].days[stage].append(after)
    gone = select(GoneStage).where(GoneStage.unit_id.in_(found), GoneStage.month.between(first, last))
    for one in session.scalars(gone):
        found[one.unit_id].reached[one.stage] += 1
        if one.days is not None:
            found[one.unit_id].days[one.stage].append(one.days)
    return found


def enquiries(session: Session, district: Unit, first: date, last: date) -> int:
    return session.scalar(
        select(func.count())
        .select_from(Enquiry)
        .where(Enquiry.unit_id == district.id, Enquiry.received_on.between(first, last))
    ) or 0  # fmt: skip


def _ways(session: Session, groups: Sequence[uuid.UUID]) -> Iterable[tuple[uuid.UUID, Mapping[str, date]]]:
    """For each participant, the group and the day on which each stage was reached first; what was undone was not."""
    rows = session.execute(
        select(CaseEvent.case_id, Case.unit_id, CaseEvent.kind, CaseEvent.to_state, CaseEvent.at)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            Case.workflow == WORKFLOW,
            Case.unit_id.in_(groups),
            CaseEvent.to_state.is_not(None),
        )
        .order_by(CaseEvent.case_id, CaseEvent.number)
    )
    for (_case_id, group_id), events in groupby(rows, key=lambda row: (row.case_id, row.unit_id)):
        yield group_id, reached((event.kind, event.to_state, event.at) for event in events)


def together(found: Iterable[Counted]) -> Mapping[str, Sequence[int]]:
    """The days between two stages, of all these groups."""
    days: dict[str, list[int]] = defaultdict(list)
    for one in found:
        for stage, some in one.days.items():
            days[stage] += some
    return days
