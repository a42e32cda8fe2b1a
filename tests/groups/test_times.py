"""Two groups meet at the same time, or they do not."""

from __future__ import annotations

from datetime import date, time

import pytest

from intranet.groups.times import BIWEEKLY, WeeklyTime, clash

WEDNESDAY = WeeklyTime("wed", time(18), time(19, 30))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (WeeklyTime("wed", time(19), time(20)), True),
        (WeeklyTime("wed", time(17), time(21)), True),
        (WeeklyTime("wed", time(19, 30), time(21)), False),
        (WeeklyTime("wed", time(16), time(18)), False),
        (WeeklyTime("thu", time(18), time(19, 30)), False),
        (WeeklyTime("wed", time(16, 45)), True),
        (WeeklyTime("wed", time(16, 30)), False),
    ],
)
def test_times_clash_when_they_share_a_minute_of_the_same_weekday(other: WeeklyTime, expected: bool) -> None:
    assert clash(WEDNESDAY, other) is expected
    assert clash(other, WEDNESDAY) is expected


def test_an_unknown_time_clashes_with_nothing() -> None:
    assert not clash(WEDNESDAY, None)


@pytest.mark.parametrize(
    ("first_on", "expected"),
    [(date(2026, 5, 6), True), (date(2026, 5, 13), False), (date(2026, 5, 20), True)],
)
def test_two_groups_every_second_week_clash_only_in_the_same_weeks(first_on: date, expected: bool) -> None:
    one = WeeklyTime("wed", time(18), time(19), BIWEEKLY, date(2026, 5, 6))
    assert clash(one, WeeklyTime("wed", time(18), time(19), BIWEEKLY, first_on)) is expected


def test_a_weekly_group_meets_in_the_weeks_of_the_other_too() -> None:
    assert clash(WEDNESDAY, WeeklyTime("wed", time(18), time(19), BIWEEKLY, date(2026, 5, 13)))
