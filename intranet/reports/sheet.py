"""A table as spreadsheets of the Nordic countries open it (CSV); what stands in it comes from elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from intranet.certificates.sheet import FORMULA


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """In UTF-8 with its mark, separated by ";"; no cell is a formula, whatever somebody called a place."""
    table = StringIO(newline="")
    csv.writer(table, delimiter=";").writerows([_plain(cell) for cell in row] for row in rows)
    return table.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    runs = cell.startswith(FORMULA) or cell.strip().startswith(FORMULA)
    return f"'{cell}" if runs else cell
