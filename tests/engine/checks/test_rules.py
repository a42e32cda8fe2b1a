"""Rules that cannot be read, or that declare what is not there, are told at their line."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Break, Slip, each_of

ONE_CHANGE = {
    "a case that the system begins without a fact": (
        (
            "  take_up:           {",
            '  wake: {label: "Wakes up", to: idea, by: system}\n  take_up:           {',
        ),
        "wake: nothing tells when the system begins a case",
        "give it a guard that relies on a kind of fact, or let people begin it",
        "  wake:",
    ),
}


@each_of(ONE_CHANGE)
def test_one_change_is_told_with_its_line_and_a_hint(broken: Break, slip: Slip) -> None:
    found = broken(slip.change)

    assert found.says(slip.what, slip.hint, at=slip.at), found.told


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('people=("leader",)', 'people=("leder",)', "no case person is called 'leder'"),
        ('reads=("first_meeting",)', 'reads=("first_meting",)', "no field is called 'first_meting'"),
        ('relies_on=("roles",)', 'relies_on=("rolls",)', "no kind of fact is called 'rolls'"),
    ],
)
def test_a_guard_that_declares_what_is_not_there_is_told_at_its_function(
    broken: Break, old: str, new: str, what: str
) -> None:
    (problem,) = broken(rules=((old, new),)).problems

    assert problem.file.name == "rules.py"
    assert what in problem.what
    assert problem.hint.startswith("did you mean '")


def test_rules_that_cannot_be_read_are_told_with_their_line(broken: Break) -> None:
    (syntax,) = broken(
        rules=(
            (
                "def has_district(",
                "def has_district((",
            ),
        )
    ).problems
    (missing,) = broken(rules=(("import Text", "import Txt"),)).problems

    assert (syntax.file.name, syntax.what[:18]) == ("rules.py", "this is not Python")
    assert missing.line == 4
    assert "cannot import name 'Txt'" in missing.what
