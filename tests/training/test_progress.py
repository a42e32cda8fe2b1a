"""What training comes to on a day: each hour once, only inside the period, and nothing of a later day."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.engine.text import english
from intranet.training.models import CREDITS, DOCUMENTS, PARTS, REQUIREMENTS
from intranet.training.progress import (
    NOTHING,
    SHIPPED,
    Code,
    Exempted,
    Hours,
    Missing,
    Needs,
    Practised,
    Signed,
    TrainingFacts,
    certification,
    confirmed,
    counted,
    course,
    practice,
    practice_stretch,
    renewal,
    supervisions,
    waived_until,
)
from intranet.training.words import sentence

DAY = date(2026, 3, 2)
CLUB, MENTOR = uuid.UUID(int=1), uuid.UUID(int=2)
WEEK = [uuid.UUID(int=n) for n in range(10, 16)]


def course_week(minutes: int = 500, first: date = DAY, gathering: uuid.UUID = WEEK[0]) -> tuple[Hours, ...]:
    """Six days of one course."""
    return tuple(Hours(first + timedelta(n), "course", minutes, 60, gathering) for n in range(6))


def practised(*days: tuple[str, int], confirmed_too: bool = True) -> tuple[Practised, ...]:
    """`("led", 30)` is a meeting led thirty days after DAY."""
    return tuple(
        Practised(DAY + timedelta(n), part, CLUB, MENTOR, DAY + timedelta(n + 1) if confirmed_too else None)
        for part, n in days
    )


WHOLE = practised(*[("observed", n) for n in range(0, 28, 7)], *[("led", n) for n in range(28, 70, 7)])
LATER = DAY + timedelta(300)


def test_nothing_is_everything_that_is_missing_in_the_order_of_the_way() -> None:
    missing = certification(NOTHING, DAY).missing
    assert [one.code.value for one in missing] == [
        "code_of_conduct", "confidentiality_promise", "course_hours", "observed_meetings", "led_meetings",
        "supervisions",
    ]  # fmt: skip
    assert missing[2] == Missing(Code.COURSE_HOURS, 0, 45 * 60)


def test_forty_five_hours_of_the_course_are_enough_and_a_minute_less_is_not() -> None:
    enough = TrainingFacts(hours=course_week(450))
    assert course(enough, LATER).missing == ()
    hours = (*course_week(450)[:5], replace(course_week(450)[5], minutes=449))
    assert course(TrainingFacts(hours=hours), LATER).missing == (Missing(Code.COURSE_HOURS, 2699, 2700),)


def test_the_limit_of_the_organisation_counts_and_not_the_one_that_ships() -> None:
    facts = TrainingFacts(hours=course_week(450))
    assert course(facts, LATER, Needs(course_hours=46)).missing
    assert not course(facts, LATER, Needs(course_hours=45)).missing


def test_supervision_is_no_course_and_the_course_no_supervision() -> None:
    facts = TrainingFacts(hours=course_week())
    assert supervisions(facts, LATER).have == 0
    facts = TrainingFacts(hours=(Hours(DAY, "supervision", 120), Hours(LATER, "supervision", 120)))
    assert (supervisions(facts, LATER).have, course(facts, LATER).have) == (2, 0)


def test_four_observed_and_six_led_meetings_are_enough_once_the_mentor_has_confirmed_them() -> None:
    assert [part.missing for part in practice(TrainingFacts(practice=WHOLE), LATER)] == [(), ()]
    unconfirmed = tuple(replace(one, confirmed_on=None) for one in WHOLE)
    assert [part.have for part in practice(TrainingFacts(practice=unconfirmed), LATER)] == [0, 0]


def test_practice_lies_within_a_hundred_and_eighty_days() -> None:
    observed = practised(*[("observed", n) for n in range(4)])
    led = practised(*[("led", n) for n in range(10, 15)])
    for last, enough in ((180, True), (181, False)):
        facts = TrainingFacts(practice=(*observed, *led, *practised(("led", last))))
        assert (not [one for part in practice(facts, LATER) for one in part.missing]) is enough


def test_whoever_practised_years_ago_begins_anew_and_is_not_held_to_the_old_first_day() -> None:
    old = practised(("observed", -900), ("led", -890))
    stretch = practice_stretch(TrainingFacts(practice=(*old, *WHOLE)), LATER)
    assert (stretch.observed, stretch.led, stretch.first_on) == (4, 6, DAY)


def test_practice_from_before_the_course_does_not_count() -> None:
    facts = TrainingFacts(hours=course_week(first=DAY + timedelta(30)), practice=WHOLE)
    stretch = practice_stretch(facts, LATER)
    assert (stretch.observed, stretch.led) == (0, 5)
    assert (practice_stretch(replace(facts, hours=()), LATER).observed) == 4


def test_what_was_learned_before_a_day_is_left_out_where_the_way_begins_anew() -> None:
    facts = TrainingFacts(hours=course_week(), practice=WHOLE)
    assert course(facts, LATER, since=DAY + timedelta(6)).have == 0
    assert [part.have for part in practice(facts, LATER, since=DAY + timedelta(28))] == [0, 6]


@pytest.mark.parametrize(("version", "current", "there"), [(1, 1, True), (1, 2, False), (2, 2, True)])
def test_a_document_counts_in_its_current_version(version: int, current: int, there: bool) -> None:
    facts = TrainingFacts(signatures=(Signed("code_of_conduct", version, DAY),))
    first, second = certification(facts, DAY, Needs(code_of_conduct_version=current)).parts[:2]
    assert (first.have == 1, second.have) == (there, 0)


def test_an_exemption_waives_its_own_requirement_for_its_days_and_no_other() -> None:
    waived = Exempted("supervisions", DAY, DAY + timedelta(10))
    facts = TrainingFacts(exemptions=(waived,))
    assert supervisions(facts, DAY).missing == ()
    assert supervisions(facts, DAY + timedelta(10)).missing == ()
    assert supervisions(facts, DAY + timedelta(11)).missing
    assert supervisions(facts, DAY - timedelta(1)).missing
    assert course(facts, DAY).missing
    ended = TrainingFacts(exemptions=(replace(waived, ended_on=DAY + timedelta(5)),))
    assert waived_until(ended, "supervisions", DAY + timedelta(4)) == DAY + timedelta(10)
    assert waived_until(ended, "supervisions", DAY + timedelta(5)) is None


def test_the_hours_of_a_renewal_lie_inside_its_period_alone() -> None:
    start, end = DAY, DAY + timedelta(729)
    days = (start - timedelta(1), start, end, end + timedelta(1))
    facts = TrainingFacts(hours=tuple(Hours(day, "national", 300, 100, WEEK[0]) for day in days))
    hours, ethics = renewal(facts, start, end, end + timedelta(60)).parts[:2]
    assert (hours.have, ethics.have) == (600, 200)


def test_hours_of_days_to_come_do_not_count_yet() -> None:
    facts = TrainingFacts(hours=(Hours(DAY + timedelta(30), "national", 300),))
    assert renewal(facts, DAY, DAY + timedelta(729), DAY + timedelta(29)).parts[0].have == 0
    assert renewal(facts, DAY, DAY + timedelta(729), DAY + timedelta(30)).parts[0].have == 300


def test_two_supervisions_in_a_month_are_one_month() -> None:
    hours = (
        Hours(date(2026, 3, 3), "supervision", 90, 0, WEEK[0]),
        Hours(date(2026, 3, 30), "supervision", 90, 0, WEEK[1]),
        Hours(date(2026, 4, 1), "supervision", 90, 0, WEEK[2]),
    )
    facts = TrainingFacts(hours=hours)
    assert renewal(facts, DAY, LATER, LATER).parts[2].have == 2


def test_two_meetings_with_a_mentor_stand_for_the_twenty_that_were_not_led() -> None:
    led = TrainingFacts(led_on=tuple(DAY + timedelta(n) for n in range(19)))
    assert renewal(led, DAY, LATER, LATER).missing[-1] == Missing(Code.RENEWAL_MEETINGS, 19, 20)
    one = replace(led, practice=practised(("led", 40)))
    assert renewal(one, DAY, LATER, LATER).missing[-1].code is Code.RENEWAL_MEETINGS
    two = replace(led, practice=practised(("led", 40), ("led", 47)))
    assert Code.RENEWAL_MEETINGS not in {missing.code for missing in renewal(two, DAY, LATER, LATER).missing}


def test_what_is_missing_is_one_phrase_and_never_rounds_up() -> None:
    assert english(sentence(Missing(Code.LED_MEETINGS, 2, 6))) == "2 of 6 led meetings"
    assert english(sentence(Missing(Code.LED_MEETINGS, 0, 1))) == "0 of 1 led meeting"
    assert english(sentence(Missing(Code.COURSE_HOURS, 2699, 2700))) == "44 of 45 course hours"
    assert all(english(sentence(Missing(code, 1, 2))) for code in Code)


DATES = st.dates(date(2024, 1, 1), date(2028, 12, 31))
HOURS = st.builds(
    lambda day, kind, minutes, share, gathering: Hours(day, kind, minutes, minutes * share // 4, gathering),
    DATES,
    st.sampled_from(CREDITS),
    st.integers(1, 720),
    st.integers(0, 4),
    st.none() | st.sampled_from(WEEK),
)
FACTS = st.builds(
    TrainingFacts,
    hours=st.lists(HOURS, max_size=30).map(tuple),
    practice=st.lists(
        st.builds(
            Practised,
            DATES,
            st.sampled_from(PARTS),
            st.sampled_from(WEEK),
            st.just(MENTOR),
            st.none() | DATES,
        ),
        max_size=20,
    ).map(tuple),
    signatures=st.lists(
        st.builds(Signed, st.sampled_from(DOCUMENTS), st.integers(1, 3), DATES), max_size=4
    ).map(tuple),
    exemptions=st.lists(
        st.builds(Exempted, st.sampled_from(REQUIREMENTS), DATES, DATES, st.none() | DATES), max_size=4
    ).map(tuple),
    led_on=st.lists(DATES, max_size=30).map(tuple),
)


def total(facts: TrainingFacts, start: date, end: date) -> int:
    return renewal(facts, start, end, date.max).parts[0].have


@given(FACTS, DATES, DATES, DATES)
def test_an_hour_falls_into_one_of_two_periods_that_follow_each_other(
    facts: TrainingFacts, one: date, two: date, three: date
) -> None:
    start, middle, end = sorted((one, two, three))
    following = middle + timedelta(1)
    assert total(facts, start, middle) + total(facts, following, end) == total(facts, start, max(end, middle))


@given(FACTS, DATES)
def test_the_same_hours_told_twice_count_once(facts: TrainingFacts, on: date) -> None:
    twice = replace(facts, hours=facts.hours * 2, practice=facts.practice * 2)
    start = date(2024, 1, 1)
    assert certification(twice, on).parts == certification(facts, on).parts
    assert renewal(twice, start, on, on).parts == renewal(facts, start, on, on).parts


@given(FACTS, DATES, DATES)
def test_what_happens_later_changes_nothing_of_an_earlier_day(
    facts: TrainingFacts, on: date, later: date
) -> None:
    first, last = sorted((on, later))
    known = replace(
        facts,
        hours=tuple(one for one in facts.hours if one.held_on <= first),
        practice=tuple(one for one in facts.practice if one.held_on <= first),
        signatures=tuple(one for one in facts.signatures if one.signed_on <= first),
    )
    assert certification(facts, first).parts == certification(known, first).parts
    then = {part.code: part.have for part in certification(facts, last).parts}
    # Not practice: a later stretch may hold less than the one before.
    for part in certification(facts, first).parts:
        if part.code not in (Code.OBSERVED_MEETINGS, Code.LED_MEETINGS):
            assert part.have <= then[part.code]


@given(FACTS, DATES)
def test_practice_counts_only_what_is_confirmed_and_lies_in_one_stretch(
    facts: TrainingFacts, on: date
) -> None:
    stretch = practice_stretch(facts, on)
    courses = [one.held_on for one in facts.hours if one.kind == "course" and one.held_on <= on]
    done = [one for one in confirmed(facts, None, on) if not courses or one.held_on >= min(courses)]
    assert stretch.observed + stretch.led <= len(done)
    if stretch.first_on is not None and stretch.last_on is not None:
        assert (stretch.last_on - stretch.first_on).days <= SHIPPED.practice_days
        assert stretch.last_on <= on
    else:
        assert not done


@given(FACTS, DATES)
def test_what_is_missing_is_exactly_what_is_less_than_needed_and_not_waived(
    facts: TrainingFacts, on: date
) -> None:
    progress = certification(facts, on)
    assert {one.code for one in progress.missing} == {
        part.code for part in progress.parts if part.have < part.need and part.waived_until is None
    }


@given(FACTS, DATES)
def test_ethics_are_never_more_than_the_hours_they_are_part_of(facts: TrainingFacts, on: date) -> None:
    hours, ethics = renewal(facts, date(2024, 1, 1), on, on).parts[:2]
    assert ethics.have <= hours.have
    assert len(counted(facts.hours, None, on)) <= len(facts.hours)
