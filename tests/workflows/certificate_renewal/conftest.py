"""Somebody whose certificate is followed to its end, and beyond."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.certificate_renewal.driver import Renewal


@pytest.fixture
def renewal(session: Session, people: cast.Cast, clock: Clock) -> Renewal:
    return Renewal(session, people, clock)
