"""Whoever reads that a group needs somebody reads the same words, whatever the reason is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.applications import NewApp
from tests.support.clock import Clock
from tests.support.databases import FreshDatabase
from tests.workflows.lost_cover.town import NOW, Town, lose

GRACE = 90
CAUSES = ("paused", "suspended", "revoked", "lapsed")
# What would tell why, in a word; the page of a group that needs somebody has none of them.
TELLING = ("pause", "suspen", "revok", "lapse", "grace", "ended", "renew")


@pytest.fixture
def towns(new_app: NewApp, fresh_database: FreshDatabase) -> Callable[[str], Town]:
    def lost(cause: str) -> Town:
        clock = Clock(NOW)
        town = Town(
            new_app(fresh_database("sqlite"), CLOCK=clock),
            clock,
            lasts=-GRACE - 1 if cause == "lapsed" else 200,
        )
        lose(town, cause)
        town.day_begins()
        return town

    return lost


@pytest.mark.parametrize("reader", ["coordinator", "assistant", "volunteer", "trainer"])
def test_no_page_of_a_group_that_needs_somebody_says_why(towns: Callable[[str], Town], reader: str) -> None:
    read = {cause: list(towns(cause).pages(reader)) for cause in CAUSES}
    assert len({name for name, *_ in read["paused"]}) >= 8
    for name, status, said in read["paused"]:
        if status == 200:
            assert not [word for word in TELLING if word in said.lower()], f"{name}: {said}"
    for cause in CAUSES[1:]:
        assert read[cause] == read["paused"], f"{cause} can be told from paused"
