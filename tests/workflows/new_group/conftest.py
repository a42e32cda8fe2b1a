"""Somebody who drives a case for Bergen through the shipped process."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.workflows.new_group.bergen import Bergen
from tests.workflows.new_group.driver import NewGroup


@pytest.fixture
def new_group(session: Session, people: cast.Cast, clock: Clock) -> NewGroup:
    return NewGroup(session, people, clock)


@pytest.fixture
def bergen(session: Session, people: cast.Cast, clock: Clock) -> Bergen:
    return Bergen(session, people, clock)
