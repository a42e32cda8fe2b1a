"""A guard and its opposite: never both agree, so a circle through them stands still until a fact changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from intranet.engine.loader import DefinitionError, load_one
from intranet.engine.process import Process, Settings
from intranet.engine.rules import Refusal, guard, opposite
from intranet.engine.text import Text

DOOR = """
title: "A door"
help: "It opens and shuts by itself."
subject: group
seen_by: [staff]

states:
  open:    {label: "Open", help: "It stands open."}
  shut:    {label: "Shut", help: "It is shut."}
  gone:    {label: "Gone", end: true, help: "It is gone."}

transitions:
  build:   {label: "Build", to: open, by: staff}
  close:   {label: "It shuts", from: open, to: shut, by: system, guards: is_cold}
  reopen:  {label: "It opens", from: shut, to: open, by: system, guards: is_warm}
  remove:  {label: "Take it away", from: [open, shut], to: gone, by: staff}

tasks:
  look:    {label: "Is it still there?", in: [open, shut], for: staff, due: 7 days, then: remove}

fields: {}
"""
RULES = """
from intranet.engine.rules import Refusal, guard, opposite
from intranet.engine.text import Text

@guard(relies_on=("meetings",))
def is_cold(context):
    return None if context else Refusal("is_cold", Text("It is warm."))

{is_warm}
"""
OPPOSITE = 'is_warm = opposite(is_cold, Refusal("is_warm", Text("It is cold.")))'
LIKE_IT = """
@guard(relies_on=("meetings",))
def is_warm(context):
    return None if not context else Refusal("is_warm", Text("It is cold."))
"""


def _load(folder: Path, settings: Settings, is_warm: str) -> Process:
    door = folder / "door"
    door.mkdir()
    (door / "workflow.yaml").write_text(DOOR)
    (door / "rules.py").write_text(RULES.replace("{is_warm}", is_warm))
    return load_one(door, settings)


def test_a_circle_through_a_guard_and_its_opposite_is_proven(tmp_path: Path, settings: Settings) -> None:
    process = _load(tmp_path, settings, OPPOSITE)
    assert process.guard_rule("is_warm").relies_on == ("meetings",)
    assert "is_cold" in process.guards_of("close")


def test_a_circle_through_two_guards_that_only_look_so_is_none(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(DefinitionError) as refused:
        _load(tmp_path, settings, LIKE_IT)
    assert "close can run in a circle by itself from open" in str(refused.value)


@pytest.mark.parametrize("agrees", [True, False])
def test_exactly_one_of_the_two_agrees(agrees: bool) -> None:
    @guard()
    def one(_context: object) -> Refusal | None:
        return None if agrees else Refusal("one", Text("No."))

    other = opposite(one, Refusal("other", Text("Yes.")))
    assert (one(None) is None) is not (other(None) is None)


def test_only_a_guard_has_an_opposite() -> None:
    with pytest.raises(TypeError):
        opposite(lambda _context: None, Refusal("other", Text("Yes.")))
