"""Where the tests of training find their school."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.training.school import School


@pytest.fixture
def school(session: Session, people: cast.Cast, clock: Clock) -> School:
    return School(session, people, clock)
