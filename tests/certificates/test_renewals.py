"""Renewals in any order, early and late: no gap, no time won, one status a day, and cover that says the same."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.certificates.dates import plus_months
from intranet.certificates.status import CertificateFacts, Code, Event, Period, Status, next_period, status
from intranet.groups.cover import Assigned, Basis, Candidate, GroupFacts, Why, covered, may_start

DAY = timedelta(1)
FROM, MONTHS, GRACE = date(2020, 3, 1), 24, 90
PERSON = uuid.UUID(int=1)


@dataclass(frozen=True)
class Request:
    """Asked for so many days after the end (before it: negative), and decided so many days later."""

    asked: int
    waited: int


requests = st.lists(st.builds(Request, st.integers(-120, GRACE), st.integers(0, 400)), max_size=5)
first_days = st.dates(date(2019, 1, 1), date(2028, 12, 31))


def _renewed(start: date, asked: list[Request]) -> tuple[CertificateFacts, list[date]]:
    """The facts that the requests leave behind, and the end of each period; nobody asks twice on one day."""
    ends = [plus_months(start, MONTHS) - DAY]
    periods, events = [Period(start, ends[0], start)], list[Event]()
    earliest = start
    for request in asked:
        on = max(ends[-1] + timedelta(request.asked), earliest)
        if (on - ends[-1]).days > GRACE:
            break
        decided = on + timedelta(request.waited)
        events += [Event("asked", on), Event("decided", decided)]
        first, end = next_period(CertificateFacts(tuple(periods), tuple(events)), MONTHS)
        ends.append(end)
        periods.append(Period(first, end, decided))
        earliest = decided + DAY
    return CertificateFacts(tuple(periods), tuple(events)), ends


def _known_on(facts: CertificateFacts, on: date) -> CertificateFacts:
    """What had been written by the end of that day."""
    return CertificateFacts(
        tuple(period for period in facts.periods if period.entered_on <= on),
        tuple(event for event in facts.events if event.from_on <= on),
    )


@given(first_days, requests)
def test_no_renewal_leaves_a_gap_however_early_or_late(start: date, asked: list[Request]) -> None:
    facts, ends = _renewed(start, asked)
    for day in {start, *ends, *(end + DAY for end in ends[:-1]), *(end - DAY for end in ends)}:
        assert status(facts, day, GRACE) == Status(Code.CERTIFIED, start, ends[-1])
    assert status(facts, start - DAY, GRACE).code is Code.NOT_YET
    assert status(facts, ends[-1] + DAY, GRACE).code is Code.GRACE


@given(first_days, requests)
def test_no_renewal_wins_or_loses_time(start: date, asked: list[Request]) -> None:
    """The last day depends on how often it was renewed, and on nothing that anybody did early or late."""
    _, ends = _renewed(start, asked)
    on_time = [plus_months(start, MONTHS) - DAY]
    for _ in ends[1:]:
        on_time.append(plus_months(on_time[-1], MONTHS))
    assert ends == on_time


@given(first_days, requests, st.integers(0, 4000))
def test_whoever_waits_for_an_answer_covers_a_group_and_starts_none(
    start: date, asked: list[Request], days: int
) -> None:
    facts, _ = _renewed(start, asked)
    on = start + timedelta(days)
    known = _known_on(facts, on)
    waits = [event.kind for event in known.events][-1:] == ["asked"]
    now = status(known, on, GRACE)
    ended = on > max(period.valid_to or on for period in known.periods)
    if waits:
        assert now.code is (Code.GRACE if ended else Code.CERTIFIED)
    assert now.starts_groups == (not ended)
    assert may_start(_candidate(known), on) == () or not now.starts_groups or _too_short(known, on)


def _candidate(known: CertificateFacts) -> Candidate:
    accepted = Assigned(PERSON, accepted_on=FROM)
    return Candidate(PERSON, certificate=known, km=0.0, assignments=(accepted,))


def _too_short(known: CertificateFacts, on: date) -> bool:
    return [reason.why for reason in may_start(_candidate(known), on)] == [Why.ENDS_TOO_SOON]


@given(first_days, requests, st.integers(0, 4000))
def test_cover_says_what_the_status_says(start: date, asked: list[Request], days: int) -> None:
    facts, _ = _renewed(start, asked)
    on = start + timedelta(days)
    known = _known_on(facts, on)
    group = GroupFacts((Assigned(PERSON, accepted_on=date(2018, 1, 1)),), {PERSON: known})
    basis = {Code.CERTIFIED: Basis.CERTIFIED, Code.GRACE: Basis.GRACE}
    assert covered(group, on).basis is basis.get(status(known, on, GRACE).code, Basis.NOBODY)


@given(first_days, requests, st.integers(0, 4000), st.integers(0, 2000))
def test_what_is_written_later_only_turns_grace_into_certified(
    start: date, asked: list[Request], days: int, later: int
) -> None:
    facts, _ = _renewed(start, asked)
    on = start + timedelta(days)
    then = status(_known_on(facts, on), on, GRACE).code
    now = status(_known_on(facts, on + timedelta(later)), on, GRACE).code
    assert now is then or (then, now) == (Code.GRACE, Code.CERTIFIED)


kinds = st.sampled_from(["asked", "returned", "decided", "refused"])
steps = st.lists(st.tuples(kinds, st.integers(-200, 500)), max_size=8)


@given(steps, st.integers(-200, 900), st.integers(0, 120))
def test_grace_counts_the_days_that_wait_for_the_person(
    written: list[tuple[str, int]], days: int, grace: int
) -> None:
    """Day by day, as somebody with a calendar would count, against the clever reading."""
    end = plus_months(FROM, MONTHS) - DAY
    events = tuple(Event(kind, end + timedelta(on)) for kind, on in sorted(written, key=lambda row: row[1]))
    facts = CertificateFacts((Period(FROM, end, FROM),), events)
    on = end + timedelta(days)
    assert status(facts, on, grace).code is _with_a_calendar(events, end, on, grace)


def _with_a_calendar(events: tuple[Event, ...], end: date, on: date, grace: int) -> Code:
    if on <= end:
        return Code.CERTIFIED
    written = [event for event in events if event.from_on <= on]
    about = [event.kind for event in written if event.kind in ("asked", "refused")]
    if about[-1:] == ["refused"]:
        return Code.LAPSED
    # A refusal after which it was asked again was taken back, so it answered nothing.
    events = tuple(event for event in written if event.kind != "refused")
    waits, used, day = False, 0, FROM
    while day <= on:
        for event in events:
            if event.from_on == day:
                # Whoever asks on the last day of grace is in time.
                in_time = day <= end or used + 1 <= grace
                waits = (waits or in_time) if event.kind == "asked" else False
        if day > end and not waits:
            used += 1
        if used > grace:
            return Code.LAPSED
        day += DAY
    return Code.GRACE


def test_a_request_after_the_grace_is_none() -> None:
    end = plus_months(FROM, MONTHS) - DAY
    for late, code in ((GRACE, Code.GRACE), (GRACE + 1, Code.LAPSED)):
        facts = CertificateFacts((Period(FROM, end, FROM),), (Event("asked", end + timedelta(late)),))
        assert status(facts, end + timedelta(300), GRACE).code is code


def test_without_a_request_the_same_wait_would_have_lapsed() -> None:
    """The control: what stands still is the request's doing."""
    end = plus_months(FROM, MONTHS) - DAY
    waiting = CertificateFacts((Period(FROM, end, FROM),), (Event("asked", end),))
    silent = CertificateFacts(waiting.periods)
    on = end + timedelta(GRACE + 1)
    assert (status(waiting, on, GRACE).code, status(silent, on, GRACE).code) == (Code.GRACE, Code.LAPSED)


def test_a_new_certificate_after_a_refusal_has_its_own_grace() -> None:
    end = plus_months(FROM, MONTHS) - DAY
    refused = Event("refused", end - timedelta(20))
    again = Period(end + timedelta(100), end + timedelta(800), end + timedelta(100))
    facts = CertificateFacts((Period(FROM, end, FROM), again), (Event("asked", refused.from_on), refused))
    assert status(facts, end + DAY).code is Code.LAPSED
    assert status(facts, again.entered_on).code is Code.CERTIFIED
    assert status(facts, end + timedelta(801)).code is Code.GRACE


@pytest.mark.parametrize("end", [date(2024, 2, 29), date(2023, 3, 26), date(2023, 10, 29)])
def test_ends_on_a_leap_day_and_when_clocks_change_are_days_like_any_other(end: date) -> None:
    later = Period(end + DAY, plus_months(end, MONTHS), end - timedelta(30))
    facts = CertificateFacts((Period(FROM, end, FROM), later))
    assert [status(facts, end + timedelta(off)).code for off in (-1, 0, 1)] == [Code.CERTIFIED] * 3
