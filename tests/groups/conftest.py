"""The group that most tests of groups are about."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.groups.club import Club
from tests.support.clock import Clock


@pytest.fixture
def club(session: Session, people: cast.Cast, clock: Clock) -> Club:
    return Club(session, people, clock)
