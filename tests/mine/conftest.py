"""The group that most tests of the own page are about."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast
from tests.mine.stage import Stage
from tests.support.visitors import NewVisitor


@pytest.fixture
def stage(app: Flask, cast: Cast, visitor: NewVisitor) -> Stage:
    made = Stage(app, cast, visitor)
    made.opens_a_group()
    return made
