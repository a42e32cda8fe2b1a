"""What is wrong with a definition, with file, line and hint; finding it is the work of the checks."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it stands, what is wrong, and how to mend it."""

    file: Path
    line: int
    what: str
    hint: str

    def __str__(self) -> str:
        return f"{_from_here(self.file)}:{self.line}: {self.what}\n  {self.hint}"


class DefinitionError(Exception):
    """A definition is wrong; nothing of it runs. Shows every problem found, in order of file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint for a name that nothing has: the nearest known one, else all of them."""
    names = sorted(set(known))
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known here: {', '.join(names)}" if names else "there is none to name here"


def joined(names: Sequence[str]) -> str:
    return ", ".join(names)


def _from_here(file: Path) -> Path:
    try:
        return file.resolve().relative_to(Path.cwd())
    except ValueError:
        return file
