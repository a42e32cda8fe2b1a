"""Somebody who drives a gathering through the shipped process."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.gathering.driver import Arranged


@pytest.fixture
def arranged(session: Session, people: cast.Cast, clock: Clock) -> Arranged:
    return Arranged(session, people, clock)
