"""Somebody who drives a candidate of Bergen through the shipped process, by operations or beside the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import cast as people_of
from tests.cases.bergen import driven as in_the_application
from tests.support.clock import Clock
from tests.workflows.assistant_certification.driver import Candidate


@pytest.fixture
def candidate(session: Session, people: people_of.Cast, clock: Clock) -> Candidate:
    return Candidate(session, people, clock)


@pytest.fixture
def driven(app: Flask, cast: people_of.Cast, clock: Clock) -> Iterator[Candidate]:
    """In the application's own database: what it does is committed before the next page is asked for."""
    with in_the_application(app, cast, clock) as bergen:
        yield Candidate(bergen.session, cast, clock)
