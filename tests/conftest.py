"""Where every test finds its databases, servers, browsers and clock; each is explained in tests/support."""

from __future__ import annotations

pytest_plugins = [
    "tests.support.skips",
    "tests.support.hurry",
    "tests.support.folders",
    "tests.support.postgresql",
    "tests.support.databases",
    "tests.support.clock",
    "tests.support.applications",
    "tests.support.organisation",
    "tests.support.installations",
    "tests.support.visitors",
    "tests.support.demonstration",
    "tests.support.crowd",
    "tests.support.browser",
]
