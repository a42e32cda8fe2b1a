"""How gatherings are put into words, marked for translation; nothing here translates or decides."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.engine.text import Text

KINDS: Mapping[str, Text] = {
    "supervision": Text("Monthly supervision"),
    "course": Text("Course"),
    "national": Text("National gathering"),
    "nordic": Text("Nordic gathering"),
    "members": Text("Members' gathering"),
    "interclub": Text("Meeting of several clubs"),
}

STATUSES: Mapping[str, Text] = {
    "planned": Text("Not announced yet"),
    "invited": Text("Announced"),
    "held": Text("Held"),
    "followed_up": Text("Followed up"),
    "cancelled": Text("Cancelled"),
}

# The kind of badge for each status; see templates/components/badge.html.
BADGES: Mapping[str, str] = {
    "planned": "wait",
    "invited": "good",
    "held": "wait",
    "followed_up": "plain",
    "cancelled": "late",
}
