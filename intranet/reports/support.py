"""How often somebody had extra support in a year: of a whole country, in a range of five, so nobody is counted out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from intranet.cases.queries.gone import gone
from intranet.organisation.models import Unit
from intranet.reports.coarse import Range, part

WORKFLOW = "extra_support"


def ended(session: Session, units: Iterable[Unit], year: int, today: date) -> Sequence[tuple[Unit, Range]]:
    """For each nation among the units; nothing before the year is over and its last ones are deleted."""
    if today <= date(year + 1, 1, 31):
        return ()
    nations = (unit for unit in units if unit.kind == "nation")
    return [(unit, part(gone(session, WORKFLOW, unit.country, year))) for unit in nations]
