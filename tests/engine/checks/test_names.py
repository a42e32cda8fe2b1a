"""Names that mean nothing, or two things, are told with their line and a hint."""

from __future__ import annotations

from tests.engine.conftest import Break, Slip, each_of

ONE_CHANGE = {
    "a guard that is not there": (
        ("meeting_was_held]", "meeting_was_hold]"),
        "transitions.open: no guard is called 'meeting_was_hold'",
        "did you mean 'meeting_was_held'?",
        "meeting_was_hold",
    ),
    "an effect that is not there": (
        ("effects: list_group", "effects: lost_group"),
        "transitions.approve: no effect is called 'lost_group'",
        "did you mean 'list_group'?",
        "lost_group",
    ),
    "a guard used as an effect": (
        ("effects: list_group", "effects: checks_seen"),
        "transitions.approve: 'checks_seen' is not an effect",
        "it stands in rules.py: mark it with @effect",
        "effects: checks_seen",
    ),
    "a state that is not there": (
        ("from: idea, to: need", "from: idea, to: needs"),
        "transitions.take_up: no state is called 'needs'",
        "did you mean 'need'?",
        "take_up:",
    ),
    "a role that is not there": (
        ("to: need, by: coordinator", "to: need, by: cordinator"),
        "transitions.take_up: no role or case person is called 'cordinator'",
        "did you mean 'coordinator'?",
        "take_up:",
    ),
    "a reader that is not there": (
        ("seen_by: [coordinator, staff", "seen_by: [coordinator, stuff"),
        "seen_by: no role is called 'stuff'",
        "did you mean 'staff'?",
        "seen_by:",
    ),
    "a field that is not there": (
        ("fields: came", "fields: cane"),
        "transitions.open: no field is called 'cane'",
        "did you mean 'came'?",
        "cane",
    ),
    "a task that is not there": (
        ("after: [talk_around, look_nearby]", "after: [talk_around, look_near]"),
        "tasks.judge_need: no task is called 'look_near'",
        "did you mean 'look_nearby'?",
        "look_near]",
    ),
    "a step that is not there": (
        ("then: [take_up, withdraw]", "then: [take_on, withdraw]"),
        "tasks.call_back: no transition is called 'take_on'",
        "did you mean 'take_up'?",
        "take_on",
    ),
    "a date that is not there": (
        ("due: on first_meeting", "due: on first_meting"),
        "tasks.hold_first: no date is called 'first_meting'",
        "did you mean 'first_meeting'?",
        "on first_meting",
    ),
    "a field that is no date": (
        ("due: on first_meeting", "due: on came"),
        "tasks.hold_first.due counts from came, which is no date",
        "write kind: date in fields.came",
        "on came",
    ),
    "a setting that is not there": (
        ("keep: answers_kept, help", "keep: answer_kept, help"),
        "fields.why_here: no setting is called 'answer_kept'",
        "did you mean 'answers_kept'?",
        "why_here:",
    ),
    "a kind of record that is not there": (
        ("of: association", "of: asociation"),
        "fields.parent: no kind of record is called 'asociation'",
        "did you mean 'association'?",
        "parent:",
    ),
    "a subject that is not there": (
        ("subject: group", "subject: grupp"),
        "subject: no subject is called 'grupp'",
        "did you mean 'group'?",
        "subject:",
    ),
    "a name that stands twice in a list": (
        ("seen_by: [coordinator, staff, board]", "seen_by: [coordinator, staff, staff]"),
        "seen_by: 'staff' stands twice",
        "once is enough",
        "seen_by:",
    ),
    "a name that means two things": (
        ("  take_up:           {", "  idea:           {"),
        "'idea' is both in states and in transitions",
        "rename one",
        "to: need, by: coordinator",
    ),
    "a field named as a role": (
        ("  stand_in:          {", "  trainer:          {"),
        "'trainer' is both a role and in fields",
        "rename one",
        "  trainer:",
    ),
    "a task named as a built-in guard": (
        ("  decide:\n", "  tasks_done:\n"),
        "'tasks_done' is both a word of the format and in tasks",
        "rename one",
        "  tasks_done:",
    ),
    "a new name for what is still there": (
        ("states:\n", "renamed: {idea: need}\n\nstates:\n"),
        "renamed: 'idea' is still there",
        "only what is gone can be renamed",
        "renamed:",
    ),
    "a field that is to have another name": (
        ("states:\n", "renamed: {why: reason}\n\nstates:\n"),
        "renamed: 'reason' is a field, and a field keeps its name",
        "its answers are sealed and erased under it",
        "renamed:",
    ),
    "a new name that is not there": (
        ("states:\n", "renamed: {ready: decisions}\n\nstates:\n"),
        "renamed.ready: no state, transition or task is called 'decisions'",
        "did you mean 'decision'?",
        "renamed:",
    ),
}


@each_of(ONE_CHANGE)
def test_one_change_is_told_with_its_line_and_a_hint(broken: Break, slip: Slip) -> None:
    found = broken(slip.change)

    assert found.says(slip.what, slip.hint, at=slip.at), found.told


def test_a_plain_function_is_no_guard_until_it_is_marked(broken: Break) -> None:
    found = broken(rules=(("@guard()\ndef association_named", "def association_named"),))

    assert found.says(
        "transitions.assistant_found: 'association_named' is not a guard",
        "it stands in rules.py: mark it with @guard",
        at="association_named]",
    )
