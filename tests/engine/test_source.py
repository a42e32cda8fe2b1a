"""The YAML of a definition is read as words, with lines; what is not plain YAML is told, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from intranet.engine.source import parse, read

FILE = Path("workflow.yaml")


def test_only_true_and_false_are_values() -> None:
    source = parse(
        FILE,
        "country: NO\nat: 12:30\nyes: yes\nend: true\nopen: false\nnumber: 7\nnothing: ~\nday: 2026-06-03\n",
    )

    assert source.data == {
        "country": "NO",
        "at": "12:30",
        "yes": "yes",
        "end": True,
        "open": False,
        "number": "7",
        "nothing": "~",
        "day": "2026-06-03",
    }


def test_a_quoted_true_is_a_word() -> None:
    assert parse(FILE, 'end: "true"').data == {"end": "true"}


def test_every_key_and_every_item_of_a_list_knows_its_line() -> None:
    source = parse(FILE, "states:\n  idea:\n    by: [one,\n      two]\n")

    assert source.line("states", "idea", "by") == 3
    assert source.line_of_word("two", "states", "idea", "by") == 4
    assert source.line("states", "idea", "nothing", "deeper") == 2
    assert source.line("nowhere") == 1


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "a stands twice"),
        ("a: {b: 1,\n  b: 2}\n", 2, "a.b stands twice"),
        ("a: &x 1\n", 1, "the signs & * and ! have no meaning here"),
        ("a: 1\nb: *x\n", 2, "the signs & * and ! have no meaning here"),
        ("a: !!python/object:os.system 1\n", 1, "the signs & * and ! have no meaning here"),
        ("a: {b\n", 2, "this is not YAML: expected ',' or '}', but got '<stream end>'"),
        ("a: 1\n---\nb: 2\n", 2, "this is not YAML: but found another document"),
        ("\ta: 1\n", 1, "this is not YAML: found character '\\t' that cannot start any token"),
        ("- a\n", 1, "this is not a definition"),
        ("", 1, "this is not a definition"),
        ("? [a, b]\n: 1\n", 1, "a key must be a single name"),
        ("a: \x00\n", 1, "this is not YAML: a sign that text may not hold"),
    ],
)
def test_what_is_not_plain_yaml_is_told_with_its_line(text: str, line: int, what: str) -> None:
    (problem,) = parse(FILE, text).problems

    assert (problem.line, problem.what) == (line, what)
    assert problem.hint


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "workflow.yaml"
    file.write_bytes(b"title: \xff\xfe")

    (problem,) = read(file).problems

    assert problem.what.startswith("the file cannot be read")
