"""One year's figures of some units side by side, as the reader chose them among what they may see."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlalchemy.orm import Session

from intranet.organisation.models import Unit
from intranet.policy import Actor, scopes
from intranet.reports.policy import visible_to
from intranet.reports.queries import figures
from intranet.reports.words import LINES, Line
from intranet.reports.years import days_of, years


@dataclass(frozen=True)
class Page:
    """`rows` has each line with one count for each of `units`; `districts` may be chosen besides."""

    year: int
    first: date
    last: date
    years: Sequence[int]
    units: Sequence[Unit]
    districts: Sequence[Unit]
    district: Unit | None
    rows: Sequence[tuple[Line, Sequence[int]]]


def page_of(
    session: Session, reader: Actor, today: date, *, year: int | None, district_id: uuid.UUID | None
) -> Page:
    """The reader's own units, and the chosen district beside them; a year without figures is the last whole one."""
    own_paths = scopes(reader, "see", "figures")
    seen = visible_to(reader).where(or_(Unit.path.in_(own_paths), Unit.kind == "district"))
    units = session.scalars(seen.order_by(Unit.name, Unit.id)).all()
    own = [unit for unit in units if unit.path in own_paths]
    districts = [unit for unit in units if unit.path not in own_paths]
    chosen = next((unit for unit in districts if unit.id == district_id), None)
    shown = [*own, *([chosen] if chosen is not None else [])]
    offered = years(session, own_paths, today)
    counted = year if year in offered else today.year - 1
    first, last = days_of(counted, today)
    found = [figures(session, unit.path, first, last) for unit in shown]
    rows = [(line, [line.count(one) for one in found]) for line in LINES]
    return Page(counted, first, last, offered, shown, districts, chosen, rows)
