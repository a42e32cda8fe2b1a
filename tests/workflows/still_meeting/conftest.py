"""Somebody who looks at a club that has fallen silent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.still_meeting.driver import Silence


@pytest.fixture
def clock() -> Clock:
    """A Tuesday in winter: half a year from it no quiet weeks begin, in which nobody is asked."""
    return Clock(datetime(2026, 1, 13, 17, 30, tzinfo=UTC))


@pytest.fixture
def silence(session: Session, people: cast.Cast, clock: Clock) -> Silence:
    return Silence(session, people, clock)
