"""Somebody who drives a gathering through the shipped process."""

from __future__ import annotations

from collections.abc import Callable

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
    """As many gatherings as a test needs, in one organisation; the clock goes back to where it stood."""
    began = clock()

    def new() -> Arranged:
        clock.moment = began
        return Arranged(session, people, clock)

    return new
