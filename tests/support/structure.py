"""The skeleton of a page: its elements with class, role and kind, without words, ids and how often a row repeats."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from tests.support.reading import VOID

TOLD_APART_BY = ("class", "role", "type", "open", "required", "disabled", "aria-invalid")


class _Skeleton(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        marks = (f"{name}={given[name]}" for name in TOLD_APART_BY if name in given)
        self._open.append(f"{tag}[{' '.join(marks)}]")
        self.found.add(">".join(self._open))
        if tag in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and not self._open.pop().startswith(f"{tag}["):
            pass


def parts(page: str) -> frozenset[str]:
    """Each element of the page as the chain that leads to it."""
    skeleton = _Skeleton()
    skeleton.feed(page)
    return frozenset(skeleton.found)


def elements(chains: Iterable[str]) -> frozenset[str]:
    """Each element by itself, wherever it stands."""
    return frozenset(chain.rpartition(">")[2] for chain in chains)


def digest(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(words)).encode()).hexdigest()


class Seen:
    """What was looked at already, by whichever worker of the run."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file = folder / f"{name}.seen"

    def take(self, marks: Iterable[str]) -> bool:
        """Whether one of these is new; from now on all of them are seen."""
        with self._file.open("a+") as shared:
            fcntl.flock(shared, fcntl.LOCK_EX)
            shared.seek(0)
            known = set(shared.read().split())
            new = {digest([mark]) for mark in marks} - known
            shared.write("".join(f"{one}\n" for one in new))
            return bool(new)
