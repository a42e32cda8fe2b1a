"""Changing what was approved: place, time, people, first date and leader, with the guards asked again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from intranet import facts
from intranet.certificates.status import entered_by
from intranet.clock import local_date
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.groups import policy, queries
from intranet.groups.cover import Reason, may_start, may_take_on
from intranet.groups.evidence import Known, candidate, limits_at, weekly_of
from intranet.groups.looking import Seen, colleague, seen, seen_and_locked
from intranet.groups.models import APPROVED, LED
from intranet.groups.reasons import refuse
from intranet.groups.times import BIWEEKLY, WEEKDAYS, WEEKLY, WeeklyTime
from intranet.policy import Actor
from intranet.problems import Denied, Refused, Stale

LANGUAGES = ("en", "sv", "nb", "da")
LONGEST_ROOM = 120
NOT_TO_CHANGE = Text("Whoever leads the group, the coordinator or staff change this.")
CHANGED_MEANWHILE = Text("Somebody changed this group meanwhile. Here is how it stands now.")


@dataclass(frozen=True)
class Details:
    """What may be changed after approval; the whole of it, as a form shows it."""

    room: str
    address_hidden: bool
    step_free: bool
    weekday: str
    start_time: time
    end_time: time | None
    rhythm: str
    meeting_language: str | None
    contact_person_id: uuid.UUID | None
    stand_in_id: uuid.UUID | None
    children_welcome: bool
    first_meeting_on: date | None

    @property
    def weekly(self) -> WeeklyTime:
        return WeeklyTime(self.weekday, self.start_time, self.end_time, self.rhythm, self.first_meeting_on)


def change_details(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    group_id: uuid.UUID,
    version: int,
    details: Details,
) -> None:
    """Raises Stale when the form is older than the group, Refused for each thing that cannot be."""
    here = _to_change(session, actor, group_id, version, (details.contact_person_id, details.stand_in_id))
    group, today = here.group, local_date(moment)
    refusals = [
        *_wrong(here, details),
        *_wrong_people(session, here, details, today),
        *_unseen_checks(session, here, details, group.leader_id, today),
        *_not_free(session, here, details.weekly),
    ]
    if details.first_meeting_on != group.first_meeting_on:
        refusals += _first_date_moved(session, here, details, today)
    if refusals:
        raise Refused(tuple(refusals))
    for field in fields(details):
        setattr(group, field.name, getattr(details, field.name))
    _changed(session, moment, here)


def change_leader(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    group_id: uuid.UUID,
    version: int,
    person_id: uuid.UUID,
) -> None:
    """Somebody else, who has accepted the group, is its named assistant from now on; the guards are asked again."""
    here = _to_change(session, actor, group_id, version, (person_id,))
    today = local_date(moment)
    known = candidate(session, here.group, person_id) if colleague(session, here, person_id) else None
    if known is None:
        raise Refused((Refusal("leader", Text("Choose somebody from the list.")),))
    reasons = may_start(
        known.facts,
        today,
        first_meeting_on=here.group.first_meeting_on,
        weekly=weekly_of(here.group),
        limits=limits_at(session, here.path),
    )
    refusals = [*_said(session, "leader", here, known, reasons)]
    if here.group.children_welcome:
        refusals += _check_refusals(session, [person_id], today)
    if entered_by(known.facts.certificate, today, actor.person_id):
        text = Text("You entered the certificate of this person, so somebody else makes this change.")
        refusals.append(Refusal("leader", text, mender="coordinator"))
    if refusals:
        raise Refused(tuple(refusals))
    here.group.leader_id = person_id
    _changed(session, moment, here)


def _to_change(
    session: Session,
    actor: Actor,
    group_id: uuid.UUID,
    version: int,
    people: Iterable[uuid.UUID | None],
) -> Seen:
    before = seen(session, actor, group_id)
    if not policy.can_change(actor, before.path, before.leaders):
        raise Denied(NOT_TO_CHANGE)
    named = [person_id for person_id in (*people, before.group.leader_id) if person_id is not None]
    here = seen_and_locked(session, actor, group_id, named)
    if here.group.version != version:
        raise Stale(CHANGED_MEANWHILE)
    if here.group.status not in LED:
        text = Text("What is planned is changed in the plan, and what is closed no more.")
        raise Refused((Refusal("group", text),))
    return here


def _changed(session: Session, moment: datetime, here: Seen) -> None:
    here.group.version += 1
    facts.tell(session, facts.Fact("groups", moment, group_id=here.group.id))


def _wrong(here: Seen, details: Details) -> Iterable[Refusal]:
    if not details.room.strip() or len(details.room) > LONGEST_ROOM:
        text = Text("Write where the group meets, in %(most)s letters at most.", {"most": LONGEST_ROOM})
        yield Refusal("room", text)
    if details.weekday not in WEEKDAYS:
        yield Refusal("weekday", Text("Choose one of the list."))
    if details.end_time is not None and details.end_time <= details.start_time:
        yield Refusal("end_time", Text("The end lies before the beginning."))
    if details.rhythm not in (WEEKLY, BIWEEKLY):
        yield Refusal("rhythm", Text("Choose one of the list."))
    if details.meeting_language is not None and details.meeting_language not in LANGUAGES:
        yield Refusal("meeting_language", Text("Choose one of the list."))
    if here.group.status != APPROVED and details.first_meeting_on != here.group.first_meeting_on:
        yield Refusal("first_meeting_on", Text("The first meeting has been held; its day stays."))
    if details.first_meeting_on is None and here.group.first_meeting_on is not None:
        yield Refusal("first_meeting_on", Text("Choose the day of the first meeting."))


def _wrong_people(session: Session, here: Seen, details: Details, today: date) -> Iterable[Refusal]:
    for field in ("contact_person_id", "stand_in_id"):
        person_id = getattr(details, field)
        if person_id is None and getattr(here.group, field) is None:
            continue
        person = colleague(session, here, person_id) if person_id else None
        if person is None or (person.left_on is not None and person.left_on <= today):
            yield Refusal(field, Text("Choose somebody from the list."))


def _unseen_checks(
    session: Session, here: Seen, details: Details, leader_id: uuid.UUID | None, today: date
) -> Iterable[Refusal]:
    """Asked when children become welcome, and when other people come to be in charge of them."""
    before = here.group.contact_person_id, here.group.stand_in_id, here.group.children_welcome
    if before == (details.contact_person_id, details.stand_in_id, details.children_welcome):
        return ()
    in_charge = (leader_id, details.contact_person_id, details.stand_in_id)
    return _check_refusals(session, in_charge if details.children_welcome else (), today)


def _check_refusals(session: Session, people: Iterable[uuid.UUID | None], today: date) -> list[Refusal]:
    wanted = [person_id for person_id in people if person_id is not None]
    return [
        Refusal(
            "children_welcome",
            Text("The record check of %(name)s has not been seen, or is out of date.", {"name": name}),
            mender="coordinator",
        )
        for _, name in queries.without_seen_check(session, wanted, today)
    ]


def _not_free(session: Session, here: Seen, weekly: WeeklyTime) -> Iterable[Refusal]:
    """Everybody who leads the group must be free at its new time."""
    if weekly == weekly_of(here.group):
        return
    limits = limits_at(session, here.path)
    for person_id in sorted(here.leaders):
        if known := candidate(session, here.group, person_id):
            reasons = may_take_on(known.facts, weekly, stand_in=True, limits=limits)
            yield from _said(session, "weekday", here, known, reasons)


def _first_date_moved(session: Session, here: Seen, details: Details, today: date) -> list[Refusal]:
    leader_id = here.group.leader_id
    known = candidate(session, here.group, leader_id) if leader_id else None
    if known is None:
        return [
            Refusal("first_meeting_on", Text("No certified assistant is named yet."), mender="coordinator")
        ]
    reasons = may_start(
        known.facts, today, first_meeting_on=details.first_meeting_on, limits=limits_at(session, here.path)
    )
    return list(_said(session, "first_meeting_on", here, known, reasons))


def _said(
    session: Session, field: str, here: Seen, known: Known, reasons: tuple[Reason, ...]
) -> Iterable[Refusal]:
    refusal = refuse(
        field,
        reasons,
        name=known.name,
        group_id=here.group.id,
        name_of_group=lambda group_id: queries.name_of(session, group_id),
    )
    return () if refusal is None else (refusal,)
