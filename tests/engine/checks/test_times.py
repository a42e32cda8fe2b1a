"""A time that counts from a date which may stay empty is told."""

from __future__ import annotations

from tests.engine.conftest import Break, Slip, each_of

ONE_CHANGE = {
    "a date that may stay empty": (
        ('{label: "First meeting", kind: date}', '{label: "First meeting", kind: date, optional: true}'),
        "tasks.hold_first.due counts from first_meeting, which may stay empty",
        "ask for first_meeting on every way there, and not as optional",
        "due: on first_meeting",
    ),
}


@each_of(ONE_CHANGE)
def test_one_change_is_told_with_its_line_and_a_hint(broken: Break, slip: Slip) -> None:
    found = broken(slip.change)

    assert found.says(slip.what, slip.hint, at=slip.at), found.told
