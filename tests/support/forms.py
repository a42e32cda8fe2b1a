"""The forms of a page, as a browser would send them: where to, and each field with what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class SentForm:
    """`fields` are filled in by a person, `hidden` by the page; `number` is its place among the page's forms."""

    action: str
    number: int
    fields: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)


class _Finder(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.found: list[SentForm] = []
        self._now: SentForm | None = None
        self._path, self._choice = path, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._now = SentForm(given.get("action") or self._path, len(self.found))
            self.found.append(self._now)
        elif self._now is not None:
            self._field(self._now, tag, given)

    def _field(self, form: SentForm, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "option":
            if "selected" in given or not form.fields.get(self._choice):
                form.fields[self._choice] = value
        elif tag == "select":
            self._choice = name
            form.fields[name] = ""
        elif not name:
            return
        elif given.get("type") == "hidden":
            form.hidden[name] = value
        elif tag in {"input", "textarea", "button"}:
            form.fields.setdefault(name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._now = None


def forms_of(page: str, path: str) -> Iterator[SentForm]:
    finder = _Finder(path)
    finder.feed(page)
    yield from finder.found
