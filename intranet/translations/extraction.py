"""Collects every sentence that people may read from code, templates and workflows; it writes no file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

Message = tuple[int, str, str | tuple[str, ...], list[str]]

# How many leading arguments of a call are words, a context first where the name begins with "p" or "np".
CALLS: Mapping[str, tuple[str, int]] = {
    "_": ("gettext", 1),
    "gettext": ("gettext", 1),
    "lazy_gettext": ("gettext", 1),
    "N_": ("gettext", 1),
    "ngettext": ("ngettext", 2),
    "pgettext": ("pgettext", 2),
    "npgettext": ("npgettext", 3),
}
PYTHON = "intranet.translations.extraction:extract_python"
WORKFLOW = "intranet.engine.extract:extract_workflow"
JINJA = "jinja2.ext:babel_extract"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
JINJA_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}


def every_sentence(root: Path) -> Catalog:
    """All msgids of the checkout at `root`, each with the files it stands in (line numbers only make noise)."""
    catalog = Catalog(project="intranet", charset="utf-8", fuzzy=False)
    for folder, pattern, extractor, options in (
        ("intranet", "**.py", PYTHON, {}),
        ("workflows", "**.py", PYTHON, {}),
        ("workflows", "**/workflow.yaml", WORKFLOW, {}),
        ("templates", "**", JINJA, JINJA_OPTIONS),
    ):
        for file, message, context in _sentences(root / folder, pattern, extractor, options):
            if _has_words(message):
                catalog.add(message, locations=[(f"{folder}/{file}", 0)], context=context)
    return catalog


def _has_words(message: str | tuple[str, ...]) -> bool:
    """A sentence that is nothing but its values, such as "%(name)s", is the same in every language."""
    words = message if isinstance(message, str) else message[0]
    return any(letter.isalpha() for letter in PLACEHOLDER.sub("", words))


def _sentences(
    folder: Path, pattern: str, extractor: str, options: Mapping[str, str]
) -> Iterator[tuple[str, Any, str | None]]:
    found = extract_from_dir(str(folder), [(pattern, extractor)], {pattern: dict(options)})
    for file, _line, message, _comments, context in found:
        yield file, message, context


def extract_python(fileobj: IO[bytes], *_babel: object, **_options: object) -> Iterator[Message]:
    """Babel extractor for Python. Babel's own counts arguments by commas and cannot tell `Text`'s keywords apart."""
    tree = ast.parse(fileobj.read())
    renamed = _renamed(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _from_call(node, renamed)


def _renamed(tree: ast.Module) -> Mapping[str, str]:
    """The names a file gives to what it imports: `from intranet.i18n import lazy_gettext as _l`."""
    imports = (name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names)
    return {name.asname: name.name for name in imports if name.asname}


def _from_call(call: ast.Call, renamed: Mapping[str, str]) -> Iterator[Message]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    name = renamed.get(name, name)
    by_keyword = {word.arg: _words(word.value) for word in call.keywords}
    if says := by_keyword.get("says"):
        yield call.lineno, "gettext", says, []
    if name == "Text" and call.args and (msgid := _words(call.args[0])):
        yield _from_text(call.lineno, msgid, by_keyword.get("plural"), by_keyword.get("context"))
    elif name in CALLS:
        function, count = CALLS[name]
        words = [_words(argument) for argument in call.args[:count]]
        if len(words) == count and all(words):
            found = tuple(word for word in words if word)
            yield call.lineno, function, found if count > 1 else found[0], []


def _from_text(line: int, msgid: str, plural: str | None, context: str | None) -> Message:
    if plural and context:
        return line, "npgettext", (context, msgid, plural), []
    if plural:
        return line, "ngettext", (msgid, plural), []
    if context:
        return line, "pgettext", (context, msgid), []
    return line, "gettext", msgid, []


def _words(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
