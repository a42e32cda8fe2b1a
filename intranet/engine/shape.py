"""Turns a source into a workflow, or into problems with its shape: quotes, closed keys, names and times."""

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from intranet.engine import definition
from intranet.engine.definition import NAME_PATTERN, Definition, Workflow
from intranet.engine.problems import Problem, did_you_mean
from intranet.engine.source import Path, Source

_WORDS = {"title", "help", "label", "celebrate"}
_PARTS: dict[str, type[BaseModel]] = {
    "states": definition.State,
    "transitions": definition.Transition,
    "tasks": definition.Task,
    "fields": definition.Field,
    "safety": definition.Safety,
}
_LOGIC = re.compile(r"[<>=!+*/%(){}|&?$]|\b(and|or|not|if|else|then|unless|when)\b", re.IGNORECASE)
_RULE_HINT = "a condition is a guard in rules.py"
_TIMES = {
    "due": "write 7 days, 45 days before a_date, or on a_date",
    "tell": "write 7 days, 2 days after a_date, or on a_date",
    "when": "write after 7 days, every 7 days, 2 days before a_date, on a_date, or possible",
    "keep": "write 90 days, or the name of a setting",
}


def shaped(source: Source, key: str) -> tuple[Workflow | None, tuple[Problem, ...]]:
    """The workflow if its shape is right; wrong quotes alone do not hinder reading on."""
    if not source.data:
        return None, tuple(source.problems)
    problems = [*source.problems, *_quotes(source)]
    if "key" in source.data:
        problems.append(_unknown(source, ("key",)))
    try:
        workflow = Workflow.model_validate({**source.data, "key": key})
    except ValidationError as error:
        problems += _told(source, error)
        return None, tuple(problems)
    return workflow, tuple(problems)


def is_words(path: Path) -> bool:
    """Whether people read what stands at this path: a title, help, label, celebration or a choice's answer."""
    if len(path) == 1:
        return path[0] in _WORDS
    if len(path) == 3:
        return path[0] in _PARTS and path[2] in _WORDS
    return len(path) == 4 and path[0] == "fields" and path[2] == "of"


def place(path: Path) -> str:
    """How a place in the file is said: 'the label of states.idea', 'the answer mon of fields.weekday', 'the title'."""
    if len(path) == 1:
        return f"the {path[0]}"
    if len(path) == 4:
        return f"the answer {path[3]} of {'.'.join(path[:2])}"
    return f"the {path[2]} of {'.'.join(path[:2])}"


def _quotes(source: Source) -> Iterator[Problem]:
    for path, word in source.words.items():
        if is_words(path) and path in source.keys:
            if word.quotes != '"':
                what = f"{place(path)} is not in quotes"
                if word.quotes is not None:
                    what = f"{place(path)} is not in double quotes on one line"
                text = " ".join(word.text.split()).replace('"', "'")
                yield Problem(source.file, word.line, what, f'write {path[-1]}: "{text or "..."}"')
        elif word.quotes is not None and _is_known(path):
            what = f"{'.'.join(_names_only(path))}: the name '{word.text}' stands in quotes"
            yield Problem(
                source.file, word.line, what, f"write {word.text}: only words for people are quoted"
            )
    for path, key in source.keys.items():
        if key.quotes is not None:
            what = f"the name '{key.text}' stands in quotes"
            yield Problem(source.file, key.line, what, f"write {'.'.join(path)} without them")


def _is_known(path: Path) -> bool:
    """Whether the format knows the key that the word stands under; what stands under another is told once."""
    if path[0] in _PARTS:
        return len(path) > 2 and path[2] in _keys_of(path[0]) - _WORDS
    return path[0] in set(Definition.model_fields) - _WORDS


def _keys_of(part: str) -> set[str]:
    return {field.alias or name for name, field in _PARTS[part].model_fields.items()}


def _told(source: Source, error: ValidationError) -> Iterator[Problem]:
    told: set[Path] = set()
    for detail in error.errors(include_url=False):
        path = _written(source, tuple(str(part) for part in detail["loc"]))
        if path not in told:
            told.add(path)
            yield _problem(source, path, detail["type"], detail["input"])


def _problem(source: Source, path: Path, kind: str, value: Any) -> Problem:
    if kind == "extra_forbidden":
        return _unknown(source, path)
    where = ".".join(_names_only(path))
    if kind == "missing":
        around = ".".join(path[:-1]) or "the file"
        words = path[-1] in _WORDS
        hint = f"write {path[-1]}: {chr(34) + '...' + chr(34) if words else '...'}"
        return source.problem(f"{around} has no {path[-1]}", hint, *path[:-1])
    if kind == "value_error" or (kind == "string_type" and _time_key(path)):
        return _no_time(source, path, where, value)
    if kind == "string_pattern_mismatch":
        hint = _RULE_HINT if _LOGIC.search(str(value)) else "a name has small letters a to z, digits and _"
        return source.problem(f"{where}: '{value}' is not a name", hint, *path)
    if kind == "literal_error":
        kinds = get_args(definition.Kind)
        return source.problem(f"{where}: there is no kind '{value}'", did_you_mean(str(value), kinds), *path)
    if kind == "bool_type":
        return source.problem(f"{where} is '{value}'", f"write {path[-1]}: true, or leave it out", *path)
    if kind in ("too_short", "string_too_short") or value in ("", [], {}):
        return source.problem(f"{where} is empty", "fill it in, or leave it out", *path)
    return source.problem(f"{where} is not written as it should be", _form(path), *path)


def _form(path: Path) -> str:
    if path[-1] in _WORDS:
        return f'write {path[-1]}: "..."'
    if len(path) <= 2 or path[-1] == "of":
        return "write name: value pairs, as the other workflows do"
    return "write one name, or several as [one, two]"


def _no_time(source: Source, path: Path, where: str, value: Any) -> Problem:
    text = str(value)
    key = _time_key(path) or "due"
    if _LOGIC.search(text):
        hint = _RULE_HINT
    elif key == "when" and re.match(r"^\d+ \w+$", text):
        hint = f"time in a state reads after {text}"
    elif key in ("due", "tell") and text.startswith("after "):
        hint = f"write {text.removeprefix('after ')}: it counts from the opening"
    else:
        hint = _TIMES[key]
    return source.problem(f"{where}: '{text}' is not a {'span' if key == 'keep' else 'time'}", hint, *path)


def _time_key(path: Path) -> str | None:
    return path[2] if len(path) > 2 and path[2] in _TIMES else None


def _unknown(source: Source, path: Path) -> Problem:
    *around, key = path
    known = set(Definition.model_fields)
    if len(path) == 3 and path[0] in _PARTS:
        known = _keys_of(path[0])
    where = f"{'.'.join(around)}: " if around else ""
    return source.problem(f"{where}unknown key '{key}'", did_you_mean(key, known), *path)


def _written(source: Source, loc: Path) -> Path:
    """A pydantic location as a path in the file: without the names of types, and '[key]' for a wrong key."""
    path: Path = ()
    for part in loc:
        if part == "[key]":
            continue
        if (*path, part) in source.lines or not path or part == loc[-1]:
            path = (*path, part)
    if path and path not in source.lines and path[-1] != loc[-1]:
        return path
    if path and path not in source.lines and not re.match(NAME_PATTERN, path[-1]):
        return path[:-1]
    return path


def _names_only(path: Path) -> Path:
    """Without the numbers of list items."""
    return tuple(part for part in path if not part.isdigit())
