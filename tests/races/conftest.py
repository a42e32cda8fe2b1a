"""Two racers for each worker, and how many races a test runs."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.races.racer import Race, race_track


@pytest.fixture(scope="session")
def race() -> Iterator[Race]:
    with race_track() as track:
        yield track


@pytest.fixture(scope="session")
def races() -> int:
    """For each pair of a step and a fact; `INTRANET_RACES` asks for more in a long run."""
    return int(os.environ.get("INTRANET_RACES", "12"))
