"""Steps and tasks that nobody could take or see, or that people share with the system, are told."""

from __future__ import annotations

from tests.engine.conftest import Break, Slip, each_of

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
