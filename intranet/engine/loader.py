"""Loads every process of a folder, proven, or says everything that is wrong with them; nothing runs unverified."""

import hashlib
import re
from pathlib import Path

from intranet.engine.definition import NAME_PATTERN, Workflow
from intranet.engine.machine import Machine
from intranet.engine.problems import DefinitionError, Problem
from intranet.engine.process import Process, Settings
from intranet.engine.proof import prove
from intranet.engine.rulebook import Rulebook, read_rules
from intranet.engine.rules import tasks_done
from intranet.engine.shape import shaped
from intranet.engine.source import read

FILE = "workflow.yaml"

__all__ = ["DefinitionError", "Problem", "Process", "Settings", "load", "load_one"]


def load(folder: Path, settings: Settings) -> dict[str, Process]:
    """The processes of a folder by key. Raises DefinitionError with the problems of all of them together."""
    if not folder.is_dir():
        raise DefinitionError(
            [Problem(folder, 1, "there is no such folder", "set INTRANET_WORKFLOWS to one")]
        )
    processes: dict[str, Process] = {}
    problems: list[Problem] = []
    for place in sorted(path for path in folder.iterdir() if _holds_a_process(path)):
        try:
            processes[place.name] = load_one(place, settings)
        except DefinitionError as error:
            problems += error.problems
    if not processes and not problems:
        problems.append(Problem(folder, 1, "no process lies here", f"a process is a folder with a {FILE}"))
    if problems:
        raise DefinitionError(problems)
    return processes


def load_one(folder: Path, settings: Settings) -> Process:
    """The process of one folder; raises DefinitionError."""
    file = folder / FILE
    if not file.exists():
        raise DefinitionError([Problem(file, 1, "there are rules but no definition", f"write a {FILE}")])
    source = read(file)
    workflow, problems = shaped(source, folder.name)
    rulebook = read_rules(folder)
    problems += rulebook.problems
    if not _is_name(folder.name):
        hint = "a folder has small letters a to z, digits and _"
        problems += (Problem(file, 1, f"'{folder.name}' is not a name", hint),)
    if workflow is None or rulebook.problems:
        raise DefinitionError(problems)
    problems += prove(workflow, source, rulebook, settings)
    if problems:
        raise DefinitionError(problems)
    return _process(workflow, rulebook, settings, source.text, folder)


def content_hash(text: str) -> str:
    """A definition's version: the hash of its text, whatever the line ends of the checkout."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def _process(workflow: Workflow, rulebook: Rulebook, settings: Settings, text: str, folder: Path) -> Process:
    labels = {key: workflow.words(task.label) for key, task in workflow.tasks.items()}
    return Process(
        workflow=workflow,
        guards={"tasks_done": tasks_done(labels), **rulebook.guards},
        effects=rulebook.effects,
        dates=rulebook.dates,
        machine=Machine(
            workflow.states, ((key, step.from_, step.to) for key, step in workflow.transitions.items())
        ),
        settings=settings,
        hash=content_hash(text),
        text=text,
        folder=folder,
    )


def _holds_a_process(path: Path) -> bool:
    return path.is_dir() and ((path / FILE).exists() or (path / "rules.py").exists())


def _is_name(name: str) -> bool:
    return re.match(NAME_PATTERN, name) is not None
