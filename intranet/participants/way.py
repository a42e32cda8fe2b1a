"""The stages of somebody's way in a group, and when each was reached first, read off the steps; it counts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from intranet.clock import local_date

WORKFLOW = "participant_path"
STAGES = ("visitor", "welcomed", "regular", "thinking", "applied", "member", "contributor")


def reached(steps: Iterable[tuple[str, str, datetime]]) -> Mapping[str, date]:
    """The day on which each state was come to first; `steps` are (kind, state, moment), what was undone was not."""
    found: dict[str, date] = {}
    newest = None
    for kind, state, at in steps:
        if kind == "undone":
            found.pop(newest or "", None)
            newest = None
        else:
            newest = state if state not in found else None
            found.setdefault(state, local_date(at))
    return found


def in_order(days: Mapping[str, date]) -> Iterator[tuple[str, date, int | None]]:
    """Each stage that was reached, its day, and how many days after the one before it on the way."""
    before: date | None = None
    for stage in STAGES:
        if stage in days:
            yield stage, days[stage], None if before is None else (days[stage] - before).days
            before = days[stage]
