"""Fields that do not say what they ask or how long it is kept, and sentences without words, are told."""

from __future__ import annotations

from dataclasses import replace

from tests.engine.conftest import Break, Slip, each_of, translated_except

ONE_CHANGE = {
    "a field about somebody without an end": (
        ("kind: text, keep: 90 days", "kind: text"),
        "contact can say who somebody is: how long is it kept?",
        "write keep: 90 days, or the name of a setting",
        "  contact:",
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
    "a choice without answers": (
        ("kind: number, help: ", "kind: choice, help: "),
        "came is a choice without answers",
        'write of: {one: "One", two: "Two"}',
        "  came:",
    ),
}


@each_of(ONE_CHANGE)
def test_one_change_is_told_with_its_line_and_a_hint(broken: Break, slip: Slip) -> None:
    found = broken(slip.change)

    assert found.says(slip.what, slip.hint, at=slip.at), found.told


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
