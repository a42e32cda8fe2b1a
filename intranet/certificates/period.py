"""The period that a renewal looks at: hours count inside it, and once; it reads, and decides nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from intranet.certificates.dates import plus_months
from intranet.certificates.queries import facts_about, periods_of
from intranet.certificates.status import validities
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit
from intranet.people.models import Person


@dataclass(frozen=True)
class CurrentPeriod:
    """From its first day to its last; both belong to it."""

    start: date
    end: date


def current_period(session: Session, person_id: uuid.UUID) -> CurrentPeriod | None:
    """The newest period whose end is known, with what it was extended by; None where none is known.

    A paper that does not say when it began is taken to have lasted as long as a certificate does.
    """
    known = validities(facts_about(session, person_id))
    if not known:
        return None
    end = known[-1].end
    granted = [
        row
        for row in periods_of(session, person_id)
        if row.valid_to is not None and row.valid_to <= end and row.source != "extended"
    ]
    if not granted:
        return CurrentPeriod(known[-1].start, end)
    newest = max(granted, key=lambda row: row.valid_to or end)
    if newest.valid_from is not None:
        return CurrentPeriod(newest.valid_from, end)
    path = session.get_one(Unit, session.get_one(Person, person_id).unit_id).path
    lasted = limit(session, path, "certificate_months")
    return CurrentPeriod(plus_months(newest.valid_to or end, -lasted) + timedelta(1), end)
