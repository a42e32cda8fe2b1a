"""Somebody who drives the way of a participant through the shipped process."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.participant_path.driver import Path


@pytest.fixture
def path(session: Session, people: cast.Cast, clock: Clock) -> Path:
    return Path(session, people, clock)
