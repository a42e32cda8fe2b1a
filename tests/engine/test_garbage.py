"""Whatever a definition is turned into, the answer is a list of problems with line and hint, never a crash."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from intranet.engine.loader import DefinitionError, load_one
from intranet.engine.problems import Problem
from tests.engine.conftest import PROCESSES, SETTINGS

MODEL = (PROCESSES / "new_group" / "workflow.yaml").read_text()
RULES = (PROCESSES / "new_group" / "rules.py").read_text()
WORDS = sorted({word.strip("{}[],:") for word in MODEL.split() if '"' not in word} - {""})
SCRAPS = (
    *WORDS,
    "",
    "{}",
    "[]",
    "{a: b}",
    "[[a]]",
    '"words"',
    "true",
    "false",
    "~",
    "7",
    "*",
    "&a",
    ":",
    "#",
    "\n",
)
CHANGE = st.tuples(st.sampled_from(WORDS), st.sampled_from(SCRAPS), st.integers(0, 40))


@settings(max_examples=150, deadline=None)
@given(st.lists(CHANGE, min_size=1, max_size=4))
def test_a_definition_with_words_exchanged_is_right_or_told(changes: list[tuple[str, str, int]]) -> None:
    text = MODEL
    for old, new, which in changes:
        parts = text.split(old)
        if len(parts) > 1:
            at = which % (len(parts) - 1) + 1
            text = old.join(parts[:at]) + new + old.join(parts[at:])
    assert untold(text) == []


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_definition_with_lines_lost_or_doubled_is_right_or_told(data: st.DataObject) -> None:
    lines = MODEL.splitlines()
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        if data.draw(st.booleans()):
            del lines[at]
        else:
            lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines[at])
    assert untold("\n".join(lines) + "\n") == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_told(text: str) -> None:
    assert untold(text) == []


def untold(text: str) -> list[Problem]:
    """Problems without words, without a hint, or on a line that is not there."""
    last = max(1, len(text.splitlines()) + 1)
    return [
        problem
        for problem in _problems(text)
        if not (problem.what and problem.hint)
        or not (1 <= problem.line <= last or problem.file.name == "rules.py")
    ]


def _problems(text: str) -> tuple[Problem, ...]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "new_group"
        folder.mkdir()
        (folder / "workflow.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
        (folder / "rules.py").write_text(RULES)
        try:
            load_one(folder, SETTINGS)
        except DefinitionError as error:
            return error.problems
    return ()
