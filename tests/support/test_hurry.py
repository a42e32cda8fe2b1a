"""What is remembered between applications is what each would have worked out by itself."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import Map, Rule

from tests.support import hurry

RULES: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("/groups/<uuid:group_id>/meetings", {}, {"group_id": "x", "page": "2"}),
    ("/groups/<uuid:unit_id>/meetings", {}, {"unit_id": "x"}),
    ("/files/<path:name>", {}, {"name": "a b/æ.css"}),
    ("/files/<name>", {}, {"name": "a b/æ.css"}),
    ("/all/<int:page>", {"defaults": {"page": 1}}, {"page": 1}),
    ("/all/<int(fixed_digits=3):page>", {}, {"page": 7}),
)


def addresses() -> list[str]:
    built = []
    for rule, options, values in RULES:
        one = Map([Rule(rule, endpoint="one", **options)]).bind("example.org")
        built.append(one.build("one", values))
    return built


def test_addresses_are_built_as_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = [addresses(), addresses()]
    monkeypatch.setattr(Rule, "_compile_builder", hurry.compile_builder)
    assert remembered == [addresses()] * 2
