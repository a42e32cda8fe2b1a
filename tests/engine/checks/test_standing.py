"""A state in which a case could wait for ever, and tasks that cannot open or lead on, are told."""

from __future__ import annotations

from tests.engine.conftest import Break, Slip, each_of

ONE_CHANGE = {
    "a case that can stand still": (
        ("then: [approve, send_back, decline]", 'help: "Think."'),
        "after submit, a case can wait in decision for ever: decide can be done without anything happening next",
        "say 'then' on a task, or add a transition by system with 'when'",
        "  decision:",
    ),
    "a task that comes a way which leads elsewhere": (
        ("via: send_back", "via: approve"),
        "tasks.mend: via approve, which leads to approved",
        "approve must lead into planning",
        "via: approve",
    ),
    "a task with a step that does not leave its states": (
        ("then: [take_up, withdraw]", "then: [confirm_need, withdraw]"),
        "tasks.call_back: then confirm_need, which does not leave idea",
        "name a step that can be taken there",
        "then: [confirm_need",
    ),
    "a task after one of another time": (
        (
            "in: approved, for: staff, due: 7 days, help",
            "in: approved, after: find_room, for: staff, due: 7 days, help",
        ),
        "tasks.announce: after find_room, which never lives at the same time",
        "a task waits for others of its own states",
        "announce:",
    ),
    "tasks that wait for each other": (
        (
            "in: need, for: coordinator, due: 30 days",
            "in: need, after: judge_need, for: coordinator, due: 30 days",
        ),
        "tasks.talk_around waits for itself: after judge_need",
        "take one 'after' away",
        "talk_around:",
    ),
    "a possible task without a step": (
        ("due: 14 days,\n     then: assistant_found}", "due: 14 days}"),
        "tasks.take_the_chance: nothing can be possible",
        "say 'then'",
        "when: possible, for: coordinator",
    ),
}


@each_of(ONE_CHANGE)
def test_one_change_is_told_with_its_line_and_a_hint(broken: Break, slip: Slip) -> None:
    found = broken(slip.change)

    assert found.says(slip.what, slip.hint, at=slip.at), found.told


def test_a_task_only_possible_does_not_lead_on_for_sure(broken: Break) -> None:
    found = broken(("when: every 12 weeks, for: coordinator", "when: possible, for: coordinator"))

    what = (
        "after open, a case can wait in trial for ever: visit_first, early_talks can be done without anything"
    )
    assert any(problem.what.startswith(what) for problem in found.problems)


def test_each_way_into_a_state_is_proven_by_itself(broken: Break) -> None:
    found = broken(
        ("from: decision, to: planning, by: [staff, board]", "from: decision, to: need, by: [staff, board]"),
        ("in: planning, via: send_back, for: leader", "in: need, via: send_back, for: coordinator"),
        ("find_room, set_time, agree_contact, mend]", "find_room, set_time, agree_contact]"),
        (
            "in: need, after: [talk_around, look_nearby]",
            "in: need, via: take_up, after: [talk_around, look_nearby]",
        ),
    )

    ways = [problem.what for problem in found.problems if "for ever" in problem.what]
    assert ways == [
        (
            "after send_back, a case can wait in need for ever: talk_around, look_nearby, mend can be done without"
            " anything happening next"
        )
    ]
