"""The demonstration as a session of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from intranet.extensions import db


@pytest.fixture
def story(demo_app: Flask) -> Iterator[Session]:
    with demo_app.app_context():
        yield db.session()
