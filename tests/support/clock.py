"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest


class Clock:
    """Given to the application as `CLOCK`; every moment the operations get comes from here."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> datetime:
        self.moment += timedelta(days=days, hours=hours, minutes=minutes)
        return self.moment


@pytest.fixture
def clock() -> Clock:
    """A Tuesday in spring, in the evening, far from holidays and from a change to or from summer time."""
    return Clock(datetime(2026, 5, 12, 17, 30, tzinfo=UTC))
