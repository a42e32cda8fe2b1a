"""When what is stored about somebody is erased if nothing more happens: in words, for the person themselves."""

from __future__ import annotations

from datetime import timedelta

from intranet.certificates.dates import plus_months
from intranet.engine.text import Text
from intranet.mine.about import Stored

VISITOR_DAYS = 90
SILENT_MONTHS = 12


def erased(known: Stored) -> Text:
    """guarantees.md: 90 days after the first visit of whoever does not come again, else 12 months after the last."""
    participant = known.participant
    if known.way is not None and known.way.case.state == "visitor":
        return Text(
            "If you do not come again, all of it is erased on %(day)s.",
            {"day": participant.first_visit_on + timedelta(days=VISITOR_DAYS)},
        )
    return Text(
        "If nobody in the group hears from you, all of it is erased on %(day)s. If you leave, at once.",
        {"day": plus_months(participant.last_contact_on, SILENT_MONTHS)},
    )
