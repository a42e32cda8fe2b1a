"""Somebody who plans gatherings, with a session and without the web."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.gatherings.stage import Stage
from tests.support.clock import Clock


@pytest.fixture
def stage(session: Session, people: cast.Cast, clock: Clock) -> Stage:
    return Stage(session, people, clock)
