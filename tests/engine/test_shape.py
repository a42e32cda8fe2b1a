"""A definition that is not written as the format asks is told with its file, line and a hint; the model is right."""

from __future__ import annotations

from tests.engine.conftest import Break, Slip, each_of


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
    "a key that stands twice": (
        ("to: need, by: coordinator", "to: need, to: need, by: coordinator"),
        "transitions.take_up.to stands twice",
        "the first is on line 23",
        "take_up:",
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


@each_of(ONE_CHANGE)
def test_one_change_is_told_with_its_line_and_a_hint(broken: Break, slip: Slip) -> None:
    found = broken(slip.change)

    assert found.says(slip.what, slip.hint, at=slip.at), found.told
