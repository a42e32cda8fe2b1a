"""What a certificate is worth on a day, from its facts alone; no database, no clock, no words for people."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from intranet.certificates.dates import plus_months

GRACE_DAYS = 90


class Code(StrEnum):
    """The one thing a person's certificate is on a day."""

    NONE = "none"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"  # its end is not known: it never gives cover
    CERTIFIED = "certified"
    GRACE = "grace"  # ended a short while ago: covers a running group, starts no new one
    LAPSED = "lapsed"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


# What a renewal prolongs, and what can be suspended.
RENEWABLE = frozenset({Code.CERTIFIED, Code.GRACE, Code.PAUSED})
SUSPENDABLE = frozenset({Code.CERTIFIED, Code.GRACE, Code.PAUSED, Code.UNKNOWN, Code.NOT_YET})
PAUSABLE = frozenset({Code.CERTIFIED, Code.GRACE, Code.UNKNOWN, Code.NOT_YET})

# Asking for renewal stops the time of grace until the answer.
ASKED, RETURNED, DECIDED, REFUSED = "asked", "returned", "decided", "refused"
_ANSWERS = frozenset({RETURNED, DECIDED, REFUSED, "revoked"})


@dataclass(frozen=True)
class Period:
    """One row of validity. Without `valid_from` it counts from the day it was entered."""

    valid_from: date | None
    valid_to: date | None
    entered_on: date
    entered_by: uuid.UUID | None = None

    @property
    def start(self) -> date:
        return self.valid_from or self.entered_on


@dataclass(frozen=True)
class Event:
    """suspended, lifted, revoked, reinstated, paused or resumed; asked, returned, decided or refused: from this day on.

    The last four are about a renewal that somebody asked for.
    """

    kind: str
    from_on: date
    until_on: date | None = None  # the last day that a pause is meant to have


@dataclass(frozen=True)
class CertificateFacts:
    """All that is known of a person's certificate; both in the order in which they were entered."""

    periods: tuple[Period, ...] = ()
    events: tuple[Event, ...] = ()


NOTHING = CertificateFacts()


@dataclass(frozen=True)
class Status:
    """`since` is the first day it stands so; `until` the last day of the unbroken validity, where known.

    `rests_until` is the last day of a pause as it was asked for, while that lies ahead.
    """

    code: Code
    since: date | None = None
    until: date | None = None
    rests_until: date | None = None

    @property
    def starts_groups(self) -> bool:
        return self.code is Code.CERTIFIED

    @property
    def covers_groups(self) -> bool:
        return self.code in {Code.CERTIFIED, Code.GRACE}


@dataclass(frozen=True)
class Validity:
    """Periods that follow each other without a gap, read as one."""

    periods: tuple[Period, ...]
    start: date
    end: date


def status(facts: CertificateFacts, on: date, grace_days: int = GRACE_DAYS) -> Status:
    """What the certificate is on that day: always exactly one thing."""
    standing = _standing(facts, on, grace_days)
    if standing.code is Code.NONE:
        return standing
    resting = _resting(facts.events, on)
    if resting.code is Code.REVOKED:
        return Status(Code.REVOKED, resting.since, standing.until)
    if resting.code is not Code.NONE and standing.code in {Code.CERTIFIED, Code.GRACE, Code.UNKNOWN}:
        return Status(resting.code, resting.since, standing.until, resting.rests_until)
    return standing


def validities(facts: CertificateFacts) -> tuple[Validity, ...]:
    """Stretches of unbroken validity in order; a renewal that touches or overlaps the old end joins it."""
    known = sorted(
        ((period.start, period.valid_to, period) for period in facts.periods if period.valid_to is not None),
        key=lambda row: row[:2],
    )
    found: list[Validity] = []
    for start, end, period in known:
        if end < start:
            continue
        if found and (start - found[-1].end).days <= 1:
            last = found.pop()
            found.append(Validity((*last.periods, period), last.start, max(last.end, end)))
        else:
            found.append(Validity((period,), start, end))
    return tuple(found)


def next_period(facts: CertificateFacts, months: int) -> tuple[date, date]:
    """First and last day of what a renewal gives: from the old end on, whenever it is asked for or decided."""
    end = validities(facts)[-1].end
    return end + timedelta(1), plus_months(end, months)


def validity_on(facts: CertificateFacts, on: date) -> Validity | None:
    """The unbroken validity that this day lies in."""
    return next((validity for validity in validities(facts) if validity.start <= on <= validity.end), None)


def entered_by(facts: CertificateFacts, on: date, person_id: uuid.UUID | None) -> bool:
    """Whether this person entered a period of the validity that counts on that day: then they decide nothing on it."""
    counting = validity_on(facts, on)
    if counting is None or person_id is None:
        return False
    return any(period.entered_by == person_id for period in counting.periods)


