"""Somebody who joins, without the web."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.member_follow_up.driver import Joining


@pytest.fixture
def joining(session: Session, people: cast.Cast, clock: Clock) -> Joining:
    return Joining(session, people, clock)
