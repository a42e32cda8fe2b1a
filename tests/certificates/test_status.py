"""What a certificate is on a day: always one thing, and renewing early or late wins and loses nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.certificates.dates import plus_months
from intranet.certificates.status import CertificateFacts, Code, Event, Period, Status, status, validities

FROM, TO = date(2024, 3, 1), date(2026, 2, 28)
ENTERED = date(2024, 2, 20)
PERIOD = Period(FROM, TO, ENTERED)


def one(*events: Event) -> CertificateFacts:
    return CertificateFacts((PERIOD,), events)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 2, 29), Code.NOT_YET),
        (FROM, Code.CERTIFIED),
        (TO, Code.CERTIFIED),
        (TO + timedelta(1), Code.GRACE),
        (TO + timedelta(90), Code.GRACE),
        (TO + timedelta(91), Code.LAPSED),
    ],
)
def test_a_certificate_counts_from_its_first_day_to_its_last_and_then_has_ninety_days(
    on: date, expected: Code
) -> None:
    assert status(one(), on).code is expected


def test_nothing_known_is_no_certificate() -> None:
    assert status(CertificateFacts(), FROM) == Status(Code.NONE)


def test_without_a_known_end_it_is_unknown_and_gives_no_cover() -> None:
    facts = CertificateFacts((Period(FROM, None, ENTERED),))
    now = status(facts, date(2025, 1, 1))
    assert now.code is Code.UNKNOWN
    assert now.until is None
    assert not now.starts_groups
    assert not now.covers_groups


def test_without_a_known_beginning_it_counts_from_the_day_it_was_entered() -> None:
    facts = CertificateFacts((Period(None, TO, ENTERED),))
    assert status(facts, ENTERED - timedelta(1)).code is Code.NOT_YET
    assert status(facts, ENTERED).code is Code.CERTIFIED


def test_dates_that_become_known_later_answer_for_the_paper_without_an_end() -> None:
    facts = CertificateFacts((Period(FROM, None, ENTERED), PERIOD))
    assert status(facts, TO).code is Code.CERTIFIED
    assert status(facts, TO + timedelta(200)).code is Code.LAPSED


def test_a_suspension_and_its_lifting_on_one_day_leave_it_certified() -> None:
    day = date(2025, 5, 5)
    assert status(one(Event("suspended", day)), day) == Status(Code.SUSPENDED, day, TO)
    assert status(one(Event("suspended", day), Event("lifted", day)), day).code is Code.CERTIFIED


def test_whoever_paused_before_a_suspension_is_paused_again_when_it_is_lifted() -> None:
    day = date(2025, 5, 5)
    events = (Event("paused", day), Event("suspended", day), Event("lifted", day))
    assert status(one(*events), day).code is Code.PAUSED


def test_a_pause_rests_until_its_own_last_day_and_a_suspension_until_none() -> None:
    begins, ends = date(2025, 5, 5), date(2025, 6, 30)
    paused = Event("paused", begins, ends)
    assert status(one(paused), ends) == Status(Code.PAUSED, begins, TO, ends)
    assert status(one(paused), ends + timedelta(1)) == Status(Code.PAUSED, begins, TO)
    assert status(one(paused, Event("suspended", begins)), ends) == Status(Code.SUSPENDED, begins, TO)
    again = Event("paused", begins, begins)
    assert status(one(again, Event("resumed", begins), paused), begins).rests_until == ends


def test_a_revocation_outlasts_a_new_certificate_until_it_is_given_back() -> None:
    revoked = Event("revoked", date(2025, 1, 1))
    later = Period(date(2027, 1, 1), date(2029, 1, 1), date(2027, 1, 1))
    facts = CertificateFacts((PERIOD, later), (Event("suspended", date(2024, 12, 1)), revoked))
    assert status(facts, date(2028, 1, 1)).code is Code.REVOKED
    given_back = CertificateFacts(facts.periods, (*facts.events, Event("reinstated", date(2025, 1, 1))))
    assert status(given_back, date(2025, 1, 1)).code is Code.CERTIFIED


def test_a_suspension_that_nobody_lifted_stands_when_a_new_certificate_begins() -> None:
    later = Period(date(2027, 1, 1), date(2029, 1, 1), date(2027, 1, 1))
    facts = CertificateFacts((PERIOD, later), (Event("suspended", date(2025, 1, 1)),))
    assert status(facts, date(2026, 12, 1)).code is Code.LAPSED
    assert status(facts, date(2027, 6, 1)).code is Code.SUSPENDED


def test_the_last_day_of_the_calendar_is_a_day_like_any_other() -> None:
    facts = CertificateFacts((Period(FROM, date.max, ENTERED),))
    assert status(facts, date.max) == Status(Code.CERTIFIED, FROM, date.max)


days = st.dates(date(2020, 1, 1), date(2032, 1, 1))
periods = st.builds(Period, st.none() | days, st.none() | days, days)
kinds = st.sampled_from(["suspended", "lifted", "revoked", "reinstated", "paused", "resumed"])
facts_of_any_kind = st.builds(
    CertificateFacts,
    st.lists(periods, max_size=5).map(tuple),
    st.lists(st.builds(Event, kinds, days), max_size=6).map(tuple),
)


@given(facts_of_any_kind, days)
def test_cover_needs_a_day_inside_a_written_period_or_its_grace_and_nothing_that_rests(
    facts: CertificateFacts, on: date
) -> None:
    """A plain reading of the rows, day by day, against the clever one."""
    now = status(facts, on)
    inside = any(p.valid_to is not None and p.start <= on <= p.valid_to for p in facts.periods)
    near = any(
        p.valid_to is not None and p.start <= p.valid_to < on <= p.valid_to + timedelta(90)
        for p in facts.periods
    )
    resting = _rests(facts, on)
    assert now.starts_groups == (inside and not resting)
    assert now.covers_groups == ((inside or near) and not resting)
    if now.starts_groups:
        assert now.since is not None
        assert now.until is not None
        assert now.since <= on <= now.until


def _rests(facts: CertificateFacts, on: date) -> bool:
    standing = set()
    for event in sorted(facts.events, key=lambda event: event.from_on):
        if event.from_on > on:
            break
        match event.kind:
            case "lifted":
                standing.discard("suspended")
            case "resumed":
                standing.discard("paused")
            case "reinstated":
                standing -= {"revoked", "suspended"}
            case kind:
                standing.add(kind)
    return bool(standing)


@given(
    st.lists(st.integers(-700, 80), min_size=1, max_size=6),
    st.integers(1, 36),
    st.integers(0, 4000),
)
def test_renewing_early_or_late_leaves_no_gap_and_moves_no_end(
    shifts: list[int], months: int, after: int
) -> None:
    """However early or late each renewal is entered, the ends are those of renewals entered on the day itself."""
    rows, end = [PERIOD], TO
    for shift in shifts:
        start, end = end + timedelta(1), plus_months(end, months)
        rows.append(Period(start, end, start + timedelta(shift)))
    facts = CertificateFacts(tuple(rows))
    assert [(v.start, v.end) for v in validities(facts)] == [(FROM, end)]
    on = FROM + timedelta(after % ((end - FROM).days + 1))
    assert status(facts, on) == Status(Code.CERTIFIED, FROM, end)


@given(st.lists(st.builds(Period, days, days, days), max_size=5).flatmap(st.permutations), days)
def test_a_day_has_one_status_in_whatever_order_the_periods_were_written(
    periods: list[Period], on: date
) -> None:
    facts = CertificateFacts(tuple(periods))
    in_order = CertificateFacts(tuple(sorted(periods, key=lambda period: (period.start, period.entered_on))))
    assert status(facts, on) == status(in_order, on)


@given(st.lists(st.builds(Period, days, days, days), min_size=1, max_size=4), days, st.data())
def test_an_appeal_won_gives_back_every_day_since_the_revocation_and_none_before(
    periods: list[Period], suspended: date, data: st.DataObject
) -> None:
    """Whenever it is decided; the days of the suspension before the revocation stay what they were."""
    revoked = data.draw(st.dates(suspended, date(2032, 1, 1)))
    on = data.draw(days)
    untouched = CertificateFacts(tuple(periods))
    before = CertificateFacts(tuple(periods), (Event("suspended", suspended), Event("revoked", revoked)))
    after = CertificateFacts(before.periods, (*before.events, Event("reinstated", revoked)))
    if on >= revoked:
        assert status(after, on) == status(untouched, on)
        assert not status(before, on).covers_groups
    else:
        assert status(after, on) == status(before, on)


@given(st.lists(st.builds(Period, days, days, days), min_size=1, max_size=4), days, st.integers(0, 400), days)
def test_a_pause_takes_its_own_days_and_gives_back_all_others(
    periods: list[Period], begins: date, lasts: int, on: date
) -> None:
    back = begins + timedelta(lasts)
    plain = CertificateFacts(tuple(periods))
    paused = CertificateFacts(tuple(periods), (Event("paused", begins), Event("resumed", back)))
    now = status(paused, on)
    if begins <= on < back:
        assert not now.covers_groups
    else:
        assert now == status(plain, on)


asking = st.sampled_from(["asked", "returned", "decided", "refused"])


@given(st.lists(st.builds(Event, kinds | asking, days), max_size=8), st.integers(0, 1500))
def test_asking_for_renewal_never_takes_a_day_of_a_period_away(events: list[Event], after: int) -> None:
    on = FROM + timedelta(after % ((TO - FROM).days + 1))
    without = one(
        *(event for event in events if event.kind not in ("asked", "returned", "decided", "refused"))
    )
    assert status(one(*events), on) == status(without, on)
