"""The library for state machines stays in its own file, and none of its known traps is stepped into."""

from __future__ import annotations

import ast
import gc
from pathlib import Path

import pytest

from intranet.engine import machine as machine_module
from intranet.engine.machine import IllegalStep, Machine

ENGINE = Path(machine_module.__file__).parent


def small() -> Machine:
    return Machine(["one", "two"], [("begin", (), "one"), ("go", ("one", "two"), "two")])


def test_a_step_leads_where_it_says() -> None:
    machine = small()

    assert machine.target(None, "begin") == "one"
    assert machine.target("one", "go") == "two"
    assert machine.target("two", "go") == "two"


@pytest.mark.parametrize(
    ("state", "key"), [("one", "begin"), (None, "go"), ("one", "to_two"), ("nowhere", "go")]
)
def test_no_step_goes_past_the_definition(state: str | None, key: str) -> None:
    with pytest.raises(IllegalStep):
        small().target(state, key)


def test_a_machine_keeps_nothing_of_the_cases_it_moved() -> None:
    machine = small()
    machine.target("one", "go")
    gc.collect()
    before = len(gc.get_objects())

    for _ in range(1000):
        machine.target("one", "go")

    gc.collect()
    assert len(gc.get_objects()) - before < 100


def test_only_the_machine_knows_the_library() -> None:
    importing = {
        file.name
        for file in ENGINE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "transitions")
        or (
            isinstance(node, ast.Import)
            and any(name.name.split(".")[0] == "transitions" for name in node.names)
        )
    }

    assert importing == {"machine.py"}
