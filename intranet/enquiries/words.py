"""How enquiries and the public list are put into words, and where help is found at once; nothing here translates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intranet.engine.text import Text

WAYS: Mapping[str, Text] = {
    "call": Text("Call me"),
    "text": Text("Send a text message"),
    "email": Text("Send an e-mail"),
}
# The same for whoever reads how somebody else wants to be reached.
WAYS_ASKED: Mapping[str, Text] = {
    "call": Text("By a call"),
    "text": Text("By a text message alone"),
    "email": Text("By e-mail alone"),
}
FOR_WHOM: Mapping[str, Text] = {
    "self": Text("For myself"),
    "relative": Text("For somebody close to me"),
    "professional": Text("For somebody I meet at work"),
}
FOR_WHOM_TOLD: Mapping[str, Text] = {
    "self": Text("For themselves"),
    "relative": Text("For somebody close to them"),
    "professional": Text("For somebody they meet at work"),
}
CHANNELS: Mapping[str, Text] = {
    "form": Text("Sent with the form"),
    "phone": Text("Told on the phone"),
    "visit": Text("Told in person"),
}
WHEN: Mapping[str, Text] = {
    "any": Text("Any time of the day"),
    "morning": Text("Mornings"),
    "afternoon": Text("Afternoons"),
    "evening": Text("Evenings"),
}


@dataclass(frozen=True)
class Line:
    """A number to call at once: what it is for, as it is written, and as a phone dials it."""

    label: Text
    number: str
    dialled: str


_DANGER = Text("A life is in danger")
_ILL = Text("Somebody is very ill, and it is not a matter of minutes")

# Numbers of the authorities and of national lines that answer everybody; looked through once a year by the office.
LINES: Mapping[str, Sequence[Line]] = {
    "NO": (
        Line(Text("A life is in danger: ambulance"), "113", "113"),
        Line(Text("You are threatened or hurt: police"), "112", "112"),
        Line(_ILL, "116 117", "116117"),
        Line(Text("Somebody to talk to, day and night: Mental Helse"), "116 123", "116123"),
        Line(Text("Children and young people, day and night: Alarmtelefonen"), "116 111", "116111"),
    ),
    "SE": (
        Line(_DANGER, "112", "112"),
        Line(_ILL, "1177", "1177"),
        Line(Text("Somebody to talk to: Mind"), "90101", "90101"),
        Line(Text("Violence at home, day and night: Kvinnofridslinjen"), "020-50 50 50", "020505050"),
        Line(Text("Children and young people: Bris"), "116 111", "116111"),
    ),
    "DK": (
        Line(_DANGER, "112", "112"),
        Line(Text("You are threatened, and it is not a matter of minutes: police"), "114", "114"),
        Line(Text("Somebody to talk to: Livslinien"), "70 201 201", "70201201"),
        Line(Text("Violence at home, day and night: Lev Uden Vold"), "1888", "1888"),
        Line(Text("Children and young people, day and night: BørneTelefonen"), "116 111", "116111"),
    ),
    "FI": (
        Line(_DANGER, "112", "112"),
        Line(_ILL, "116 117", "116117"),
        Line(Text("Somebody to talk to, day and night: MIELI"), "09 2525 0111", "0925250111"),
        Line(Text("Somebody to talk to, in Swedish: MIELI"), "09 2525 0112", "0925250112"),
    ),
    "IS": (
        Line(_DANGER, "112", "112"),
        Line(_ILL, "1700", "1700"),
        Line(Text("Somebody to talk to, day and night: Rauði krossinn"), "1717", "1717"),
    ),
}
# Each country's name, for the choice where the organisation is in several.
COUNTRIES: Mapping[str, Text] = {
    "NO": Text("Norway"),
    "SE": Text("Sweden"),
    "DK": Text("Denmark"),
    "FI": Text("Finland"),
    "IS": Text("Iceland"),
}
