"""A stranger at the public form of an application with the cast in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.enquiries.asking import Stranger
from tests.support.clock import Clock


@pytest.fixture
def stranger(app: Flask, cast: Cast, clock: Clock) -> Stranger:
    return Stranger(app, clock)


@pytest.fixture
def new_stranger(app: Flask, cast: Cast, clock: Clock) -> Callable[[], Stranger]:
    return lambda: Stranger(app, clock)
