"""A group in which two people lead and two help, and somebody who comes there and would like extra support."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.extra_support.driver import Support


@pytest.fixture
def support(session: Session, people: cast.Cast, clock: Clock) -> Support:
    return Support(session, people, clock)
