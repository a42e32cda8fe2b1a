"""How many had extra support in a year: of a country, in a range of five, and only when the year is over."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from intranet.cases.models import GoneCase
from intranet.db import writing
from intranet.organisation.models import Unit
from intranet.reports.coarse import Range
from intranet.reports.support import ended
from tests import cast


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, Range(0, 4)), (1, Range(0, 4)), (4, Range(0, 4)), (5, Range(5, 9)), (9, Range(5, 9))],
)
def test_it_is_told_in_ranges_and_never_under_five(
    session: Session, people: cast.Cast, number: int, told: Range
) -> None:
    with writing(session):
        for country, year in [("NO", 2025)] * number + [("SE", 2025)] * 7 + [("NO", 2024)] * 7:
            session.add(GoneCase(workflow="extra_support", country=country, year=year))
    units = [people.units["nation"], people.units["vestland"]]

    found = ended(session, units, 2025, date(2026, 2, 1))

    # Of a district nothing is told.
    assert [(unit.id, some) for unit, some in found] == [(people.units["nation"].id, told)]


def test_nothing_is_told_while_one_more_could_be_noticed(session: Session, people: cast.Cast) -> None:
    nation: Unit = people.units["nation"]
    assert ended(session, [nation], 2025, date(2026, 1, 31)) == ()
    assert ended(session, [nation], 2026, date(2026, 11, 22)) == ()
