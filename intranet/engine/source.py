"""Reads YAML into plain data that remembers its lines and quotes; it knows nothing of what the words mean."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any

import yaml
from yaml.events import NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from intranet.engine.problems import Problem

Path = tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """One scalar of the file: its text, where it stands and the quotes it wears ('"', "'", "|", ">" or none)."""

    text: str
    line: int
    quotes: str | None


@dataclass
class Source:
    """A file as data, with the line of every key and the words as they were written. List items count as '0', '1' …"""

    file: File
    text: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    keys: dict[Path, Word] = field(default_factory=dict)
    words: dict[Path, Word] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, *path: str) -> int:
        """The line of what stands at the path, or of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def line_of_word(self, text: str, *path: str) -> int:
        """The line of one name in the list (or the single name) at the path."""
        for where, word in self.words.items():
            if where[: len(path)] == path and word.text == text:
                return word.line
        return self.line(*path)

    def problem(self, what: str, hint: str, *path: str) -> Problem:
        return Problem(self.file, self.line(*path), what, hint)

    def below(self, *path: str) -> Iterator[tuple[Path, Word]]:
        """Every word at or below the path."""
        return ((where, word) for where, word in self.words.items() if where[: len(path)] == path)


class _Loader(yaml.SafeLoader):
    """Turns only `true` and `false` into values: NO stays a country, 12:30 a time, 7 a word."""

    yaml_implicit_resolvers: dict[str, Any] = {}


_VALUES = {"true": True, "false": False}


def read(file: File) -> Source:
    """The file as data; whatever is not plain YAML of one value for each key stands in `problems`."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        unread = Problem(file, 1, f"the file cannot be read: {error}", "save it as UTF-8 text")
        return Source(file, "", problems=[unread])
    return parse(file, text)


def parse(file: File, text: str) -> Source:
    """As `read`, for a text that was read already."""
    source = Source(file, text)
    try:
        source.problems += _borrowed(source)
        node = None if source.problems else yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        source.problems.append(_not_yaml(file, error))
    if source.problems:
        return source
    if not isinstance(node, MappingNode):
        source.problems.append(Problem(file, 1, "this is not a definition", 'begin with title: "..."'))
        return source
    source.data = _mapping(source, node, ())
    return source


def _not_yaml(file: File, error: yaml.YAMLError) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        hint = "look at the quotes, brackets and indentation on this line and the one above"
        what = f"this is not YAML: {error.problem or error.context}"
        return Problem(file, mark.line + 1 if mark is not None else 1, what, hint)
    return Problem(file, 1, "this is not YAML: a sign that text may not hold", "save it as UTF-8 text")


def _borrowed(source: Source) -> list[Problem]:
    """Anchors, aliases and tags: inheritance and code by other names."""
    what = "the signs & * and ! have no meaning here"
    return [
        Problem(source.file, event.start_mark.line + 1, what, "write it out")
        for event in yaml.parse(source.text, Loader=_Loader)
        if isinstance(event, NodeEvent) and event.start_mark is not None
        if event.anchor is not None or getattr(event, "tag", None) is not None
    ]


def _value(source: Source, node: Node, path: Path) -> Any:
    line = _line(node)
    if isinstance(node, ScalarNode):
        source.words[path] = Word(node.value, line, node.style)
        return _VALUES.get(node.value, node.value) if node.style is None else node.value
    if isinstance(node, SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            source.lines[(*path, str(index))] = _line(item)
            items.append(_value(source, item, (*path, str(index))))
        return items
    if isinstance(node, MappingNode):
        return _mapping(source, node, path)
    raise TypeError(f"unknown YAML node {node!r}")


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1 if node.start_mark is not None else 1


def _mapping(source: Source, node: MappingNode, path: Path) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = _line(key_node)
        if not isinstance(key_node, ScalarNode):
            source.problems.append(
                Problem(source.file, line, "a key must be a single name", "write name: value")
            )
            continue
        key = key_node.value
        where = (*path, key)
        if key in data:
            what = f"{'.'.join(where)} stands twice"
            source.problems.append(
                Problem(source.file, line, what, f"the first is on line {source.lines[where]}")
            )
            continue
        source.lines[where] = line
        source.keys[where] = Word(key, line, key_node.style)
        data[key] = _value(source, value_node, where)
    return data
