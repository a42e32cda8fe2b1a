"""What every check looks at: the workflow, the file it came from, its rules and the settings."""

from collections.abc import Iterator
from dataclasses import dataclass

from intranet.engine.definition import Workflow
from intranet.engine.problems import Problem
from intranet.engine.process import Settings
from intranet.engine.rulebook import Rulebook
from intranet.engine.source import Source

Problems = Iterator[Problem]
TASKS_DONE = "tasks_done"


@dataclass(frozen=True)
class Subject:
    workflow: Workflow
    source: Source
    rulebook: Rulebook
    settings: Settings

    def problem(self, what: str, hint: str, *path: str) -> Problem:
        """A problem at a path of the file."""
        return self.source.problem(what, hint, *path)

    def at_word(self, what: str, hint: str, word: str, *path: str) -> Problem:
        """A problem with one of the names that stand at a path."""
        return Problem(self.source.file, self.source.line_of_word(word, *path), what, hint)

    def is_role(self, name: str) -> bool:
        return name in self.settings.roles

    @property
    def guards(self) -> set[str]:
        return {TASKS_DONE, *self.rulebook.guards}
