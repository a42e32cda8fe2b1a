"""The relay process in a fresh database of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.relay import Relay, relay


@pytest.fixture
def prepared(database_url: str, tmp_path: Path) -> Iterator[Relay]:
    with relay(database_url, tmp_path) as found:
        yield found
