"""How many families belong to a family club: dated numbers, their limits, and a trainer's leave for one more."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import new_id
from intranet.engine.rules import Link, Refusal
from intranet.engine.text import Text
from intranet.groups import policy
from intranet.groups.looking import refused, seen, seen_and_locked, who
from intranet.groups.models import COUNTED, FAMILY_CLUB, LED, FamilyCount, FamilyOverride, Group, Meeting
from intranet.organisation.settings import limit, limits
from intranet.policy import TRAINER, Actor
from intranet.privacy.wording import refuse_health
from intranet.problems import Denied, Refused

LONGEST_REASON = 200


def families_of(session: Session, group_id: uuid.UUID, on: date) -> int | None:
    """How many families belong to the club on that day; None while nobody has said."""
    standing = (
        select(FamilyCount.families)
        .outerjoin(Meeting, Meeting.id == FamilyCount.meeting_id)
        .where(
            FamilyCount.group_id == group_id,
            FamilyCount.counted_on <= on,
            or_(FamilyCount.meeting_id.is_(None), Meeting.withdrawn_at.is_(None)),
        )
        .order_by(FamilyCount.counted_on.desc(), FamilyCount.number.desc())
        .limit(1)
    )
    return session.scalar(standing)


def override_on(session: Session, group_id: uuid.UUID, on: date) -> FamilyOverride | None:
    """The leave that lets one family more in on that day."""
    standing = select(FamilyOverride).where(
        FamilyOverride.group_id == group_id, FamilyOverride.from_on <= on, FamilyOverride.until_on >= on
    )
    return session.scalars(standing.order_by(FamilyOverride.until_on.desc()).limit(1)).first()


def last_leave(session: Session, group_id: uuid.UUID) -> date | None:
    """The last day of a trainer's leave for one family more, the latest of them."""
    last = select(func.max(FamilyOverride.until_on)).where(FamilyOverride.group_id == group_id)
    return session.scalar(last)


def one_too_many(
    session: Session, group: Group, path: str, families: int, today: date, field: str
) -> Refusal | None:
    """Why this number cannot be: it is more than a club may have, and more than belong to it already."""
    if group.kind != FAMILY_CLUB:
        return None
    most = limit(session, path, "families_most")
    allowed = most + (override_on(session, group.id, today) is not None)
    if families <= max(allowed, families_of(session, group.id, today) or 0):
        return None
    text = Text(
        "A family club has at most %(most)s families; with more it is split. "
        "A trainer can let one more in for a while.",
        {"most": most},
    )
    return Refusal(field, text, mender=TRAINER, link=Link("groups.show", {"group_id": group.id}))


def count(session: Session, actor: Actor, moment: datetime, *, group_id: uuid.UUID, families: int) -> None:
    """So many families belong to the club from today on. Raises Refused for one too many."""
    here = seen(session, actor, group_id)
    if not policy.can_count_families(actor, here.path, here.leaders):
        raise Denied(Text("Whoever leads the club or the coordinator says how many families belong to it."))
    here = seen_and_locked(session, actor, group_id)
    today = local_date(moment)
    if here.group.kind != FAMILY_CLUB or here.group.status not in LED:
        raise refused("families", Text("This group does not count families at present."))
    if families < 0:
        raise refused("families", Text("Write a number, 0 or more."))
    if (refusal := one_too_many(session, here.group, here.path, families, today, "families")) is not None:
        raise Refused((refusal,))
    note(session, moment, group_id, families, today, by=who(actor))


def note(
    session: Session,
    moment: datetime,
    group_id: uuid.UUID,
    families: int,
    on: date,
    *,
    by: uuid.UUID | None,
    meeting_id: uuid.UUID | None = None,
) -> None:
    """Write a number that was looked at, for a club whose row is locked, and tell of it."""
    last = session.scalar(select(func.max(FamilyCount.number)).where(FamilyCount.group_id == group_id))
    session.add(
        FamilyCount(
            id=new_id(), group_id=group_id, number=(last or 0) + 1, families=families, counted_on=on,
            meeting_id=meeting_id, noted_by=by, noted_at=moment,
        )
    )  # fmt: skip
    facts.tell(session, facts.Fact("groups", moment, group_id=group_id))


def raise_by_report(session: Session, moment: datetime, meeting: Meeting) -> None:
    """More families came than were known to belong to the club, so there are as many, from that day on."""
    if meeting.came > (families_of(session, meeting.group_id, meeting.held_on) or 0):
        note(
            session, moment, meeting.group_id, meeting.came, meeting.held_on,
            by=meeting.reported_by, meeting_id=meeting.id,
        )  # fmt: skip


def let_one_more_in(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    group_id: uuid.UUID,
    reason: str,
    said_harmless: bool = False,
) -> FamilyOverride:
    """For some days, from today, the club may have one family more than the most; a trainer says so, with a reason."""
    here = seen(session, actor, group_id)
    if not policy.can_override_families(actor, here.path, here.leaders):
        raise Denied(Text("A trainer who does not lead this club lets one more family in."))
    here = seen_and_locked(session, actor, group_id)
    today = local_date(moment)
    if here.group.kind != FAMILY_CLUB or here.group.status not in COUNTED:
        raise refused("reason", Text("This group does not count families at present."))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise refused("reason", Text("Write why, in %(most)s letters at most.", {"most": LONGEST_REASON}))
    if (asked := refuse_health("reason", reason, said_harmless=said_harmless)) is not None:
        raise Refused((asked,))
    if override_on(session, group_id, today) is not None:
        raise refused("reason", Text("One more family may come already."))
    own = limits(session, here.path)
    row = FamilyOverride(
        id=new_id(), group_id=group_id, from_on=today,
        until_on=today + timedelta(days=own["families_override_days"] - 1), reason=reason.strip(),
        given_by=who(actor), given_at=moment,
    )  # fmt: skip
    session.add(row)
    facts.tell(session, facts.Fact("groups", moment, group_id=group_id))
    return row
