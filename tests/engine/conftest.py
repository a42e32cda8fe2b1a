"""The stand-in process and its settings, and how a test breaks one line of a definition to see what is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pytest

from intranet.engine.loader import DefinitionError, load_one
from intranet.engine.problems import Problem
from intranet.engine.process import Process, Settings

PROCESSES = Path(__file__).parent / "processes"
SETTINGS = Settings(
    roles=frozenset({"volunteer", "assistant", "mentor", "trainer", "coordinator", "staff", "board"}),
    subjects=frozenset({"group", "person"}),
    records=frozenset({"association"}),
    documents=frozenset({"agreement"}),
    facts=frozenset({"certificates", "assignments", "meetings", "roles"}),
    spans={"answers_kept": "30 days", "reply_time": "48 hours"},
)


@dataclass(frozen=True)
class Broken:
    """A definition with something changed in it, and what the engine says about it."""

    text: str
    problems: tuple[Problem, ...]

    def line_with(self, words: str) -> int:
        """The number of the first line that holds the words."""
        return next(n for n, line in enumerate(self.text.splitlines(), 1) if words in line)

    @property
    def told(self) -> list[tuple[int, str, str]]:
        return [(found.line, found.what, found.hint) for found in self.problems]

    def says(self, what: str, hint: str, *, at: str) -> bool:
        """Whether a problem on the line with `at` says exactly this; the failing assert shows what was said."""
        return (self.line_with(at), what, hint) in self.told


Break = Callable[..., Broken]


class Slip(NamedTuple):
    """One change that breaks the definition, what is said then, the hint, and words on the line it is said at."""

    change: tuple[str, str]
    what: str
    hint: str
    at: str


def each_of(table: Mapping[str, tuple[tuple[str, str], str, str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("slip", [Slip(*entry) for entry in table.values()], ids=table.keys())


@pytest.fixture(scope="session")
def settings() -> Settings:
    return SETTINGS


@pytest.fixture(scope="session")
def new_group() -> Process:
    return load_one(PROCESSES / "new_group", SETTINGS)


@pytest.fixture
def broken(tmp_path: Path) -> Break:
    """Loads new_group with each (old, new) replaced once, in the definition or in `rules`; old must be there."""

    def load(
        *changes: tuple[str, str], rules: tuple[tuple[str, str], ...] = (), settings: Settings = SETTINGS
    ) -> Broken:
        folder = tmp_path / "new_group"
        folder.mkdir(exist_ok=True)
        text = _changed((PROCESSES / "new_group" / "workflow.yaml").read_text(), changes)
        (folder / "workflow.yaml").write_text(text)
        (folder / "rules.py").write_text(_changed((PROCESSES / "new_group" / "rules.py").read_text(), rules))
        try:
            load_one(folder, settings)
        except DefinitionError as error:
            return Broken(text, error.problems)
        return Broken(text, ())

    return load


@pytest.fixture
def small(tmp_path: Path) -> Break:
    """Loads a definition of the test's own, given as text."""

    def load(text: str, settings: Settings = SETTINGS) -> Broken:
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        (folder / "workflow.yaml").write_text(text)
        try:
            load_one(folder, settings)
        except DefinitionError as error:
            return Broken(text, error.problems)
        return Broken(text, ())

    return load


def _changed(text: str, changes: tuple[tuple[str, str], ...]) -> str:
    for old, new in changes:
        assert old in text, f"the model no longer says {old!r}"
        text = text.replace(old, new, 1)
    return text


def translated_except(word: str) -> Settings:
    """Settings of an organisation with Danish, whose catalogue lacks one sentence."""
    return replace(
        SETTINGS, languages=("en", "da"), translated=lambda _context, msgid, _language: msgid != word
    )
