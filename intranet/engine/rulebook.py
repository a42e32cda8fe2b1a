"""Imports a process's rules.py by its path and finds its guards, effects and dates; it asks none of them."""

import contextlib
import hashlib
import inspect
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from intranet.engine.problems import Problem
from intranet.engine.rules import DateRule, DateRuleMark, Effect, EffectRule, Guard, GuardRule, rule_of

PACKAGE = "workflows"
_importing = threading.RLock()


@dataclass(frozen=True)
class Rulebook:
    """The rules of one process by name, and the plain functions beside them, which are none."""

    file: Path
    guards: dict[str, Guard] = field(default_factory=dict)
    effects: dict[str, Effect] = field(default_factory=dict)
    dates: dict[str, DateRule] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    def line(self, name: str) -> int:
        """Where the function is defined, if that is in this file."""
        function = self.guards.get(name) or self.effects.get(name) or self.dates.get(name)
        code = getattr(function, "__code__", None)
        return code.co_firstlineno if code is not None and code.co_filename == str(self.file) else 1


def read_rules(folder: Path) -> Rulebook:
    """The rules of the process in `folder`; none without a rules.py. What cannot be imported is a problem, not a crash.

    A rules.py may import `workflows.shared`: that is the shared.py beside the process, wherever the folder lies.
    """
    file = folder / "rules.py"
    if not file.exists():
        return Rulebook(file)
    try:
        module = _imported(file)
    except Exception as error:  # noqa: BLE001 - whatever a rules.py does wrong is told with its line
        return Rulebook(file, problems=(_import_problem(file, error),))
    found = Rulebook(file)
    plain = set()
    for name, value in vars(module).items():
        match rule_of(value):
            case GuardRule():
                found.guards[name] = value
            case EffectRule():
                found.effects[name] = value
            case DateRuleMark():
                found.dates[name] = value
            case None if inspect.isfunction(value):
                plain.add(name)
    return Rulebook(file, found.guards, found.effects, found.dates, frozenset(plain))


def _imported(file: Path) -> ModuleType:
    where = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:12]
    name = f"workflow_{where}_{file.parent.name}_rules"
    spec = spec_from_file_location(name, file)
    if spec is None:
        raise ImportError(f"{file} cannot be imported")
    module = module_from_spec(spec)
    with _importing, _package_at(file.parent.parent):
        sys.modules[name] = module
        # Compiled here, since a cached copy of an edited file of the same size and second would be the old one.
        exec(compile(file.read_bytes(), str(file), "exec"), module.__dict__)  # noqa: S102 - the process's own code
    return module


@contextlib.contextmanager
def _package_at(folder: Path) -> Iterator[None]:
    """While it lasts, `workflows` is this folder; afterwards it is again what it was."""
    before = _taken_out()
    package: Any = ModuleType(PACKAGE)
    package.__path__ = [str(folder)]
    sys.modules[PACKAGE] = package
    try:
        yield
    finally:
        _taken_out()
        sys.modules.update(before)


def _taken_out() -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]
    return {name: sys.modules.pop(name) for name in names}


def _import_problem(file: Path, error: Exception) -> Problem:
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return Problem(
            file, error.lineno or 1, f"this is not Python: {error.msg}", "look at this line and the one above"
        )
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
    line = (frames[-1].lineno if frames else None) or 1
    return Problem(file, line, f"the rules cannot be read: {error}", "mend this line; nothing runs unread")
