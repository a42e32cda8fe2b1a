"""Steps and tasks that nobody could take or see, or that people share with the system, are told."""

from __future__ import annotations

from pathlib import Path

from intranet.engine.loader import DefinitionError, load_one
from tests.engine.conftest import SETTINGS, Break, Slip, each_of

ONE_CHANGE = {
    "a task that its people cannot lead on": (
        ("in: decision, for: staff", "in: decision, for: trainer"),
        "decide is for trainer, but approve is by staff, board",
        "add trainer to 'by' of approve, or give the task to somebody else",
        "in: decision",
    ),
    "a task for somebody whom its step bars": (
        (
            "by: [staff, board], not_by: [starter, leader, submit]",
            "by: [staff, board], not_by: [staff, starter, leader, submit]",
        ),
        "decide is for staff, but approve is not by staff",
        "take staff out of 'not_by' of approve, or give the task to somebody else",
        "in: decision, for: staff",
    ),
    "a button that nobody who sees it may press": (
        ("seen_by: [coordinator, staff, board]", "seen_by: [coordinator, staff]"),
        "send_back: board may press it in decision but may not see the case there",
        "add board to seen_by",
        "send_back:",
    ),
    "people and the system in one step": (
        ("by: system, when: after 180 days", "by: [staff, system], when: after 180 days"),
        "nobody_found: people and the system share one transition",
        "write a transition of its own for the system",
        "nobody_found:",
    ),
    "a moment for people": (
        ("to: need, by: coordinator,", "to: need, by: coordinator, when: after 3 days,"),
        "take_up: only the system waits for a moment",
        "write by: system, or give people a task with 'when'",
        "take_up:",
    ),
    "a question to the system": (
        ("by: system, when: after 180 days", "by: system, when: after 180 days, fields: reason"),
        "nobody_found: the system has no answer to reason",
        "ask in a step by people, or let an effect find it",
        "nobody_found:",
    ),
    "a step of the system that comes again": (
        ("by: system, when: after 180 days", "by: system, when: every 7 days"),
        "nobody_found: a step is taken at one moment of a state",
        "write one moment that a state is left at, such as after 180 days",
        "nobody_found:",
    ),
    "a task that offers a step of the system": (
        ("then: [take_up, withdraw]", "then: [take_up, nobody_found]"),
        "tasks.call_back: nobody_found is taken by the system, not by people",
        "name a step by people",
        "then: [take_up, nobody_found]",
    ),
    "two buttons with one label": (
        ('label: "Do not approve"', 'label: "Approve"'),
        "in decision two buttons say 'Approve': approve and decline",
        "let each say what it does",
        "decline:",
    ),
}


@each_of(ONE_CHANGE)
def test_one_change_is_told_with_its_line_and_a_hint(broken: Break, slip: Slip) -> None:
    found = broken(slip.change)

    assert found.says(slip.what, slip.hint, at=slip.at), found.told


def test_a_step_for_one_case_person_alone_needs_a_stand_in(broken: Break) -> None:
    alone = (
        "from: planning, to: decision, by: [leader, coordinator]",
        "from: planning, to: decision, by: leader",
    )
    hand_in = (
        "for: [leader, coordinator],\n     due: 7 days, then: submit",
        "for: leader,\n     due: 7 days, then: submit",
    )
    nobody = ("kind: person, of: assistant", "kind: person")
    hint = "give the field leader an 'of'"

    assert broken(alone, hand_in).problems == ()
    found = broken(alone, hand_in, nobody)
    assert found.says("submit: if no leader is named, nobody can", hint, at="to: decision, by: leader")
    assert found.says("set_time: if no leader is named, nobody can", hint, at="set_time:")


def test_a_case_person_without_stand_in_must_have_been_asked_for(broken: Break) -> None:
    found = broken(
        (
            "in: need, for: coordinator, due: 30 days",
            "in: need, for: [contact_person, coordinator], due: 30 days",
        ),
        ('"Contact person", kind: person, of: volunteer', '"Contact person", kind: person'),
    )

    assert found.says(
        "talk_around: nobody has been asked for contact_person on the path idea > take_up > need",
        "ask for contact_person on the way there, or give the field contact_person an 'of'",
        at="talk_around:",
    )


def test_a_case_person_asked_for_by_a_task_counts_where_tasks_done_waits(broken: Break) -> None:
    no_stand_in = ('"Contact person", kind: person, of: volunteer', '"Contact person", kind: person')
    told = ("tell: {staff: 10 days, board", "tell: {contact_person: 10 days, board")
    unguarded = ("guards: [tasks_done, certified", "guards: [certified")

    assert broken(no_stand_in, told).problems == ()
    assert "nobody has been asked for contact_person" in broken(no_stand_in, told, unguarded).problems[0].what


# A process that nobody sees by role: two people alone, each named in the case.
BETWEEN_TWO = """
title: "A talk"
help: "Between two people alone."
subject: group
seen_by: []
states:
  wished: {label: "Wished", help: "Somebody asked."}
  over:   {label: "Over", end: true, help: "Nothing is left."}
transitions:
  ask:    {label: "Ask", to: wished, by: assistant, fields: listener}
  finish: {label: "Finish", from: wished, to: over, by: listener}
  passed: {label: "Time has passed", from: wished, to: over, by: system, when: after 60 days}
tasks:
  talk: {label: "Talk", in: wished, for: listener, due: 1 day, tell: {coordinator: 5 days}, then: finish}
fields:
  listener: {label: "Who listens", kind: person, keep: 30 days}
"""


def _between_two(tmp_path: Path, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    text = BETWEEN_TWO
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    folder = tmp_path / "a_talk"
    folder.mkdir()
    (folder / "workflow.yaml").write_text(text, encoding="utf-8")
    (folder / "rules.py").write_text('"""No rules."""\n', encoding="utf-8")
    try:
        load_one(folder, SETTINGS)
    except DefinitionError as error:
        return [(found.what, found.hint) for found in error.problems]
    return []


def test_nobody_may_see_the_cases_of_a_process_by_their_role(tmp_path: Path) -> None:
    assert _between_two(tmp_path) == []


def test_who_is_named_alone_has_nobody_standing_in_by_role(tmp_path: Path) -> None:
    assert _between_two(tmp_path, ("kind: person, keep", "kind: person, of: assistant, keep")) == [
        (
            "fields.listener: assistant stands in, but nobody sees these cases by their role",
            "take 'of' away, or say who is in seen_by",
        )
    ]


def test_no_task_of_such_a_case_lies_on_the_list_of_a_role(tmp_path: Path) -> None:
    assert (
        "talk is for assistant, but nobody sees these cases by their role",
        "give it to somebody who is named in the case",
    ) in _between_two(tmp_path, ("for: listener", "for: [listener, assistant]"))


def test_such_a_case_ends_in_time_whoever_is_gone(tmp_path: Path) -> None:
    assert _between_two(tmp_path, ("  passed: {label", "  # passed: {label")) == [
        (
            "in wished a case waits for ever once those who are named are gone",
            "add a transition by system with 'when'",
        )
    ]
