"""What a page says to its reader, by eye or by ear: text, labels and hints; not what was typed, and no day or hour."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

SAID = ("aria-label", "aria-description", "placeholder", "title", "alt", "data-offline", "data-confirm")
SILENT = frozenset({"script", "style", "time", "textarea"})
VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "use", "wbr"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # A language is named in its own words, and what is marked is nobody's to translate.
        own = tag != "html" and ("lang" in given or given.get("translate") == "no")
        silent = tag in SILENT or own or self._silent
        if not silent:
            self.found += [(f"{tag}[{name}]", value) for name in SAID if (value := given.get(name))]
            if tag == "input" and given.get("type") in {"submit", "button"} and given.get("value"):
                self.found.append(("input[value]", str(given["value"])))
        if tag not in VOID:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self.found.append((self._open[-1][0] if self._open else "", " ".join(data.split())))

    @property
    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def said_on(page: str) -> Iterator[tuple[str, str]]:
    """(element or attribute, words) in their order."""
    reader = _Reader()
    reader.feed(page)
    yield from reader.found
