"""When what is stored about somebody is erased if nothing more happens: in words, for the person themselves."""

from __future__ import annotations

from intranet.engine.text import Text
from intranet.mine.about import Stored


def erased(known: Stored) -> Text:
    """The day that the process counts: 90 days after the last contact of a visitor, else 12 months, moved past rest."""
    if known.forgotten_on is None:
        return Text("If you leave, what says who you are is erased at once.")
    if known.way is not None and known.way.case.state == "visitor":
        return Text(
            "If you do not come again, what says who you are is erased on %(day)s. If you leave, at once.",
            {"day": known.forgotten_on},
        )
    return Text(
        "If nobody in the group hears from you, what says who you are is erased on %(day)s. If you leave, at once.",
        {"day": known.forgotten_on},
    )
