"""Reading a table of papers: what is understood, and what is answered with its row and the reason."""

from __future__ import annotations

import time
import tracemalloc
from datetime import date

import pytest

from intranet.certificates.sheet import MOST_ROWS, Row, read
from intranet.engine.text import english

HEADER = "person;number;kind;valid_from;valid_to\n"
GOOD = "Kari Eksempel;NO 17;club_assistant;2025-01-01;2026-12-31\n"


def problems(data: str | bytes) -> list[tuple[int, str]]:
    sheet = read(data.encode() if isinstance(data, str) else data)
    return [(problem.line, english(problem.text)) for problem in sheet.problems]


def rows(data: str | bytes) -> list[Row]:
    sheet = read(data.encode() if isinstance(data, str) else data)
    assert not sheet.problems
    return sheet.rows


KARI = Row(2, "Kari Eksempel", "NO 17", "club_assistant", date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + GOOD).encode(),
        (HEADER + GOOD).encode("utf-8-sig"),
        (HEADER + GOOD).replace("\n", "\r\n").encode(),
        (HEADER + GOOD).replace(";", ",").encode(),
        (HEADER + GOOD + "\n;;;;\n").encode(),
        b'Person;Nummer;valid_to;valid_from\n"Kari Eksempel";"no  17";31.12.2026;01.01.2025\n',
        b"E-MAIL ,number,valid_from,valid_to\nKari Eksempel,NO 17,2025-01-01,2026-12-31",
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(data: bytes) -> None:
    assert rows(data) == [KARI]


def test_days_that_nobody_knows_may_stay_empty() -> None:
    (row,) = rows(HEADER + "Kari Eksempel;17;;;\n")
    assert (row.kind, row.valid_from, row.valid_to) == ("club_assistant", None, None)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-32"])
def test_another_encoding_is_answered_kindly(encoding: str) -> None:
    ((line, said),) = problems((HEADER + GOOD.replace("Kari", "Åse")).encode(encoding))
    assert line == 0
    assert "UTF-8" in said


@pytest.mark.parametrize("data", [b"\x00\x01\x02", b"PK\x03\x04\x14\x00\x06\x00", bytes(range(256))])
def test_what_is_no_table_at_all_is_answered_kindly(data: bytes) -> None:
    assert [line for line, _said in problems(data)] == [0]


@pytest.mark.parametrize("separator", ["\t", "|", ":"])
def test_another_separator_is_answered_kindly(separator: str) -> None:
    ((line, said),) = problems((HEADER + GOOD).replace(";", separator))
    assert (line, "separated by ;" in said) == (0, True)


def test_rows_separated_otherwise_than_the_header_are_named() -> None:
    found = problems(HEADER + GOOD.replace(";", ","))
    assert found == [(2, "This row has 1 cells, and the first row names 5 columns.")]


@pytest.mark.parametrize(
    ("header", "line", "said"),
    [
        ("Kari Eksempel;17;2025-01-01;2026-12-31", 0, "names the columns"),
        ("person;number;valid_from", 1, "“valid_to” is missing"),
        ("person;number;valid_from;valid_to;health", 1, "No column is called “health”"),
        ("person;name;number;valid_from;valid_to", 1, "“person” is there twice"),
        ("", 0, "empty"),
        ("person;number;valid_from;valid_to", 0, "no row below"),
    ],
)
def test_a_header_that_will_not_do_is_explained(header: str, line: int, said: str) -> None:
    ((found_line, found),) = problems(header + "\n")
    assert found_line == line
    assert said in found


@pytest.mark.parametrize(
    "day", ["2026-02-30", "31.02.2026", "yesterday", "2026/01/01", "45000", "2026-13-01", "²026-01-01"]
)
def test_a_day_that_cannot_be_is_answered_with_its_row(day: str) -> None:
    found = problems(HEADER + GOOD + f"Ola Eksempel;18;;{day};\n")
    assert found == [(3, f"“{day}” is no day. Write it as 2026-06-03.")]


@pytest.mark.parametrize("cell", ["=1+1", "+4712345678", "-1", "@SUM(A1)", "\tx", " =cmd|' /C calc'!A0"])
def test_a_formula_in_any_cell_is_answered_with_its_row(cell: str) -> None:
    for row in (f'"{cell}";18;;;\n', f'Ola;"{cell}";;;\n', f'Ola;18;"{cell}";;\n', f'Ola;18;;"{cell}";\n'):
        ((line, said),) = problems(HEADER + row)
        assert line == 2
        assert "formula" in said


def test_a_number_that_stands_twice_is_answered_with_both_rows() -> None:
    found = problems(HEADER + GOOD + GOOD.replace("NO 17", "no  17"))
    assert found == [(3, "This number stands in row 2 already.")]


def test_all_problems_are_told_at_once_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    found = problems(HEADER + "\n" + ";17;king;x;\n" + "Two\n")
    assert [line for line, _said in found] == [3, 3, 3, 4]


def test_quotation_marks_that_do_not_close_are_answered_with_the_row() -> None:
    ((line, said),) = problems(HEADER + GOOD + '"Ola;18;;;\n' * 3)
    assert line >= 3
    assert "quotation marks" in said


def test_a_hundred_thousand_rows_are_answered_soon_and_in_little_memory() -> None:
    data = (HEADER + "".join(f"Kari Eksempel;{n};;2025-01-01;\n" for n in range(100_000))).encode()
    tracemalloc.start()
    began = time.perf_counter()
    ((line, said),) = problems(data)
    took, (_now, most) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert line == 0
    assert "100000 rows" in said
    assert str(MOST_ROWS) in said
    assert took < 10
    assert most < 10 * len(data)


def test_as_many_rows_as_may_be_are_read() -> None:
    data = HEADER + "".join(f"Kari Eksempel;{n};;;\n" for n in range(MOST_ROWS))
    assert len(rows(data)) == MOST_ROWS
    assert [line for line, _said in problems(data + GOOD)] == [0]
