"""May a group start, and is a running one covered: decisions 1 and 2, as functions of facts on a date."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from intranet.certificates.status import GRACE_DAYS, NOTHING, CertificateFacts, Code, Status, status
from intranet.groups.times import MEETING_MINUTES, WeeklyTime, clash

LEADERS_WANTED = 2


class Why(StrEnum):
    """Why somebody may not start this group."""

    NOBODY = "nobody"
    LEFT = "left"
    NOT_CERTIFIED = "not_certified"
    ENDS_TOO_SOON = "ends_too_soon"
    TOO_FAR = "too_far"
    DISTANCE_UNKNOWN = "distance_unknown"
    NOT_ASKED = "not_asked"
    NOT_ACCEPTED = "not_accepted"
    ENDED = "ended"
    TOO_MANY_GROUPS = "too_many_groups"
    SAME_TIME = "same_time"


@dataclass(frozen=True)
class Reason:
    """One thing that is missing; the other fields say of what, where that helps."""

    why: Why
    status: Status | None = None
    on: date | None = None
    km: float | None = None
    number: int | None = None
    other_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Assigned:
    """An assignment as facts of days. With `until_on` it is a stand-in for a while, and leads nothing new."""

    person_id: uuid.UUID
    accepted_on: date | None = None
    ended_on: date | None = None
    from_on: date | None = None
    until_on: date | None = None

    @property
    def leads(self) -> bool:
        return self.accepted_on is not None and self.ended_on is None and self.until_on is None

    def holds(self, on: date) -> bool:
        """Accepted by that day, and not ended: on the day it ends it no longer covers."""
        return (
            self.accepted_on is not None
            and max(self.accepted_on, self.from_on or self.accepted_on) <= on
            and (self.ended_on is None or on < self.ended_on)
            and (self.until_on is None or on <= self.until_on)
        )


@dataclass(frozen=True)
class Led:
    """A group that somebody leads, and when it meets."""

    group_id: uuid.UUID
    weekly: WeeklyTime | None = None


@dataclass(frozen=True)
class Candidate:
    """What counts about a person, for one group: certificate, way there, own answer, other groups.

    `km` is the way from where the person lives or works, whichever is shorter; None is unknown.
    `leads` are the other groups in approved, trial or active, without the one asked about.
    """

    person_id: uuid.UUID
    certificate: CertificateFacts = NOTHING
    km: float | None = None
    reach_confirmed: bool = False
    assignments: tuple[Assigned, ...] = ()
    leads: tuple[Led, ...] = ()
    left_on: date | None = None


@dataclass(frozen=True)
class Limits:
    """The settings these questions are asked with; see organisation/settings.py."""

    reach_km: int = 40
    start_days: int = 90
    groups_per_assistant: int = 2
    grace_days: int = GRACE_DAYS
    meeting_minutes: int = MEETING_MINUTES


SHIPPED = Limits()


def within_reach(candidate: Candidate, on: date, limits: Limits = SHIPPED) -> tuple[Reason, ...]:
    """What speaks against this person there: not certified, too far and unconfirmed, no room for one more."""
    if _gone(candidate.left_on, on):
        return (Reason(Why.LEFT),)
    return (
        *_certified(candidate, on, limits),
        *_near(candidate, limits),
        *_room(candidate, limits),
    )


def may_start(
    candidate: Candidate | None,
    on: date,
    *,
    first_meeting_on: date | None = None,
    weekly: WeeklyTime | None = None,
    limits: Limits = SHIPPED,
) -> tuple[Reason, ...]:
    """Everything that speaks against starting the group with this leader on that day; empty: it may start."""
    if candidate is None:
        return (Reason(Why.NOBODY),)
    if _gone(candidate.left_on, on):
        return (Reason(Why.LEFT),)
    return (
        *within_reach(candidate, on, limits),
        *_lasts(candidate, on, first_meeting_on, limits),
        *_accepted(candidate),
        *_free_then(candidate, weekly, limits),
    )


def may_take_on(
    candidate: Candidate, weekly: WeeklyTime | None, *, stand_in: bool, limits: Limits = SHIPPED
) -> tuple[Reason, ...]:
    """What speaks against saying yes to a group that runs already: no room for it, or another at the same time."""
    room = () if stand_in else _room(candidate, limits)
    return (*room, *_free_then(candidate, weekly, limits))


class Basis(StrEnum):
    """What a running group rests on."""

    CERTIFIED = "certified"
    GRACE = "grace"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Cover:
    """Who covers a group on a day; `until` is the last day of the longest certificate among them."""

    basis: Basis
    people: tuple[uuid.UUID, ...] = ()
    until: date | None = None

    @property
    def holds(self) -> bool:
        return self.basis is not Basis.NOBODY

    @property
    def leans_on_one(self) -> bool:
        """A second trained person is asked for, not required."""
        return 0 < len(self.people) < LEADERS_WANTED


@dataclass(frozen=True)
class GroupFacts:
    """Who was asked to lead a group and said yes, with the certificates of these people."""

    assignments: tuple[Assigned, ...] = ()
    certificates: dict[uuid.UUID, CertificateFacts] = field(default_factory=dict)
    left_on: dict[uuid.UUID, date] = field(default_factory=dict)


def covered(facts: GroupFacts, on: date, limits: Limits = SHIPPED) -> Cover:
    """Is somebody certified there who accepted it? In grace too, and as a stand-in for these days."""
    standing = {
        held.person_id: status(facts.certificates.get(held.person_id, NOTHING), on, limits.grace_days)
        for held in facts.assignments
        if held.holds(on) and not _gone(facts.left_on.get(held.person_id), on)
    }
    for basis, code in ((Basis.CERTIFIED, Code.CERTIFIED), (Basis.GRACE, Code.GRACE)):
        there = {person_id: now for person_id, now in standing.items() if now.code is code}
        if there:
            ends = [now.until for now in there.values() if now.until is not None]
            return Cover(basis, tuple(sorted(there)), max(ends, default=None))
    return Cover(Basis.NOBODY)


def may_lead_meeting(facts: GroupFacts, person_id: uuid.UUID, on: date, limits: Limits = SHIPPED) -> bool:
    """Had this person accepted the group, and did their certificate cover it, that day?

    Unlike cover, the last day of an assignment counts: a meeting is reported after it was held.
    """
    held = any(
        assigned.holds(on) or (assigned.ended_on == on and assigned.accepted_on is not None)
        for assigned in facts.assignments
        if assigned.person_id == person_id
    )
    worth = status(facts.certificates.get(person_id, NOTHING), on, limits.grace_days)
    return held and worth.covers_groups and not _gone(facts.left_on.get(person_id), on)


def _gone(left_on: date | None, on: date) -> bool:
    return left_on is not None and left_on <= on


def _certified(candidate: Candidate, on: date, limits: Limits) -> Iterable[Reason]:
    now = status(candidate.certificate, on, limits.grace_days)
    if not now.starts_groups:
        yield Reason(Why.NOT_CERTIFIED, status=now)


def _lasts(candidate: Candidate, on: date, first_meeting_on: date | None, limits: Limits) -> Iterable[Reason]:
    now = status(candidate.certificate, on, limits.grace_days)
    start = first_meeting_on or on
    # Subtracting, for a date typed as the year 9999 leaves nothing to add to.
    if now.starts_groups and now.until is not None and (now.until - start).days < limits.start_days:
        yield Reason(Why.ENDS_TOO_SOON, status=now, on=start, number=limits.start_days)


def _near(candidate: Candidate, limits: Limits) -> Iterable[Reason]:
    if candidate.reach_confirmed:
        return
    if candidate.km is None:
        yield Reason(Why.DISTANCE_UNKNOWN)
    elif candidate.km > limits.reach_km:
        yield Reason(Why.TOO_FAR, km=candidate.km, number=limits.reach_km)


def _room(candidate: Candidate, limits: Limits) -> Iterable[Reason]:
    if len(candidate.leads) + 1 > limits.groups_per_assistant:
        yield Reason(Why.TOO_MANY_GROUPS, number=limits.groups_per_assistant)


def _accepted(candidate: Candidate) -> Iterable[Reason]:
    leading = [held for held in candidate.assignments if held.until_on is None]
    if any(held.leads for held in leading):
        return
    if any(held.ended_on is None for held in leading):
        yield Reason(Why.NOT_ACCEPTED)
    else:
        yield Reason(Why.ENDED if leading else Why.NOT_ASKED)


def _free_then(candidate: Candidate, weekly: WeeklyTime | None, limits: Limits) -> Iterable[Reason]:
    for led in candidate.leads:
        if clash(weekly, led.weekly, limits.meeting_minutes):
            yield Reason(Why.SAME_TIME, other_id=led.group_id)
