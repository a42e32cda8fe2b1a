"""The half-years of which the way of visitors is told: those that are over, and none that overlap.

While a half-year lasts nothing of it is told: the table of yesterday beside that of today would say who came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SHOWN = 6


@dataclass(frozen=True)
class Half:
    """`number` is 1 for January to June, 2 for July to December."""

    year: int
    number: int

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 1 if self.number == 1 else 7, 1)

    @property
    def last(self) -> date:
        return date(self.year, 6, 30) if self.number == 1 else date(self.year, 12, 31)


def half_of(day: date) -> Half:
    return Half(day.year, 1 if day.month <= 6 else 2)


def over(today: date) -> Sequence[Half]:
    """The newest first."""
    found: list[Half] = []
    half = half_of(today)
    while len(found) < SHOWN:
        half = half_of(half.first - timedelta(1))
        found.append(half)
    return found


def chosen(key: str | None, today: date) -> Half:
    """The one with this key, or the newest that is over."""
    halves = over(today)
    return next((half for half in halves if half.key == key), halves[0])
