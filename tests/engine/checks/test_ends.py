"""States that nothing reaches or that lead to no end, and steps in a circle, are told."""

from __future__ import annotations

from tests.engine.conftest import Break, Slip, each_of

ONE_CHANGE = {
    "an end that nothing reaches": (
        ("  withdrawn:  ", '  lost: {label: "Lost", end: true, help: "Nobody knows."}\n  withdrawn:  '),
        "nothing leads to lost",
        "name lost in a transition's 'to', or take it away",
        "  lost:",
    ),
    "a circle of the system's steps": (
        ("  resume:\n", '  a1: {label: "Round", from: idea, to: idea, by: system}\n  resume:\n'),
        "a1 can run in a circle by itself from idea",
        "let a person take one of the steps",
        "  a1:",
    ),
}


@each_of(ONE_CHANGE)
def test_one_change_is_told_with_its_line_and_a_hint(broken: Break, slip: Slip) -> None:
    found = broken(slip.change)

    assert found.says(slip.what, slip.hint, at=slip.at), found.told


def test_a_state_without_a_way_to_an_end_is_told(broken: Break) -> None:
    found = broken(
        ("from: planning, to: decision", "from: [planning, decision], to: planning"),
        (
            "from: [need, waiting_assistant, planning, approved, trial], to: on_hold",
            "from: [need, trial], to: on_hold",
        ),
        ("[idea, need, waiting_assistant, planning, decision, approved, on_hold]", "[idea, need]"),
    )

    hint = "add a transition from it that leads on to an end"
    assert found.says("from planning no end can be reached", hint, at="  planning:")


def test_states_that_only_lead_to_each_other_are_told(broken: Break) -> None:
    states = '  lost: {label: "Lost", help: "Nobody knows."}\n  found: {label: "Found", help: "Again."}\n  withdrawn:  '
    steps = (
        '  look: {label: "Look", from: lost, to: found, by: staff}\n'
        '  lose: {label: "Lose", from: found, to: lost, by: staff}\n  resume:\n'
    )
    found = broken(("  withdrawn:  ", states), ("  resume:\n", steps))

    hint = "name lost in a transition's 'to', or take it away"
    assert found.says("no path from a beginning leads to lost", hint, at="  lost:")


def test_a_definition_that_no_case_can_begin_is_told(broken: Break) -> None:
    found = broken(
        ('{label: "Register an idea", to: idea', '{label: "Register an idea", from: need, to: idea')
    )

    hint = "leave out 'from' on one of them"
    assert found.says("no transition begins a case", hint, at="transitions:")
