"""What stands for a name, and what ways to be reached and times of the day are called."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.engine.text import Text
from intranet.participants.details import ANY_TIME, CALL, DAYTIME, EMAIL, EVENINGS, MESSAGE, WEEKENDS
from intranet.participants.models import Participant

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


def nameless(participant: Participant) -> Text:
    """What stands where no name was given; of whoever lives under protection it stands instead of the name."""
    if participant.protected:
        return Text("Protected · %(n)s", {"n": participant.number})
    return Text("Visitor %(n)s", {"n": participant.number})
