"""Days rest in quiet weeks and end with the day; hours never rest; nothing goes off early, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.engine.moments import Moment, Setting, Span, parse_moment, parse_span, parse_time
from intranet.engine.times import Calendar, Clockwork

OSLO = Calendar("Europe/Oslo")
DATES = {"first_meeting": date(2026, 9, 12), "asked_later": None}
CLOCK = Clockwork(OSLO, {"reply_time": Span(48, "hours"), "answers_kept": Span(30, "days")}, DATES.get)
MONDAY_MORNING = datetime(2026, 6, 1, 7, 30, tzinfo=UTC)


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo("Europe/Oslo")).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("7 days", local(2026, 6, 8, 23, 59, 59)),
        ("1 day", local(2026, 6, 2, 23, 59, 59)),
        ("5 days", local(2026, 6, 8, 23, 59, 59)),  # a Saturday moves to the Monday
        ("35 days", local(2026, 8, 3, 23, 59, 59)),  # July rests, and its end is a weekend
        ("1 month", local(2026, 8, 3, 23, 59, 59)),
        ("2 weeks", local(2026, 6, 15, 23, 59, 59)),
        ("36 hours", MONDAY_MORNING + timedelta(hours=36)),
        ("reply_time", MONDAY_MORNING + timedelta(hours=48)),
        ("answers_kept", local(2026, 8, 3, 23, 59, 59)),
        ("on first_meeting", local(2026, 9, 12, 23, 59, 59)),  # people chose that Saturday
        ("7 days after first_meeting", local(2026, 9, 21, 23, 59, 59)),
        ("7 days before first_meeting", local(2026, 9, 4, 23, 59, 59)),  # moves back, never past the date
        ("2 months before first_meeting", local(2026, 6, 30, 23, 59, 59)),  # and out of July backwards
        ("on asked_later", None),
    ],
)
def test_a_task_opened_on_a_monday_is_due(written: str, due: datetime | None) -> None:
    assert CLOCK.due(parse_time(written), MONDAY_MORNING) == due


def test_hours_do_not_rest_at_christmas() -> None:
    christmas = datetime(2026, 12, 24, 20, tzinfo=UTC)

    assert CLOCK.due(parse_time("12 hours"), christmas) == datetime(2026, 12, 25, 8, tzinfo=UTC)
    assert CLOCK.due(parse_time("1 day"), christmas) == local(2027, 1, 7, 23, 59, 59)


def test_a_month_after_the_thirty_first_is_the_last_day_of_the_month() -> None:
    no_rest = Clockwork(Calendar("Europe/Oslo", quiet=()), {})

    due = no_rest.due(parse_time("1 month"), local(2028, 1, 31, 12))

    assert due == local(2028, 2, 29, 23, 59, 59)


def test_a_timer_goes_off_at_the_hour_it_was_set_and_from_a_date_as_the_day_begins() -> None:
    assert CLOCK.fires(parse_moment("after 7 days"), MONDAY_MORNING) == MONDAY_MORNING + timedelta(days=7)
    assert CLOCK.fires(parse_moment("on first_meeting"), MONDAY_MORNING) == local(2026, 9, 12)
    assert CLOCK.fires(parse_moment("2 days after first_meeting"), MONDAY_MORNING) == local(2026, 9, 14)
    assert CLOCK.fires(parse_moment("3 hours before first_meeting"), MONDAY_MORNING) == local(2026, 9, 11, 21)
    assert CLOCK.fires(parse_moment("possible"), MONDAY_MORNING) is None


def test_a_timer_across_the_beginning_of_summer_time_is_not_an_hour_early() -> None:
    """29 March 2026 has 23 hours in Oslo: a week by the wall clock would be an hour short of seven days."""
    set_at = local(2026, 3, 24, 12)

    fires = CLOCK.fires(parse_moment("after 7 days"), set_at)

    assert fires == set_at + timedelta(days=7)


def test_a_wall_clock_time_that_summer_time_skips_or_repeats_is_the_later_one() -> None:
    skipped = OSLO.at(date(2026, 3, 29), datetime(2026, 1, 1, 2, 30).time())  # noqa: DTZ001 - a wall clock time
    repeated = OSLO.at(date(2026, 10, 25), datetime(2026, 1, 1, 2, 30).time())  # noqa: DTZ001

    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert repeated == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_what_repeats_is_one_turn_where_rest_pushes_several_together() -> None:
    weekly = parse_moment("every 7 days")
    turns = []
    after = local(2026, 6, 22, 9)
    for _ in range(3):
        number, after = CLOCK.fires_next(weekly, local(2026, 6, 22, 9), after)
        turns.append((number, after))

    assert turns == [(1, local(2026, 6, 29, 9)), (2, local(2026, 8, 3, 9)), (7, local(2026, 8, 10, 9))]


@given(
    since=st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)),  # noqa: DTZ001 - made aware below
    amount=st.integers(1, 400),
    unit=st.sampled_from(("hours", "days", "weeks")),
    zone=st.sampled_from(("Europe/Oslo", "Europe/Helsinki", "Atlantic/Reykjavik", "UTC")),
)
def test_no_timer_is_ever_early(since: datetime, amount: int, unit: str, zone: str) -> None:
    moment = since.replace(tzinfo=UTC)
    clock = Clockwork(Calendar(zone), {})
    length = {"hours": timedelta(hours=1), "days": timedelta(days=1), "weeks": timedelta(weeks=1)}[
        unit
    ] * amount
    written = Moment("after", parse_span(f"{amount} {unit}"))

    fires = clock.fires(written, moment)

    assert fires is not None
    assert fires >= moment + length
    if unit != "hours":
        assert not clock.calendar.rests(clock.calendar.local(fires).date()) or _skipped_midnight(fires, clock)


def _skipped_midnight(fires: datetime, clock: Clockwork) -> bool:
    """An hour lost to summer time may carry a timer set before midnight into the next day."""
    return clock.calendar.local(fires).hour == 0


@given(
    span=st.sampled_from(("every 1 day", "every 3 weeks", "every 1 month", "every 5 hours")),
    since=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    wait=st.timedeltas(timedelta(0), timedelta(days=4000)),
)
def test_the_next_turn_is_later_than_the_last_and_none_is_left_out(
    span: str, since: datetime, wait: timedelta
) -> None:
    begun = since.replace(tzinfo=UTC)
    moment = parse_moment(span)

    number, at = CLOCK.fires_next(moment, begun, begun + wait)

    assert at > begun + wait
    if number > 1:
        length = CLOCK.span(moment.span)
        before = CLOCK.fires(Moment("in", Span(length.amount * (number - 1), length.unit)), begun)
        assert before is not None
        assert before <= begun + wait


@pytest.mark.parametrize(
    "written", ["7", "days", "7 dayz", "0 days", "-1 days", "7days", "after", "7 days later"]
)
def test_what_is_no_time_is_refused(written: str) -> None:
    if written == "days":
        assert parse_time(written) == Moment("in", Setting("days"))
        return
    with pytest.raises(ValueError, match=written):
        parse_time(written)


@pytest.mark.parametrize(
    "written",
    [
        "after 1 week",
        "every 12 weeks",
        "possible",
        "45 days before term_end",
        "reply_time after asked",
        "on first_meeting",
    ],
)
def test_a_moment_reads_back_as_it_was_written(written: str) -> None:
    assert str(parse_moment(written)) == written
