"""Meetings as numbers: reporting one once, and taking back a report that was a mistake; nobody's name is asked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import new_id
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.groups import families, meeting_notes, policy, queries
from intranet.groups.cover import may_lead_meeting
from intranet.groups.evidence import facts_of_group, limits_at, weekly_of
from intranet.groups.looking import Seen, refused, seen, seen_and_locked, who
from intranet.groups.models import FAMILY_CLUB, LED, PEER_SUPPORT, Group, Meeting
from intranet.groups.times import WEEKDAYS, WeeklyTime, clash
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused
from intranet.training.models import PracticeMeeting

MOST = 500
NOT_TO_REPORT = Text("Whoever leads the group or the coordinator reports its meetings.")


@dataclass(frozen=True, kw_only=True)
class Report:
    """A meeting that was held: when, who led, and how many families (family club) or visits (peer support) there were.

    `said_harmless` is the reporter's word that the note says nothing about anybody's health.
    """

    group_id: uuid.UUID
    held_on: date
    led_by: uuid.UUID
    came: int
    first_visits: int | None = None
    different_visitors: int | None = None
    co_led_by: uuid.UUID | None = None
    note: str = ""
    said_harmless: bool = False


def report(
    session: Session, actor: Actor, moment: datetime, told: Report, form_key: uuid.UUID | None = None
) -> Meeting:
    """Note a meeting; the same form sent again gives the report of the first time.

    Raises Refused for a day that cannot be, a second report of it, and a leader who was not covering that day.
    Whoever led it together with another is a leader in everything.
    """
    here = seen(session, actor, told.group_id)
    if not policy.can_report(actor, here.path, here.leaders):
        raise Denied(NOT_TO_REPORT)
    led = [told.led_by, *([told.co_led_by] if told.co_led_by else [])]
    here = seen_and_locked(session, actor, told.group_id, led)
    if (before := _sent_before(session, actor, told.group_id, form_key)) is not None:
        return before
    if here.group.kind != PEER_SUPPORT:
        told = replace(told, different_visitors=None)
    today = local_date(moment)
    refusals = (
        *_wrong_day(session, here, told.held_on, today),
        *_wrong_leader(session, here, told.held_on, told.led_by, "led_by"),
        *_wrong_second(session, here, told.held_on, told.led_by, told.co_led_by),
        *_wrong_numbers(here.group, told),
        *_too_many_families(session, here, told.came, today),
        *meeting_notes.why_not(told.note.strip(), told.said_harmless),
    )
    if refusals:
        raise Refused(refusals)
    meeting_id = new_id()
    return keep(
        session,
        moment,
        Meeting(
            id=meeting_id, group_id=told.group_id, held_on=told.held_on, led_by=told.led_by,
            co_led_by=told.co_led_by, came=told.came, first_visits=told.first_visits,
            different_visitors=told.different_visitors,
            note=meeting_notes.sealed(session, meeting_id, told.note.strip()),
            reported_by=who(actor), reported_at=moment, form_key=form_key,
        ),
    )  # fmt: skip


def _sent_before(
    session: Session, actor: Actor, group_id: uuid.UUID, form_key: uuid.UUID | None
) -> Meeting | None:
    """The report that came with this form. Raises Refused where it was taken back since: it is not made anew."""
    same = select(Meeting).where(
        Meeting.group_id == group_id, Meeting.reported_by == who(actor), Meeting.form_key == form_key
    )
    found = None if form_key is None else session.scalars(same).one_or_none()
    if found is not None and found.withdrawn_at is not None:
        raise refused("held_on", Text("This report was taken back. Open the form anew to report the day."))
    return found


def keep(session: Session, moment: datetime, meeting: Meeting) -> Meeting:
    """Write a meeting that was looked at, and tell of it; more families than were known raise their number."""
    session.add(meeting)
    session.flush()
    if session.get_one(Group, meeting.group_id).kind == FAMILY_CLUB:
        families.raise_by_report(session, moment, meeting)
    _tell(session, moment, meeting)
    return meeting


def withdraw(session: Session, actor: Actor, moment: datetime, meeting_id: uuid.UUID) -> Meeting:
    """The report was a mistake: it no longer counts. Withdrawing it twice does nothing more."""
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotVisible
    here = seen(session, actor, meeting.group_id)
    if not policy.can_see_inside(actor, here.path, here.involved):
        raise NotVisible
    if not policy.can_report(actor, here.path, here.leaders):
        raise Denied(Text("Whoever leads the group or the coordinator takes a report back."))
    seen_and_locked(session, actor, meeting.group_id, _leaders(meeting))
    session.refresh(meeting)
    if meeting.withdrawn_at is None:
        meeting.withdrawn_at, meeting.withdrawn_by = moment, who(actor)
        meeting_notes.forget(session, moment, meeting)
        _tell(session, moment, meeting)
    return meeting


def _leaders(meeting: Meeting) -> list[uuid.UUID]:
    return [one for one in (meeting.led_by, meeting.co_led_by) if one is not None]


def _tell(session: Session, moment: datetime, meeting: Meeting) -> None:
    for person_id in _leaders(meeting):
        facts.tell(session, facts.Fact("meetings", moment, person_id=person_id, group_id=meeting.group_id))


def _wrong_day(session: Session, here: Seen, held_on: date, today: date) -> Iterable[Refusal]:
    group = here.group
    if group.status not in LED:
        yield Refusal("group", Text("This group does not meet at present."))
    if held_on > today:
        yield Refusal("held_on", Text("This day is still to come. Report a meeting after it was held."))
    if group.first_meeting_on is not None and held_on < group.first_meeting_on:
        text = Text(
            "The first meeting is on %(day)s; this day lies before it.", {"day": group.first_meeting_on}
        )
        yield Refusal("held_on", text)
    if any(meeting.held_on == held_on for meeting in queries.meetings_of(session, group.id)):
        yield Refusal("held_on", Text("The meeting of this day is reported already."))


def _wrong_second(
    session: Session, here: Seen, held_on: date, led_by: uuid.UUID, co_led_by: uuid.UUID | None
) -> Iterable[Refusal]:
    if co_led_by is None:
        return
    if co_led_by == led_by:
        yield Refusal("co_led_by", Text("Choose somebody else than the one who led."))
        return
    yield from _wrong_leader(session, here, held_on, co_led_by, "co_led_by")


def _wrong_leader(
    session: Session, here: Seen, held_on: date, led_by: uuid.UUID, field: str
) -> Iterable[Refusal]:
    name = queries.names_of(session, [led_by]).get(led_by)
    limits = limits_at(session, here.path)
    if name is None or not may_lead_meeting(facts_of_group(session, here.group.id), led_by, held_on, limits):
        yield Refusal(
            field,
            Text(
                "Whoever leads a meeting has accepted the group and has a certificate that counts that day."
            ),
            mender="coordinator",
        )
    elif other := same_time_elsewhere(session, here.group, held_on, led_by, limits.meeting_minutes):
        text = Text(
            "%(name)s was at a meeting of %(group)s at the same time that day.",
            {"name": name, "group": other},
        )
        yield Refusal(field, text)


def same_time_elsewhere(
    session: Session, group: Group, held_on: date, led_by: uuid.UUID, usual_minutes: int
) -> str | None:
    """The name of another group at whose meeting this person was that day at an overlapping time.

    They led it, alone or together, practised there, or have confirmed that they were somebody's mentor there.
    """
    led = select(Meeting.group_id).where(
        or_(Meeting.led_by == led_by, Meeting.co_led_by == led_by),
        Meeting.held_on == held_on,
        Meeting.withdrawn_at.is_(None),
    )
    # Not what a mentor has yet to confirm: naming somebody must not keep them from their own meeting.
    practised = select(PracticeMeeting.group_id).where(
        or_(
            PracticeMeeting.person_id == led_by,
            and_(PracticeMeeting.mentor_id == led_by, PracticeMeeting.confirmed_at.is_not(None)),
        ),
        PracticeMeeting.held_on == held_on,
        PracticeMeeting.withdrawn_at.is_(None),
    )
    others = session.scalars(
        select(Group).where(Group.id != group.id, or_(Group.id.in_(led), Group.id.in_(practised)))
    )
    mine = _time_on(group, held_on)
    for other in others:
        if clash(mine, _time_on(other, held_on), usual_minutes):
            return queries.name_of(session, other.id)
    return None


def _time_on(group: Group, day: date) -> WeeklyTime | None:
    """When the group meets, as if every meeting were held at its usual time."""
    usual = weekly_of(group)
    return None if usual is None else WeeklyTime(WEEKDAYS[day.weekday()], usual.start, usual.end)


def _wrong_numbers(group: Group, told: Report) -> Iterable[Refusal]:
    if not 0 <= told.came <= MOST:
        yield _out_of(MOST, "came")
    elif told.first_visits is not None and not 0 <= told.first_visits <= told.came:
        yield _out_of(told.came, "first_visits")
    if group.kind != PEER_SUPPORT:
        return
    if told.different_visitors is None:
        text = Text("Estimate how many different visitors came in the last four weeks.")
        yield Refusal("different_visitors", text)
    elif not 0 <= told.different_visitors <= MOST:
        yield _out_of(MOST, "different_visitors")


def _out_of(most: int, field: str) -> Refusal:
    return Refusal(field, Text("Write a number between 0 and %(most)s.", {"most": most}))


def _too_many_families(session: Session, here: Seen, came: int, today: date) -> Iterable[Refusal]:
    if came > MOST:
        return ()
    refusal = families.one_too_many(session, here.group, here.path, came, today, "came")
    return () if refusal is None else (refusal,)
