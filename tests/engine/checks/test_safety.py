"""A promise that some way, path or person breaks is told with what breaks it."""

from __future__ import annotations

from tests.engine.conftest import Break, Slip, each_of

ONE_CHANGE = {
    "a way in without the promised guard": (
        ("[certified_assistant_on_site, meeting_was_held]", "meeting_was_held"),
        (
            "open leads into trial without certified_assistant_on_site,"
            ' against "No group opens without a certified assistant on the spot"'
        ),
        "add certified_assistant_on_site to its guards",
        "from: approved, to: trial",
    ),
    "a path past the promised step": (
        ("from: on_hold, to: planning", "from: on_hold, to: trial"),
        (
            '"No group opens without a decision" is broken on the path'
            " idea > take_up > need > hold > on_hold > resume > trial"
        ),
        "let every way there pass approve",
        "  decided:",
    ),
    "a step by whom a promise bars": (
        ("not_by: [starter, leader, submit],\n", "not_by: [starter, leader],\n"),
        'approve leads into approved and can be taken by submit, against "Nobody decides their own application"',
        "add submit to its not_by",
        "not_by: [starter, leader],",
    ),
    "a step by the system against a promise": (
        (
            "from: approved, to: on_hold, by: system, when: after 90 days",
            "from: trial, to: active, by: system",
        ),
        'never_opened leads into active and can be taken by system, against "The system never approves or declines"',
        "let people take it",
        "never_opened:",
    ),
    "a promise that promises nothing": (
        ("before: [trial, active], needs: approve", "before: [trial, active]"),
        '"No group opens without a decision" promises nothing',
        "say what it needs, or who may not (not_by)",
        "  decided:",
    ),
}


@each_of(ONE_CHANGE)
def test_one_change_is_told_with_its_line_and_a_hint(broken: Break, slip: Slip) -> None:
    found = broken(slip.change)

    assert found.says(slip.what, slip.hint, at=slip.at), found.told
