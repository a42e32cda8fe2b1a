"""Who said that a group does not meet: of how many one may say it, who learns who it was, and several said at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from intranet.clock import beginning_of, local_date
from intranet.engine.text import Text
from intranet.groups import policy, queries
from intranet.groups.looking import Seen
from intranet.groups.models import COUNTED, NotMeeting
from intranet.organisation.models import Unit
from intranet.organisation.settings import limits
from intranet.policy import Actor, scopes

# For so many days what somebody said of one group counts among how many they have said it of.
COUNTED_FOR = 30
# Two groups of a district within this time are more than a coincidence.
AT_ONCE = timedelta(days=3)


@dataclass(frozen=True)
class Said:
    """A group of which somebody said that it does not meet, and that nobody has answered for yet."""

    group_id: uuid.UUID
    name: str
    within: str
    on: date


def why_not(session: Session, actor: Actor, today: date, here: Seen) -> Text | None:
    """Why the group is not taken off the list upon this person's word; None where it is."""
    if here.group.status not in COUNTED:
        return Text("This group does not meet at present.")
    own = limits(session, here.path)
    answered = here.group.said_to_meet_on
    if answered is not None and (today - answered).days < own["silent_remind_days"]:
        return Text(
            "On %(day)s those who lead the group said that it meets. Please ask the coordinator.",
            {"day": answered},
        )
    lately = _said_lately(session, actor, today)
    if here.group.id in lately:
        return Text(
            "You said so of this group on %(day)s already. Please ask the coordinator.",
            {"day": lately[here.group.id]},
        )
    if len(lately) >= own["silent_reports"]:
        return Text(
            "You have said so of %(n)s group within %(days)s days. Please tell the coordinator of any other.",
            {"days": COUNTED_FOR},
            plural="You have said so of %(n)s groups within %(days)s days. Please tell the coordinator of any other.",
            n=len(lately),
        )
    return None


def who_said(session: Session, actor: Actor, group_id: uuid.UUID) -> Mapping[datetime, str]:
    """Names by the moment at which they said it, for whoever may know them: nobody who leads the group does."""
    placed = queries.find(session, group_id)
    if placed is None:
        return {}
    involved = queries.involved_in(placed.group, queries.open_assignments(session, group_id))
    if not policy.can_know_who_said(actor, placed.unit.path, involved):
        return {}
    rows = session.execute(
        select(NotMeeting.reported_at, NotMeeting.reported_by).where(NotMeeting.group_id == group_id)
    ).all()
    names = queries.names_of(session, [person_id for _, person_id in rows])
    return {at: names[person_id] for at, person_id in rows}


def several(session: Session, actor: Actor) -> list[Said]:
    """Groups of one district that were named within a few days, by whomever, district by district."""
    district = aliased(Unit)
    below = [Unit.path.startswith(scope) for scope in scopes(actor, "know", "who_said")]
    if not below:
        return []
    rows = session.execute(
        select(NotMeeting.reported_at, Unit.id, Unit.name, district.id, district.name)
        .join(Unit, Unit.id == NotMeeting.group_id)
        .join(district, district.id == Unit.parent_id)
        .where(NotMeeting.answered_at.is_(None), or_(*below))
        .order_by(district.name, district.id, NotMeeting.reported_at, NotMeeting.id)
    ).all()
    by_district = defaultdict(list)
    for at, group_id, name, district_id, within in rows:
        by_district[district_id].append((at, Said(group_id, name, within, local_date(at))))
    return [
        said
        for named in by_district.values()
        for number, (at, said) in enumerate(named)
        if any(
            abs(at - other) <= AT_ONCE
            for other, beside in named[max(number - 1, 0) : number + 2]
            if beside.group_id != said.group_id
        )
    ]


def _said_lately(session: Session, actor: Actor, today: date) -> Mapping[uuid.UUID, date]:
    """Of which groups this person has said it lately, and when last."""
    since = beginning_of(today - timedelta(COUNTED_FOR))
    rows = session.execute(
        select(NotMeeting.group_id, NotMeeting.reported_at)
        .where(NotMeeting.reported_by == actor.person_id, NotMeeting.reported_at >= since)
        .order_by(NotMeeting.reported_at)
    )
    return {group_id: local_date(at) for group_id, at in rows}
