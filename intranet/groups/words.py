"""How groups are put into words, marked for translation; nothing here translates or decides."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.engine.text import Text
from intranet.groups.cover import Basis

KINDS: Mapping[str, Text] = {"family_club": Text("Family club"), "peer_support": Text("Peer support")}

STATUSES: Mapping[str, Text] = {
    "planned": Text("Planned"),
    "approved": Text("Opens soon"),
    "trial": Text("First meetings"),
    "active": Text("Running"),
    "resting": Text("Resting"),
    "closed": Text("Closed"),
}

# The kind of badge for each status; see templates/components/badge.html.
BADGES: Mapping[str, str] = {
    "planned": "wait",
    "approved": "wait",
    "trial": "good",
    "active": "good",
    "resting": "plain",
    "closed": "plain",
}

WEEKDAYS: Mapping[str, Text] = {
    "mon": Text("Monday"),
    "tue": Text("Tuesday"),
    "wed": Text("Wednesday"),
    "thu": Text("Thursday"),
    "fri": Text("Friday"),
    "sat": Text("Saturday"),
    "sun": Text("Sunday"),
}

RHYTHMS: Mapping[str, Text] = {"weekly": Text("every week"), "biweekly": Text("every second week")}

COVERS: Mapping[Basis, Text] = {
    Basis.CERTIFIED: Text("A certified assistant is there."),
    Basis.GRACE: Text("The group is covered for now. It has to be made sure for the time to come."),
    Basis.NOBODY: Text("The group has no certified assistant at present. It needs a stand-in."),
}
