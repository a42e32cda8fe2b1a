"""Somebody who drives enquiries through the shipped process."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.enquiry.driver import Call


@pytest.fixture
def call(session: Session, people: cast.Cast, clock: Clock) -> Call:
    return Call(session, people, clock)
