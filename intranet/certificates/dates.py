"""Counting certificates' dates in months; no rule of its own."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

LONGEST_YEARS = 10


def plus_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
