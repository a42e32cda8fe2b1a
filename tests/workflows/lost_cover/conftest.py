"""Somebody who looks at the group in Bergen, and at what becomes of its cover."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.lost_cover.driver import Cover


@pytest.fixture
def cover(session: Session, people: cast.Cast, clock: Clock) -> Cover:
    return Cover(session, people, clock)