def waits_for_answer(facts: CertificateFacts) -> bool:
    """Whether renewal was asked for, and nobody has answered yet."""
    about = [event.kind for event in facts.events if event.kind == ASKED or event.kind in _ANSWERS]
    return bool(about) and about[-1] == ASKED


def _standing(facts: CertificateFacts, on: date, grace_days: int) -> Status:
    """What the periods alone say, whatever happened to the person since."""
    stretches = validities(facts)
    if now := next((v for v in stretches if v.start <= on <= v.end), None):
        return Status(Code.CERTIFIED, now.start, now.end)
    past = [validity for validity in stretches if validity.end < on]
    out_of_grace = _out_of_grace(facts, past[-1].end, on, grace_days) if past else None
    if past and out_of_grace is None:
        return Status(Code.GRACE, past[-1].end + timedelta(1), past[-1].end)
    endless = _endless(facts)
    if started := [period.start for period in endless if period.start <= on]:
        return Status(Code.UNKNOWN, max(started))
    if past:
        return Status(Code.LAPSED, out_of_grace, past[-1].end)
    if coming := [v for v in stretches if v.start > on]:
        return Status(Code.NOT_YET, None, coming[0].end)
    return Status(Code.NOT_YET) if endless else Status(Code.NONE)


def _out_of_grace(facts: CertificateFacts, end: date, on: date, grace_days: int) -> date | None:
    """The first day past the grace after this end, if `on` is."""
    refused = refused_on(facts, on)
    if refused is not None:
        return max(refused, end + timedelta(1))
    lasts = grace_lasts(facts, end, on, grace_days)
    if lasts is None or (on - end).days <= lasts:
        return None
    return end + timedelta(lasts + 1)


def grace_lasts(facts: CertificateFacts, end: date, on: date, grace_days: int) -> int | None:
    """How many days after this end are grace, as known on that day: those on which a renewal waits for us come on top.

    None while it waits, for nobody knows how long.
    """
    waited = 0
    asked: date | None = None
    for event in _standing_answers(facts, on):
        if event.kind == ASKED and asked is None and (event.from_on - end).days <= grace_days + waited:
            asked = event.from_on
        elif event.kind in _ANSWERS and asked is not None:
            waited += max(0, (event.from_on - max(asked, end + timedelta(1))).days)
            asked = None
    return None if asked is not None else grace_days + waited


def _standing_answers(facts: CertificateFacts, on: date) -> list[Event]:
    """What was written by that day, in order, without a refusal that was taken back: then it is asked once more."""
    known = sorted((one for one in facts.events if one.from_on <= on), key=lambda one: one.from_on)
    asked = max((number for number, one in enumerate(known) if one.kind == ASKED), default=-1)
    return [one for number, one in enumerate(known) if one.kind != REFUSED or number > asked]


def refused_on(facts: CertificateFacts, on: date) -> date | None:
    """The day on which renewal was refused, unless that was taken back or a certificate was entered after it."""
    days = [event.from_on for event in _standing_answers(facts, on) if event.kind == REFUSED]
    if not days or any(max(days) < period.entered_on <= on for period in facts.periods):
        return None
    return max(days)


def _endless(facts: CertificateFacts) -> list[Period]:
    """Periods without a known end that no later entry has answered."""
    last_known = max((n for n, period in enumerate(facts.periods) if period.valid_to is not None), default=-1)
    return [period for period in facts.periods[last_known + 1 :] if period.valid_to is None]


_ENDS = {"lifted": "suspended", "resumed": "paused", "reinstated": "revoked"}


def standing_events(events: Iterable[Event]) -> Mapping[str, date]:
    """What happened and has not been taken back: suspended, paused or revoked, and since when."""
    since: dict[str, date] = {}
    for event in sorted(events, key=lambda event: event.from_on):
        if event.kind in _ENDS:
            since.pop(_ENDS[event.kind], None)
            if event.kind == "reinstated":
                # It counts from the day of revocation, so the suspension that led there is gone as well.
                since.pop("suspended", None)
        elif event.kind in _ENDS.values():
            since.setdefault(event.kind, event.from_on)
    return since


def _resting(events: tuple[Event, ...], on: date) -> Status:
    """A revocation goes before a suspension, and that before a pause; each stands until it is taken back."""
    since = standing_events(event for event in events if event.from_on <= on)
    for code in (Code.REVOKED, Code.SUSPENDED):
        if code.value in since:
            return Status(code, since[code.value])
    if "paused" not in since:
        return Status(Code.NONE)
    asked = [
        event.until_on for event in events if event.kind == "paused" and event.from_on == since["paused"]
    ][-1]
    return Status(Code.PAUSED, since["paused"], rests_until=asked if asked and on <= asked else None)
