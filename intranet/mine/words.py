"""What the person's own page calls things: purposes of a consent, what was read, the steps they take."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.engine.text import Text
from intranet.participants.models import ATTENDANCE, CONTACT, RECORD, SUPPORT
from intranet.training.documents import NEWEST
from intranet.training.models import CONFIDENTIALITY

PURPOSES: Mapping[str, Text] = {
    RECORD: Text("Your name is written down"),
    CONTACT: Text("We may reach you"),
    ATTENDANCE: Text("The days you were here are noted"),
    SUPPORT: Text("You asked for extra support"),
}
READ: Mapping[str, Text] = {
    "name": Text("your name"),
    "legal_name": Text("your name in the register of members"),
    "birth_year": Text("the year you were born"),
    "contact": Text("how to reach you"),
    "attendance": Text("the days you were here"),
}
# The same words as whoever helps out with an account; the day on which it was promised tells which version it was.
PROMISE = NEWEST[CONFIDENTIALITY]
# The steps of the path as somebody says them of themselves.
STEPS: Mapping[str, Text] = {
    "pause": Text("I am away for a while"),
    "not_now": Text("Not now"),
    "sign": Text("I promise this"),
    "help_out": Text("I take on a task"),
    "step_back": Text("I stop helping out"),
    **dict.fromkeys(
        ("return_welcomed", "return", "return_thinking", "return_member", "return_contributor"),
        Text("I am back"),
    ),
}
