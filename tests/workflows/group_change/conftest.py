"""Somebody who drives the change of a running club."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.group_change.driver import Change


@pytest.fixture
def change(session: Session, people: cast.Cast, clock: Clock) -> Change:
    return Change(session, people, clock)
