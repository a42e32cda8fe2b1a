"""Somebody who drives a gathering through the shipped process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.gathering.driver import Arranged


@pytest.fixture
def arranged(session: Session, people: cast.Cast, clock: Clock) -> Arranged:
    return Arranged(session, people, clock)


@pytest.fixture
def new_arranged(session: Session, people: cast.Cast, clock: Clock) -> Callable[[], Arranged]:
    """As many gatherings as a test needs, in one organisation; each begins a day later than the one before."""
    days = count()
    began = clock()

    def new() -> Arranged:
        # Nobody is at two gatherings at once.
        clock.moment = began + timedelta(next(days))
        return Arranged(session, people, clock)

    return new
