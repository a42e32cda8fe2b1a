"""How a feature tells that one of its facts changed; whoever lives by the fact listens, in the same transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from blinker import Signal
from sqlalchemy.orm import Session

KINDS = frozenset(
    {
        "certificates",
        "assignments",
        "reach",
        "meetings",
        "groups",
        "roles",
        "people",
        "record_checks",
        "settings",
        "training",
        "gatherings",
        "days",
        "breaks",
        "returns",
        "enquiries",
        "participants",
        "memberships",
    }
)

fact_changed = Signal("a fact changed; sent with fact=Fact and session=Session")


@dataclass(frozen=True)
class Fact:
    """What changed: the kind of fact, whom, which group, gathering, unit, … it is about, and when it was written.

    "days" is the beginning of a day, told for whoever and whatever has a date on it; "breaks" that somebody is away
    from a day on (`from_on`), whatever it is that rests, and "returns" that they are back; "settings" that a nation
    counts otherwise (`limit`).
    """

    kind: str
    moment: datetime
    person_id: uuid.UUID | None = None
    group_id: uuid.UUID | None = None
    unit_id: uuid.UUID | None = None
    gathering_id: uuid.UUID | None = None
    enquiry_id: uuid.UUID | None = None
    participant_id: uuid.UUID | None = None
    membership_id: uuid.UUID | None = None
    from_on: date | None = None
    limit: str | None = None

    def about(self, subject: str) -> uuid.UUID | None:
        """Which person, group, gathering, enquiry, participant or membership it is about."""
        found: uuid.UUID | None = getattr(self, f"{subject}_id")
        return found


def tell(session: Session, fact: Fact) -> None:
    """Flush what was written, then tell everybody who listens; what they do belongs to the same transaction."""
    if fact.kind not in KINDS:
        raise ValueError(f"no kind of fact is called {fact.kind!r}")
    session.flush()
    fact_changed.send(None, session=session, fact=fact)
