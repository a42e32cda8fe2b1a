"""A folder of processes is loaded as a whole, from wherever it lies, or everything wrong with it is said at once."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from intranet.engine.loader import DefinitionError, content_hash, load
from intranet.engine.process import Process, Settings
from intranet.engine.text import english
from tests.engine.conftest import PROCESSES

SHARED = '''"""Shared."""
from intranet.engine.rules import guard
from intranet.engine.text import Text
from intranet.engine.rules import Refusal


@guard(relies_on=("roles",))
def has_district(context: object) -> Refusal | None:
    return Refusal("has_district", Text("{words}"))
'''
OWN = PROCESSES / "new_group" / "rules.py"
TINY = """title: "Tiny"
help: "Nothing special."
subject: group
seen_by: staff
states:
  asked: {label: "Asked", help: "Somebody asked."}
  answered: {label: "Answered", end: true, help: "Somebody answered."}
transitions:
  ask: {label: "Ask", to: asked, by: staff}
  answer: {label: "Answer", from: asked, to: answered, by: staff}
tasks:
  reply: {label: "Answer the question", in: asked, for: staff, due: 7 days, then: answer}
fields: {}
"""


def folder_with_shared(place: Path, words: str) -> Path:
    folder = place / "their_processes"
    shutil.copytree(PROCESSES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    rules = OWN.read_text().split('@guard(relies_on=("roles",))')
    without = rules[0] + "\n\n@guard(" + rules[1].split("\n\n\n@guard(", 1)[1]
    (folder / "new_group" / "rules.py").write_text(
        without + "\n\nfrom workflows.shared import has_district as has_district\n"
    )
    (folder / "shared.py").write_text(SHARED.replace("{words}", words))
    return folder


def refusal(process: Process) -> str:
    found = process.guards["has_district"](None)
    assert found is not None
    return english(found.text)


def test_a_process_carries_its_text_its_hash_and_its_folder(settings: Settings) -> None:
    process = load(PROCESSES, settings)["new_group"]

    assert process.text == (PROCESSES / "new_group" / "workflow.yaml").read_text()
    assert process.hash == content_hash(process.text)
    assert process.folder == PROCESSES / "new_group"


def test_the_hash_follows_the_content_and_not_the_line_ends() -> None:
    assert content_hash("a: 1\nb: 2\n") == content_hash("a: 1\r\nb: 2\r\n")
    assert content_hash("a: 1\n") != content_hash("a: 2\n")


def test_a_process_without_special_rules_needs_no_python(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "workflow.yaml").write_text(TINY)

    process = load(tmp_path, settings)["tiny"]

    assert set(process.guards) == {"tasks_done"}


def test_shared_rules_are_those_beside_the_process_wherever_the_folder_lies(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    before = sys.modules.get("workflows")

    one = load(folder_with_shared(tmp_path / "one", "The first folder."), settings)["new_group"]
    two = load(folder_with_shared(tmp_path / "two", "The second folder."), settings)["new_group"]

    assert (refusal(one), refusal(two)) == ("The first folder.", "The second folder.")
    assert sys.modules.get("workflows") is before


def test_an_edited_rule_is_read_anew(tmp_path: Path, settings: Settings) -> None:
    folder = folder_with_shared(tmp_path, "Before.")
    assert refusal(load(folder, settings)["new_group"]) == "Before."
    rules = folder / "new_group" / "rules.py"

    rules.write_text(rules.read_text().replace("is announced on", "is announced in"))

    assert load(folder, settings)["new_group"].says("approve") == ("The group is announced in the list.",)


def test_the_problems_of_all_processes_are_told_together(tmp_path: Path, settings: Settings) -> None:
    for key in ("one", "two"):
        (tmp_path / key).mkdir()
        (tmp_path / key / "workflow.yaml").write_text(TINY.replace("for: staff", "for: stuff"))

    with pytest.raises(DefinitionError) as caught:
        load(tmp_path, settings)

    assert [problem.file.parent.name for problem in caught.value.problems] == ["one", "two"]
    assert str(caught.value).count("did you mean 'staff'?") == 2


@pytest.mark.parametrize(
    ("prepare", "what"),
    [
        (lambda _place: None, "no process lies here"),
        (lambda place: place.rmdir(), "there is no such folder"),
        (lambda place: _write(place / "new" / "rules.py", ""), "there are rules but no definition"),
        (lambda place: _write(place / "New-Group" / "workflow.yaml", TINY), "'New-Group' is not a name"),
    ],
    ids=["empty", "missing", "half", "name"],
)
def test_a_folder_that_holds_no_whole_process_is_told(
    tmp_path: Path, settings: Settings, prepare: object, what: str
) -> None:
    place = tmp_path / "processes"
    place.mkdir()
    assert callable(prepare)
    prepare(place)

    with pytest.raises(DefinitionError, match=what):
        load(place, settings)


def test_a_process_says_what_its_steps_do_before_they_do_it(new_group: Process) -> None:
    assert new_group.says("register") == ("The group stands on the list as planned.",)
    assert new_group.says("take_up") == ()


def _write(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
