"""The limits that ship with the intranet, and what a nation has set instead; no dates, no rules."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.organisation.models import Setting

# Sources: domain/processes.md, decisions 1, 2, 4 and 7, and the table of `new_group`.
LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "reach_km": 40,  # an assistant lives or works at most this far from the town
        "start_days": 90,  # a certificate lasts at least this long after the first meeting
        "groups_per_assistant": 2,  # approved, in trial or running at the same time
        "grace_days": 90,  # after the end a certificate still covers a running group
        "certificate_months": 24,  # how long a renewal lasts
        "meeting_minutes": 90,  # where a group has not said when it ends
        "families_needed": 2,
        "visitors_needed": 4,
        "people_on_start_form": 3,
        "answer_days": 30,  # for answering a suspension before a certificate is revoked
    }
)

# Spans that a workflow names instead of a number of days.
SPANS: Mapping[str, str] = MappingProxyType({"answers_kept": "30 days"})


def limit(session: Session, unit_path: str, key: str) -> int:
    """The limit that counts in the unit with this path. Raises KeyError for a key that does not exist."""
    return limits(session, unit_path)[key]


def limits(session: Session, unit_path: str) -> Mapping[str, int]:
    """Every limit that counts in the unit with this path: the nation's own, else what ships."""
    nation_id = uuid.UUID(nation_path(unit_path)[:-1])
    own = session.execute(select(Setting.key, Setting.value).where(Setting.unit_id == nation_id))
    return {**LIMITS, **{key: int(value) for key, value in own if key in LIMITS}}


def nation_path(unit_path: str) -> str:
    """The path of the nation that a unit belongs to."""
    return unit_path.split("/", 1)[0] + "/"
