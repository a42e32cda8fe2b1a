"""Who was at a meeting, by name: where the group has it so, of those who agree, for 90 days; the count stays without.

Whoever does not agree is on no list and nothing tells that they were here.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.db import lock_rows
from intranet.engine.text import Text
from intranet.groups import policy as groups_policy
from intranet.groups.looking import seen_and_locked, who
from intranet.groups.models import Group, Meeting
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.participants.looking import refused
from intranet.participants.models import ATTENDANCE, Attendance, Consent, Participant
from intranet.participants.policy import can_help_in, visible_to
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible

KEPT = timedelta(days=90)
SHOWN = 6


@dataclass(frozen=True)
class Evening:
    """A meeting of a group that names who was there; `agreed` are those who may be named, `here` whoever is."""

    meeting: Meeting
    unit: Unit
    agreed: Sequence[Participant]
    here: frozenset[uuid.UUID]
    until: date


def evening(
    session: Session, actor: Actor, today: date, *, group_id: uuid.UUID, meeting_id: uuid.UUID
) -> Evening:
    """Raises NotVisible for whoever does not help in the group, where it names nobody, and after 90 days."""
    unit = session.get(Unit, group_id)
    group = session.get(Group, group_id, populate_existing=True)
    meeting = session.get(Meeting, meeting_id, populate_existing=True)
    if unit is None or group is None or not group.names_attendance or not can_help_in(actor, unit.path):
        raise NotVisible
    if meeting is None or meeting.group_id != group_id or meeting.withdrawn_at is not None:
        raise NotVisible
    if meeting.held_on + KEPT <= today:
        raise NotVisible
    agrees = select(Consent.participant_id).where(
        Consent.purpose == ATTENDANCE, Consent.withdrawn_at.is_(None)
    )
    agreed = session.scalars(
        visible_to(actor)
        .where(Participant.group_id == group_id, Participant.left_on.is_(None), Participant.id.in_(agrees))
        .order_by(Participant.number)
        .execution_options(populate_existing=True)
    ).all()
    noted = session.scalars(select(Attendance.participant_id).where(Attendance.meeting_id == meeting_id))
    shown = {one.id for one in agreed}
    return Evening(meeting, unit, agreed, frozenset(noted) & shown, meeting.held_on + KEPT)


def note(
    session: Session,
    actor: Actor,
    moment: datetime,
    today: date,
    *,
    group_id: uuid.UUID,
    meeting_id: uuid.UUID,
    here: Collection[uuid.UUID],
) -> None:
    """These were here, and nobody else of those whom the actor knows of.

    Raises Refused for whoever did not agree, and for more than came: the count is what was reported, and stays that.
    """
    before = evening(session, actor, today, group_id=group_id, meeting_id=meeting_id)
    locked = {one.id for one in before.agreed}
    lock_rows(session, Participant, locked)
    lock_rows(session, Group, [group_id])
    # Who was barred while they waited no longer knows of everybody, and whoever agreed meanwhile is not locked.
    actor = actor_of(session, who(actor), today)
    known = evening(session, actor, today, group_id=group_id, meeting_id=meeting_id)
    agreed = {one.id: one for one in known.agreed if one.id in locked}
    if not set(here) <= set(agreed):
        raise refused("here", Text("Only those who agreed to it are noted. Look at the list once more."))
    wanted, noted = frozenset(here), known.here & locked
    # Of those alone whom the actor knows of: less room than that would tell of whoever keeps them away.
    if len(wanted) > known.meeting.came:
        text = Text("The report says that %(n)s came. No more are noted.", {"n": known.meeting.came})
        raise refused("here", text)
    session.execute(
        delete(Attendance).where(
            Attendance.meeting_id == meeting_id, Attendance.participant_id.in_(noted - wanted)
        )
    )
    for participant_id in sorted(wanted - noted):
        session.add(
            Attendance(
                meeting_id=meeting_id,
                participant_id=participant_id,
                noted_by=actor.person_id,
                noted_at=moment,
            )
        )
        participant = agreed[participant_id]
        participant.last_contact_on = max(participant.last_contact_on, known.meeting.held_on)
    session.flush()
    for participant_id in sorted(wanted ^ noted):
        fact = facts.Fact("participants", moment, participant_id=participant_id, group_id=group_id)
        facts.tell(session, fact)


def name_them(session: Session, actor: Actor, moment: datetime, *, group_id: uuid.UUID, names: bool) -> None:
    """Whether the group notes those who agree; decided by those who lead it. Without it what was noted is erased.

    Raises NotVisible, Denied.
    """
    here = seen_and_locked(session, actor, group_id)
    if not groups_policy.can_name_attendance(actor, here.path, here.leaders):
        raise Denied(Text("Whether names are noted is decided by those who lead the group."))
    here.group.names_attendance = names
    if not names:
        meetings = select(Meeting.id).where(Meeting.group_id == group_id)
        session.execute(delete(Attendance).where(Attendance.meeting_id.in_(meetings)))
    session.flush()
    facts.tell(session, facts.Fact("groups", moment, group_id=group_id))


def recent(session: Session, group_id: uuid.UUID, today: date) -> Sequence[Meeting]:
    """The meetings of a group at which somebody may be noted still, the newest first."""
    return session.scalars(
        select(Meeting)
        .where(Meeting.group_id == group_id, Meeting.withdrawn_at.is_(None), Meeting.held_on > today - KEPT)
        .order_by(Meeting.held_on.desc())
        .limit(SHOWN)
    ).all()


def forget_over(session: Session, today: date) -> None:
    """90 days after the meeting, and at once of a meeting whose report was taken back, only the number is left."""
    over = select(Meeting.id).where((Meeting.held_on <= today - KEPT) | Meeting.withdrawn_at.is_not(None))
    session.execute(delete(Attendance).where(Attendance.meeting_id.in_(over)))
