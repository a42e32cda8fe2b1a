"""How many cases there were of a process that leaves no trace: a number for a country and a year, and nothing else."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.cases.models import GoneCase


def gone(session: Session, workflow: str, country: str, year: int) -> int:
    """Those that ended in the year and are deleted; it is whole a month after the year."""
    ended = select(func.count()).where(
        GoneCase.workflow == workflow, GoneCase.country == country, GoneCase.year == year
    )
    return session.scalar(ended) or 0
