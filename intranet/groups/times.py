"""When a group meets in the week, and whether two of them meet at once; no dates of single meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKLY, BIWEEKLY = "weekly", "biweekly"
MEETING_MINUTES = 90
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class WeeklyTime:
    """A time in the week; `first_on` tells which weeks, for a group that meets every second one."""

    weekday: str
    start: time
    end: time | None = None
    rhythm: str = WEEKLY
    first_on: date | None = None


def span(start: time, end: time | None, usual_minutes: int = MEETING_MINUTES) -> tuple[int, int]:
    """From and until, in minutes of the day; without a known end a group meets as long as usual."""
    begins = start.hour * 60 + start.minute
    return begins, end.hour * 60 + end.minute if end else min(begins + usual_minutes, DAY_MINUTES)


def clash(one: WeeklyTime | None, other: WeeklyTime | None, usual_minutes: int = MEETING_MINUTES) -> bool:
    """Do they ever meet at once? One ending as the other begins is no clash, nor is an unknown time."""
    if one is None or other is None or one.weekday != other.weekday:
        return False
    if _in_other_weeks(one, other):
        return False
    begins, ends = span(one.start, one.end, usual_minutes)
    other_begins, other_ends = span(other.start, other.end, usual_minutes)
    return begins < other_ends and other_begins < ends


def _in_other_weeks(one: WeeklyTime, other: WeeklyTime) -> bool:
    if not (one.rhythm == other.rhythm == BIWEEKLY and one.first_on and other.first_on):
        return False
    mondays = [day.toordinal() - day.weekday() for day in (one.first_on, other.first_on)]
    return abs(mondays[0] - mondays[1]) // 7 % 2 == 1
