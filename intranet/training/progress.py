"""What somebody has learned and practised by a day, and what is missing: pure functions of facts; no words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intranet.training.models import COURSE, LED, OBSERVED, SUPERVISION


class Code(StrEnum):
    """One thing that is required; hours are counted in minutes."""

    COURSE_HOURS = "course_hours"
    OBSERVED_MEETINGS = "observed_meetings"
    LED_MEETINGS = "led_meetings"
    SUPERVISIONS = "supervisions"
    CODE_OF_CONDUCT = "code_of_conduct"
    CONFIDENTIALITY = "confidentiality_promise"
    RENEWAL_HOURS = "renewal_hours"
    RENEWAL_ETHICS_HOURS = "renewal_ethics_hours"
    RENEWAL_SUPERVISION = "renewal_supervision"
    RENEWAL_MEETINGS = "renewal_meetings"


# Which exemption waives it, where that bears another name.
_WAIVED_BY = {Code.RENEWAL_ETHICS_HOURS: "renewal_hours"}
IN_MINUTES = frozenset({Code.COURSE_HOURS, Code.RENEWAL_HOURS, Code.RENEWAL_ETHICS_HOURS})


@dataclass(frozen=True)
class Hours:
    """A credit that stands; `gathering_id` is empty for what was entered by hand."""

    held_on: date
    kind: str
    minutes: int
    ethics_minutes: int = 0
    gathering_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Practised:
    """A practice meeting that stands; without `confirmed_on` the mentor has not said yes."""

    held_on: date
    part: str
    group_id: uuid.UUID
    mentor_id: uuid.UUID
    confirmed_on: date | None = None


@dataclass(frozen=True)
class Signed:
    document: str
    version: int
    signed_on: date


@dataclass(frozen=True)
class Exempted:
    """`ended_on` is the first day on which it no longer holds."""

    requirement: str
    from_on: date
    until_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class TrainingFacts:
    """All that is known of what a person learned and practised; `led_on` are reported meetings they led."""

    hours: tuple[Hours, ...] = ()
    practice: tuple[Practised, ...] = ()
    signatures: tuple[Signed, ...] = ()
    exemptions: tuple[Exempted, ...] = ()
    led_on: tuple[date, ...] = ()


NOTHING = TrainingFacts()


@dataclass(frozen=True)
class Needs:
    """How much it takes; the names are those of organisation/settings.py."""

    course_hours: int = 45
    observed_meetings: int = 4
    led_meetings: int = 6
    practice_days: int = 180
    supervisions: int = 2
    code_of_conduct_version: int = 1
    confidentiality_promise_version: int = 1
    renewal_hours: int = 20
    renewal_ethics_hours: int = 6
    renewal_supervision_months: int = 16
    renewal_meetings: int = 20
    renewal_mentored_meetings: int = 2


SHIPPED = Needs()


@dataclass(frozen=True)
class Missing:
    """What is not there yet: how much there is and how much it takes, hours in minutes."""

    code: Code
    have: int
    need: int


@dataclass(frozen=True)
class Part:
    """One requirement, how far it has come, and until when it is waived."""

    code: Code
    have: int
    need: int
    waived_until: date | None = None

    @property
    def missing(self) -> tuple[Missing, ...]:
        if self.have >= self.need or self.waived_until is not None:
            return ()
        return (Missing(self.code, self.have, self.need),)


@dataclass(frozen=True)
class Progress:
    """Several requirements in the order in which they are met."""

    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[Missing, ...]:
        return tuple(one for part in self.parts for one in part.missing)


@dataclass(frozen=True)
class Practice:
    """The stretch of `practice_days` that holds most of what is needed."""

    observed: int = 0
    led: int = 0
    first_on: date | None = None
    last_on: date | None = None


def course(facts: TrainingFacts, on: date, needs: Needs = SHIPPED, since: date | None = None) -> Part:
    """Minutes present on the basic course by that day; `since` leaves an earlier course out."""
    have = sum(one.minutes for one in counted(facts.hours, since, on) if one.kind == COURSE)
    return _part(facts, on, Code.COURSE_HOURS, have, needs.course_hours * 60)


def practice(
    facts: TrainingFacts, on: date, needs: Needs = SHIPPED, since: date | None = None
) -> tuple[Part, ...]:
    """Confirmed meetings, observed and led, that lie within the days practice may take."""
    best = practice_stretch(facts, on, needs, since)
    return (
        _part(facts, on, Code.OBSERVED_MEETINGS, best.observed, needs.observed_meetings),
        _part(facts, on, Code.LED_MEETINGS, best.led, needs.led_meetings),
    )


def practice_stretch(
    facts: TrainingFacts, on: date, needs: Needs = SHIPPED, since: date | None = None
) -> Practice:
    """The best stretch from the course on; of two as good the later one, for it can still be added to."""
    courses = [one.held_on for one in counted(facts.hours, since, on) if one.kind == COURSE]
    done = confirmed(facts, min(courses, default=since), on)
    found = Practice()
    for first in done:
        within = [one for one in done if 0 <= (one.held_on - first.held_on).days <= needs.practice_days]
        here = Practice(
            observed=sum(one.part == OBSERVED for one in within),
            led=sum(one.part == LED for one in within),
            first_on=first.held_on,
            last_on=max(one.held_on for one in within),
        )
        if _worth(here, needs) >= _worth(found, needs):
            found = here
    return found


def supervisions(facts: TrainingFacts, on: date, needs: Needs = SHIPPED, since: date | None = None) -> Part:
    """Days with a supervision."""
    days = {one.held_on for one in counted(facts.hours, since, on) if one.kind == SUPERVISION}
    return _part(facts, on, Code.SUPERVISIONS, len(days), needs.supervisions)


def documents(
    facts: TrainingFacts, on: date, needs: Needs = SHIPPED, since: date | None = None
) -> tuple[Part, ...]:
    """Both promises in their current version; with `since` given again from that day on."""
    return tuple(
        _part(facts, on, code, int(signed(facts, code.value, version, on, since)), 1)
        for code, version in (
            (Code.CODE_OF_CONDUCT, needs.code_of_conduct_version),
            (Code.CONFIDENTIALITY, needs.confidentiality_promise_version),
        )
    )


def certification(
    facts: TrainingFacts, on: date, needs: Needs = SHIPPED, since: date | None = None
) -> Progress:
    """Everything of training that a first certificate takes."""
    return Progress(
        (
            *documents(facts, on, needs),
            course(facts, on, needs, since),
            *practice(facts, on, needs, since),
            supervisions(facts, on, needs, since),
        )
    )


def renewal(facts: TrainingFacts, start: date, end: date, on: date, needs: Needs = SHIPPED) -> Progress:
    """What a renewal takes, of the days from `start` to `end` alone and known by `on`.

    Whoever led too few meetings may show as many meetings with a mentor as are asked for instead.
    """
    last = min(end, on)
    inside = counted(facts.hours, start, last)
    months = {(one.held_on.year, one.held_on.month) for one in inside if one.kind == SUPERVISION}
    led = sum(start <= day <= last for day in facts.led_on)
    mentored = len(confirmed(facts, start, last))
    instead = mentored >= needs.renewal_mentored_meetings > 0
    meetings = needs.renewal_meetings if instead else led
    return Progress(
        (
            _part(facts, on, Code.RENEWAL_HOURS, _minutes(inside), needs.renewal_hours * 60),
            _part(facts, on, Code.RENEWAL_ETHICS_HOURS, _ethics(inside), needs.renewal_ethics_hours * 60),
            _part(facts, on, Code.RENEWAL_SUPERVISION, len(months), needs.renewal_supervision_months),
            _part(facts, on, Code.RENEWAL_MEETINGS, meetings, needs.renewal_meetings),
        )
    )


def counted(hours: Iterable[Hours], since: date | None, until: date) -> tuple[Hours, ...]:
    """The hours of these days, each once: what was entered by hand gives way to what a leader marked that day."""
    inside = [one for one in hours if _within(one.held_on, since, until)]
    marked = {(one.held_on, one.kind) for one in inside if one.gathering_id is not None}
    found: dict[tuple[object, ...], Hours] = {}
    for one in inside:
        if one.gathering_id is None and (one.held_on, one.kind) in marked:
            continue
        found.setdefault((one.held_on, one.kind, one.gathering_id), one)
    return tuple(found.values())


def confirmed(facts: TrainingFacts, since: date | None, until: date) -> Sequence[Practised]:
    """Practice meetings of these days that the mentor has confirmed, in order; whenever they said yes."""
    found = {
        (one.group_id, one.held_on): one
        for one in facts.practice
        if one.confirmed_on is not None and _within(one.held_on, since, until)
    }
    return sorted(found.values(), key=lambda one: (one.held_on, one.part, one.group_id))


def signed(facts: TrainingFacts, document: str, version: int, on: date, since: date | None = None) -> bool:
    """Was the document promised in this version or a newer one by that day?"""
    return any(
        one.document == document and one.version >= version and _within(one.signed_on, since, on)
        for one in facts.signatures
    )


def waived_until(facts: TrainingFacts, requirement: str, on: date) -> date | None:
    """Until when the requirement is waived for this person, if it is on that day."""
    ends = [
        one.until_on
        for one in facts.exemptions
        if one.requirement == requirement
        and one.from_on <= on <= one.until_on
        and (one.ended_on is None or on < one.ended_on)
    ]
    return max(ends, default=None)


def _part(facts: TrainingFacts, on: date, code: Code, have: int, need: int) -> Part:
    return Part(code, have, need, waived_until(facts, _WAIVED_BY.get(code, code.value), on))


def _within(day: date, since: date | None, until: date) -> bool:
    return (since is None or since <= day) and day <= until


def _worth(stretch: Practice, needs: Needs) -> int:
    """How much of what is needed the stretch holds; more than is needed is worth no more."""
    return min(stretch.observed, needs.observed_meetings) + min(stretch.led, needs.led_meetings)


def _minutes(hours: Iterable[Hours]) -> int:
    return sum(one.minutes for one in hours)


def _ethics(hours: Iterable[Hours]) -> int:
    return sum(one.ethics_minutes for one in hours)
