"""What consents are called on the pages of a group."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.engine.text import Text
from intranet.participants.models import (
    ATTENDANCE,
    BY_PHONE,
    CONTACT,
    HANDED_OVER,
    IN_PERSON,
    OWN_PAGE,
    RECORD,
)

PURPOSES: Mapping[str, Text] = {
    RECORD: Text("A name"),
    CONTACT: Text("Being contacted"),
    ATTENDANCE: Text("Which days they were here"),
}
CHANNELS: Mapping[str, Text] = {
    IN_PERSON: Text("said here, in person"),
    BY_PHONE: Text("said on the phone"),
    OWN_PAGE: Text("pressed on their own page"),
    HANDED_OVER: Text("pressed on a phone handed over to them"),
}
