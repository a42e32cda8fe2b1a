"""The one place that asks what time it is, and what a day is; below the requests the moment is an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

# Norway, Sweden and Denmark keep the same hours: one zone serves the whole movement.
ZONE = ZoneInfo("Europe/Oslo")


def now() -> datetime:
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """The calendar day that people in the Nordic countries have at this moment."""
    return moment.astimezone(ZONE).date()


def beginning_of(day: date) -> datetime:
    """Midnight as people in the Nordic countries have it, with its zone."""
    return datetime.combine(day, time(), ZONE)


def month_of(day: date) -> date:
    """The first of its month."""
    return day.replace(day=1)
