"""What the words for times mean on a calendar: due ends and timers as UTC moments; nothing here reads a clock."""

import calendar as month_lengths
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intranet.engine.moments import Moment, Setting, Span

MonthDay = tuple[int, int]
QUIET_WEEKS: tuple[tuple[MonthDay, MonthDay], ...] = (((7, 1), (7, 31)), ((12, 22), (1, 6)))

_END_OF_DAY = time(23, 59, 59)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """A place's time zone and its quiet weeks, each from a (month, day) to a (month, day), both included."""

    timezone: str = "Europe/Oslo"
    quiet: tuple[tuple[MonthDay, MonthDay], ...] = QUIET_WEEKS

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.timezone))

    def at(self, day: date, wall: time) -> datetime:
        """The UTC moment of a wall clock time; the later one where summer time gives two or skips it."""
        first = datetime.combine(day, wall, ZoneInfo(self.timezone))
        return max(first.astimezone(UTC), first.replace(fold=1).astimezone(UTC))

    def rests(self, day: date) -> bool:
        """Whether nothing falls due or is told on the day: a weekend, or a quiet week."""
        return day.weekday() >= 5 or any(_within((day.month, day.day), *weeks) for weeks in self.quiet)

    def moved(self, day: date, *, back: bool = False) -> date:
        """The first day that does not rest, from this one on (or back); the day itself if a whole year rests."""
        step = -_DAY if back else _DAY
        candidate = day
        for _ in range(367):
            if not self.rests(candidate):
                return candidate
            candidate += step
        return day


def _no_date(_name: str) -> date | None:
    return None


@dataclass(frozen=True)
class Clockwork:
    """What times are counted with: the calendar, the settings' spans, and what finds a date by its name."""

    calendar: Calendar
    spans: Mapping[str, Span]
    find: Callable[[str], date | None] = _no_date

    def due(self, moment: Moment, opened_at: datetime) -> datetime | None:
        """When something is due: a day's end, or an exact hour. None while the date it counts from is not known."""
        day, hour = self._reckon(moment, opened_at)
        if hour is not None or day is None:
            return hour
        return self.calendar.at(day, _END_OF_DAY)

    def fires(self, moment: Moment, since: datetime) -> datetime | None:
        """When a timer goes off, never early: counted from `since`, at its hour of the day; from a date, as it begins.

        None while the date is not known, for `possible`, and for `every` (see `fires_next`).
        """
        if moment.relation in ("possible", "every"):
            return None
        day, hour = self._reckon(moment, since)
        if hour is not None or day is None:
            return hour
        if moment.date is not None:
            return self.calendar.at(day, time(0))
        return self._same_hour(day, since, moment)

    def fires_next(self, moment: Moment, since: datetime, after: datetime) -> tuple[int, datetime]:
        """The next turn of an `every` later than `after`, counted from `since`: its number (1, 2, …) and when.

        Turns that rest would push onto one day are one turn.
        """
        span = self.span(moment.span)
        for turn in self._turns(span, since, after):
            repeated = Span(span.amount * turn, span.unit)
            at = self.fires(Moment("in", repeated), since)
            if at is not None and at > after:
                return turn, at
        raise AssertionError("every span leads past any moment")

    def span(self, span: Span | Setting | None) -> Span:
        """The span itself, or the one that the organisation has set under its name."""
        if isinstance(span, Span):
            return span
        if span is None:
            raise ValueError("this moment has no span")
        return self.spans[span.name]

    def _turns(self, span: Span, since: datetime, after: datetime) -> Iterator[int]:
        """Turn numbers from shortly before `after`, as far back as rest can push one: an old case has had many."""
        longest = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 31.0}[span.unit] * span.amount
        pushed = 0 if span.unit == "hours" else 40
        turn = max(1, int(((after - since) / _DAY - pushed) / longest) - 1)
        while True:
            yield turn
            turn += 1

    def _reckon(self, moment: Moment, since: datetime) -> tuple[date | None, datetime | None]:
        """The local day it falls on, already moved, or the exact hour."""
        if moment.date is not None:
            return self._from_date(moment)
        span = self.span(moment.span)
        if span.unit == "hours":
            return None, since.astimezone(UTC) + timedelta(hours=span.amount)
        return self.calendar.moved(_later(self.calendar.local(since).date(), span)), None

    def _from_date(self, moment: Moment) -> tuple[date | None, datetime | None]:
        """`on` is that very day, chosen by people. Before moves back and after moves on, so neither passes the date."""
        given = self.find(moment.date or "")
        if given is None or moment.span is None:
            return given, None
        span = self.span(moment.span)
        before = moment.relation == "before"
        if span.unit == "hours":
            midnight = self.calendar.at(given if before else given + _DAY, time(0))
            return None, midnight + timedelta(hours=-span.amount if before else span.amount)
        day = _later(given, Span(-span.amount, span.unit) if before else span)
        return self.calendar.moved(day, back=before), None

    def _same_hour(self, day: date, since: datetime, moment: Moment) -> datetime:
        local = self.calendar.local(since)
        at = self.calendar.at(day, local.time().replace(fold=0))
        span = self.span(moment.span)
        if span.unit in ("days", "weeks"):
            return max(at, since.astimezone(UTC) + span.amount * (7 if span.unit == "weeks" else 1) * _DAY)
        return at


def _later(day: date, span: Span) -> date:
    if span.unit == "months":
        months = day.year * 12 + day.month - 1 + span.amount
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, month_lengths.monthrange(year, month + 1)[1]))
    return day + span.amount * (7 if span.unit == "weeks" else 1) * _DAY


def _within(day: MonthDay, first: MonthDay, last: MonthDay) -> bool:
    if first <= last:
        return first <= day <= last
    return day >= first or day <= last
