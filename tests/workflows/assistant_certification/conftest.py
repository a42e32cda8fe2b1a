"""Somebody who drives a candidate of Bergen through the shipped process."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.assistant_certification.driver import Candidate


@pytest.fixture
def candidate(session: Session, people: cast.Cast, clock: Clock) -> Candidate:
    return Candidate(session, people, clock)
