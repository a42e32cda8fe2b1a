"""Where the tests of training find their school, and its pages."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.training.pages import Pages
from tests.training.school import School


@pytest.fixture
def school(session: Session, people: cast.Cast, clock: Clock) -> School:
    return School(session, people, clock)


@pytest.fixture
def pages(app: Flask, cast: cast.Cast, clock: Clock, visitor: NewVisitor) -> Pages:
    return Pages(app, cast, clock, visitor)
