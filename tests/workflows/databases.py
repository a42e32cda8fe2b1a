"""Which databases the tests of a whole module run on, where one kind says as much as both."""

from __future__ import annotations

import pytest

# What is tried are rules, pages and days: they are the same on every database. Each story runs on both, and what
# differs between them is tried by races. The kind is no part of a test's name.
ON_SQLITE = pytest.mark.parametrize(
    "database_url", [pytest.param("sqlite", id=pytest.HIDDEN_PARAM)], indirect=True
)
