"""Each proof of the format has a definition that breaks it, told with its line and a hint; the model breaks none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine.conftest import Break, translated_except


def test_the_model_is_right(broken: Break) -> None:
    assert broken().problems == ()


def test_every_problem_names_its_file(broken: Break) -> None:
    found = broken(("guards: has_district", "gaurds: has_district"))

    (problem,) = found.problems
    assert str(problem).endswith(
        f"new_group/workflow.yaml:{found.line_with('take_up:')}: transitions.take_up: unknown key 'gaurds'\n"
        "  did you mean 'guards'?"
    )


ONE_CHANGE = {
    "words without quotes": (
        ('label: "Idea"', "label: Idea"),
        "the label of states.idea is not in quotes",
        'write label: "Idea"',
        "  idea:",
    ),
    "words in single quotes": (
        ('title: "Start a new group"', "title: 'Start a new group'"),
        "the title is not in double quotes on one line",
        'write title: "Start a new group"',
        "title:",
    ),
    "an answer without quotes": (
        ('mon: "Monday"', "mon: Monday"),
        "the answer mon of fields.weekday is not in quotes",
        'write mon: "Monday"',
        "mon:",
    ),
    "a name in quotes": (
        ("to: need,", 'to: "need",'),
        "transitions.take_up.to: the name 'need' stands in quotes",
        "write need: only words for people are quoted",
        "take_up:",
    ),
    "a key that is not one": (
        ("due: 30 days, fields: [room", "dew: 30 days, fields: [room"),
        "tasks.find_room: unknown key 'dew'",
        "did you mean 'due'?",
        "find_room:",
    ),
    "a part that is not one": (
        ("safety:\n", "safty:\n"),
        "unknown key 'safty'",
        "did you mean 'safety'?",
        "safty:",
    ),
    "a kind that is not one": (
        ('label: "How many would come?", kind: number', 'label: "How many would come?", kind: numbre'),
        "fields.expected.kind: there is no kind 'numbre'",
        "did you mean 'number'?",
        "expected:",
    ),
    "logic in a time": (
        ("when: after 180 days}\n  never", "when: months > 6}\n  never"),
        "transitions.nobody_found.when: 'months > 6' is not a time",
        "a condition is a guard in rules.py",
        "nobody_found:",
    ),
    "logic in a list": (
        ("guards: [tasks_done, certified", "guards: [tasks_done, room == ready, certified"),
        "transitions.submit.guards: 'room == ready' is not a name",
        "a condition is a guard in rules.py",
        "room == ready",
    ),
    "a span where a moment belongs": (
        ("when: every 12 weeks", "when: 12 weeks"),
        "tasks.carry_on.when: '12 weeks' is not a time",
        "time in a state reads after 12 weeks",
        "carry_on:",
    ),
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
    "a key that stands twice": (
        ("to: need, by: coordinator", "to: need, to: need, by: coordinator"),
        "transitions.take_up.to stands twice",
        "the first is on line 23",
        "take_up:",
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
    "an end that nothing reaches": (
        ("  withdrawn:  ", '  lost: {label: "Lost", end: true, help: "Nobody knows."}\n  withdrawn:  '),
        "nothing leads to lost",
        "name lost in a transition's 'to', or take it away",
        "  lost:",
    ),
    "a case that can stand still": (
        ("then: [approve, send_back, decline]", 'help: "Think."'),
        "after submit, a case can wait in decision for ever: decide can be done without anything happening next",
        "say 'then' on a task, or add a transition by system with 'when'",
        "  decision:",
    ),
    "a task that its people cannot lead on": (
        ("in: decision, for: staff", "in: decision, for: trainer"),
        "decide is for trainer, but approve is by staff, board",
        "add trainer to 'by' of approve, or give the task to somebody else",
        "in: decision",
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
    "a case that the system begins without a fact": (
        (
            "  take_up:           {",
            '  wake: {label: "Wakes up", to: idea, by: system}\n  take_up:           {',
        ),
        "wake: nothing tells when the system begins a case",
        "give it a guard that relies on a kind of fact, or let people begin it",
        "  wake:",
    ),
    "a question to the system": (
        ("by: system, when: after 180 days", "by: system, when: after 180 days, fields: reason"),
        "nobody_found: the system has no answer to reason",
        "ask in a step by people, or let an effect find it",
        "nobody_found:",
    ),
    "a circle of the system's steps": (
        ("  resume:\n", '  a1: {label: "Round", from: idea, to: idea, by: system}\n  resume:\n'),
        "a1 can run in a circle by itself from idea",
        "let a person take one of the steps",
        "  a1:",
    ),
    "two buttons with one label": (
        ('label: "Do not approve"', 'label: "Approve"'),
        "in decision two buttons say 'Approve': approve and decline",
        "let each say what it does",
        "decline:",
    ),
    "a date that may stay empty": (
        ('{label: "First meeting", kind: date}', '{label: "First meeting", kind: date, optional: true}'),
        "tasks.hold_first.due counts from first_meeting, which may stay empty",
        "ask for first_meeting on every way there, and not as optional",
        "due: on first_meeting",
    ),
    "a field about somebody without an end": (
        ("kind: text, keep: 90 days", "kind: text"),
        "contact can say who somebody is: how long is it kept?",
        "write keep: 90 days, or the name of a setting",
        "  contact:",
    ),
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
    "a record without its kind": (
        ("kind: record, of: association, optional: true", "kind: record, optional: true"),
        "parent does not say which record it asks for",
        "write of: and its name",
        "  parent:",
    ),
    "a person as a choice": (
        ("kind: person, of: assistant", 'kind: person, of: {a: "A"}'),
        "leader is a person, not a choice",
        "write of: and a role",
        "  leader:",
    ),
    "an 'of' that says nothing": (
        (
            'label: "How many would come?", kind: number',
            'label: "How many would come?", kind: number, of: association',
        ),
        "expected is a number, which has no 'of'",
        "take it away",
        "  expected:",
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
    "a task for somebody whom its step bars": (
        (
            "by: [staff, board], not_by: [starter, leader, submit]",
            "by: [staff, board], not_by: [staff, starter, leader, submit]",
        ),
        "decide is for staff, but approve is not by staff",
        "take staff out of 'not_by' of approve, or give the task to somebody else",
        "in: decision, for: staff",
    ),
    "a choice without answers": (
        ("kind: number, help: ", "kind: choice, help: "),
        "came is a choice without answers",
        'write of: {one: "One", two: "Two"}',
        "  came:",
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
    "a state without its sentence": (
        (', help: "Somebody wants a group in a place."', ""),
        "states.idea has no help",
        'write help: "..."',
        "  idea:",
    ),
    "a broken bracket": (
        ("[take_up, withdraw]", "[take_up, withdraw"),
        "this is not YAML: expected ',' or ']', but got '}'",
        "look at the quotes, brackets and indentation on this line and the one above",
        "[take_up, withdraw",
    ),
    "something borrowed": (
        ("subject: group", "subject: &thing group"),
        "the signs & * and ! have no meaning here",
        "write it out",
        "subject:",
    ),
}


@pytest.mark.parametrize(("change", "what", "hint", "at"), ONE_CHANGE.values(), ids=ONE_CHANGE.keys())
def test_one_change_is_told_with_its_line_and_a_hint(
    broken: Break, change: tuple[str, str], what: str, hint: str, at: str
) -> None:
    found = broken(change)

    assert found.says(what, hint, at=at), [
        (problem.line, problem.what, problem.hint) for problem in found.problems
    ]


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


def test_a_sentence_without_words_in_a_language_is_told(broken: Break) -> None:
    found = broken(settings=translated_except("Idea"))

    hint = "run make i18n, then write them in the catalogue 'da'"
    assert found.says('"Idea" has no Danish words', hint, at="  idea:")
    assert len(found.problems) == 1


def test_a_process_that_no_catalogue_has_heard_of_speaks_the_language_it_is_written_in(broken: Break) -> None:
    nothing = replace(translated_except(""), translated=lambda _context, _msgid, _language: False)

    assert broken(settings=nothing).problems == ()


def test_an_effect_without_words_in_a_language_is_told_at_its_function(broken: Break) -> None:
    (problem,) = broken(settings=translated_except("The group rests.")).problems

    assert problem.file.name == "rules.py"
    assert problem.what == '"The group rests." has no Danish words'
    assert problem.line > 1


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


def test_a_plain_function_is_no_guard_until_it_is_marked(broken: Break) -> None:
    found = broken(rules=(("@guard()\ndef association_named", "def association_named"),))

    assert found.says(
        "transitions.assistant_found: 'association_named' is not a guard",
        "it stands in rules.py: mark it with @guard",
        at="association_named]",
    )
