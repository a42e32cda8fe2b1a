"""What the stories share: where they are told, and what stands on the stage when they begin."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser.somebody import Somebody
from tests.browser.stage import Stage
from tests.cast import Cast
from tests.mine.stage import Stage as Group
from tests.support.browser import NewPerson
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor

SitsDown = Callable[[str], Somebody]

# What a browser sees is the same on every database, so each of the two hears a story told in one of the two ways.
TOLD = pytest.mark.parametrize(
    ("database_url", "javascript"),
    [("sqlite", True), ("postgresql", False)],
    ids=["htmx", "no-javascript-postgresql"],
    indirect=["database_url"],
)


@pytest.fixture
def stage(app: Flask, cast: Cast, clock: Clock) -> Stage:
    return Stage(app, cast, clock)


@pytest.fixture
def group(app: Flask, cast: Cast, visitor: NewVisitor) -> Group:
    """One that meets in Bergen, where the volunteer and the assistant help."""
    made = Group(app, cast, visitor)
    made.opens_a_group()
    return made


@pytest.fixture
def sits_down(stage: Stage, site: str, new_person: NewPerson, javascript: bool) -> SitsDown:
    """`sits_down("staff")` has signed in, in a browser of their own."""

    def somebody(name: str) -> Somebody:
        return Somebody(new_person, site, name, javascript=javascript)

    return somebody
