"""What ways to be reached and times of the day are called, on the pages of a group and on one's own."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.engine.text import Text
from intranet.participants.details import ANY_TIME, CALL, DAYTIME, EMAIL, EVENINGS, MESSAGE, WEEKENDS

WAYS: Mapping[str, Text] = {
    CALL: Text("Call"),
    MESSAGE: Text("Text message"),
    EMAIL: Text("E-mail"),
}
HOURS: Mapping[str, Text] = {
    ANY_TIME: Text("Any time"),
    DAYTIME: Text("In the daytime"),
    EVENINGS: Text("In the evening"),
    WEEKENDS: Text("At the weekend"),
}
