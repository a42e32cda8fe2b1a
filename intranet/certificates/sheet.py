"""Reading a table of paper certificates as a spreadsheet saves it (CSV); whom a row is about is found elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO

from intranet.certificates.checks import one_way
from intranet.certificates.words import KINDS
from intranet.engine.text import Text

MOST_ROWS = 200  # each begins two cases, and all of it is one transaction that others wait for
PLAIN = "club_assistant"
# What the columns may be called; the first is ours.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "person": ("person", "name", "namn", "navn", "e-mail", "email", "e-post", "epost"),
    "number": ("number", "nummer"),
    "kind": ("kind",),
    "valid_from": ("valid_from",),
    "valid_to": ("valid_to",),
}
NEEDED = ("person", "number", "valid_from", "valid_to")
# A spreadsheet runs what begins so; no name, number or date does.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
DATES = ("%Y-%m-%d", "%d.%m.%Y")
LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Problem:
    """Why it cannot be imported; `line` as a spreadsheet counts, 0 for the whole table."""

    line: int
    text: Text


@dataclass(frozen=True)
class Row:
    """One paper, as it was typed; dates may be unknown."""

    line: int
    person: str
    number: str
    kind: str
    valid_from: date | None
    valid_to: date | None


@dataclass
class Sheet:
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(data: bytes) -> Sheet:
    """Every row and every problem, in order; a table that is too long is counted and not read."""
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = "\0"
    if "\0" in words:
        return _unreadable(
            Text("The file is not written in UTF-8. Save it anew as “CSV UTF-8”, and choose that file.")
        )
    return read_words(words)


def read_words(words: str) -> Sheet:
    """The same for a table that is text already."""
    first = words.lstrip("\r\n").split("\n", 1)[0]
    separator = max(";,", key=first.count)
    if not first.strip():
        return _unreadable(Text("The table is empty."))
    if separator not in first:
        return _unreadable(
            Text("The columns are to be separated by ; or by a comma. In this table they are not.")
        )
    lines = csv.reader(StringIO(words, newline=""), delimiter=separator, strict=True)
    sheet = Sheet()
    try:
        filled = ((lines.line_num, cells) for cells in lines if any(cell.strip() for cell in cells))
        _, header = next(filled)
        columns = _columns(header, sheet)
        if columns:
            _read_rows(filled, columns, sheet)
    except csv.Error:
        sheet.problems.append(
            Problem(lines.line_num, Text("This row cannot be read: look at its quotation marks."))
        )
    return sheet


def _unreadable(text: Text) -> Sheet:
    return Sheet(problems=[Problem(0, text)])


def _columns(header: Sequence[str], sheet: Sheet) -> list[str]:
    """Which column each cell belongs to; empty when the header will not do."""
    names = {also: name for name, others in COLUMNS.items() for also in others}
    found = [names.get(cell.strip().casefold(), "") for cell in header]
    known = {name for name in found if name}
    if not known:
        sheet.problems.append(
            Problem(
                0,
                Text("The first row names the columns: %(columns)s.", {"columns": ", ".join(COLUMNS)}),
            )
        )
        return []
    for cell, name in zip(header, found, strict=True):
        if not name:
            text = Text("No column is called “%(name)s”.", {"name": _short(cell)})
            sheet.problems.append(Problem(1, text))
    for name in sorted(known):
        if found.count(name) > 1:
            sheet.problems.append(Problem(1, Text("The column “%(name)s” is there twice.", {"name": name})))
    for name in NEEDED:
        if name not in known:
            sheet.problems.append(Problem(1, Text("The column “%(name)s” is missing.", {"name": name})))
    return [] if sheet.problems else found


def _read_rows(filled: Iterator[tuple[int, list[str]]], columns: list[str], sheet: Sheet) -> None:
    numbers: dict[str, int] = {}
    count = 0
    for line, cells in filled:
        count += 1
        if count > MOST_ROWS:
            continue
        problems = list(_wrong_cells(line, cells, columns))
        if not problems:
            said = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
            problems += _wrong_values(line, said)
            number = one_way(said["number"])
            if number and (earlier := numbers.setdefault(number, line)) != line:
                text = Text("This number stands in row %(row)s already.", {"row": earlier})
                problems.append(Problem(line, text))
            if not problems:
                sheet.rows.append(_row(line, said))
        sheet.problems += problems
    if count > MOST_ROWS:
        text = Text(
            "The table has %(rows)s rows. At most %(most)s are imported at once: please divide it.",
            {"rows": count, "most": MOST_ROWS},
        )
        sheet.rows, sheet.problems = [], [Problem(0, text)]
    elif not count:
        sheet.problems.append(Problem(0, Text("There is no row below the names of the columns.")))


def _wrong_cells(line: int, cells: Sequence[str], columns: Sequence[str]) -> Iterator[Problem]:
    if len(cells) != len(columns):
        values = {"cells": len(cells), "columns": len(columns)}
        yield Problem(
            line,
            Text("This row has %(cells)s cells, and the first row names %(columns)s columns.", values),
        )
        return
    for cell in cells:
        if cell.startswith(FORMULA) or cell.strip().startswith(FORMULA):
            text = Text("“%(cell)s” is a formula. Write what it comes to.", {"cell": _short(cell)})
            yield Problem(line, text)


def _wrong_values(line: int, said: Mapping[str, str]) -> Iterator[Problem]:
    if not said["person"]:
        yield Problem(line, Text("Whose certificate it is, is missing: a name or an e-mail."))
    if said.get("kind") and said["kind"] not in KINDS:
        yield Problem(line, Text("No kind is called “%(kind)s”.", {"kind": _short(said["kind"])}))
    for name in ("valid_from", "valid_to"):
        if said[name] and _day(said[name]) is None:
            text = Text("“%(day)s” is no day. Write it as 2026-06-03.", {"day": _short(said[name])})
            yield Problem(line, text)


def _row(line: int, said: Mapping[str, str]) -> Row:
    return Row(
        line, said["person"], one_way(said["number"]), said.get("kind") or PLAIN,
        _day(said["valid_from"]), _day(said["valid_to"]),
    )  # fmt: skip


def _day(said: str) -> date | None:
    for form in DATES:
        try:
            return datetime.strptime(said, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _short(cell: str) -> str:
    cell = " ".join(cell.split())
    return cell if len(cell) <= LONGEST_SHOWN else f"{cell[:LONGEST_SHOWN]}…"
