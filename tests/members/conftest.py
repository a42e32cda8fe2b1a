"""A membership of Bergen's association in an application with people at their browsers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from intranet.db import writing
from tests import factories
from tests.cast import Cast
from tests.gatherings.stage import session_beside
from tests.support.clock import Clock
from tests.support.visitors import email_of, password_hash
from tests.workflows.member_follow_up.driver import Joining


@pytest.fixture
def joining(app: Flask, cast: Cast, clock: Clock) -> Iterator[Joining]:
    with session_beside(app) as session:
        driver = Joining(session, cast, clock)
        with writing(session):
            for name in ("helper", "helper_elsewhere"):
                factories.account(session, cast.people[name], email_of(name), password_hash())
        yield driver
