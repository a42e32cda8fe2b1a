"""How certificates are put into words, marked for translation; nothing here translates or decides."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.certificates.status import Code, Status
from intranet.engine.text import Text

LABELS: Mapping[Code, Text] = {
    Code.NONE: Text("No certificate"),
    Code.NOT_YET: Text("Begins later"),
    Code.UNKNOWN: Text("End not known"),
    Code.CERTIFIED: Text("Certified"),
    Code.GRACE: Text("Ended, time to renew"),
    Code.LAPSED: Text("Lapsed"),
    Code.PAUSED: Text("Paused"),
    Code.SUSPENDED: Text("Suspended"),
    Code.REVOKED: Text("Revoked"),
}

# What it means for groups, one sentence each.
HELPS: Mapping[Code, Text] = {
    Code.NONE: Text("Nothing has been entered yet."),
    Code.NOT_YET: Text("It does not count yet."),
    Code.UNKNOWN: Text("Its end is not known, so it cannot carry a group. Staff can enter the dates."),
    Code.CERTIFIED: Text("May lead groups and start new ones."),
    Code.GRACE: Text("A running group may go on for now. A new one waits until it is renewed."),
    Code.LAPSED: Text("It no longer counts. The trainer tells how to come back."),
    Code.PAUSED: Text("Resting, as the person asked. It does not count meanwhile."),
    Code.SUSPENDED: Text("It does not count until the board has decided."),
    Code.REVOKED: Text("It no longer counts."),
}

# The same to the person whom it is about.
OWN_HELPS: Mapping[Code, Text] = {
    **HELPS,
    Code.PAUSED: Text("Resting, as you asked. It does not count meanwhile."),
}

# The kind of badge for each status; see templates/components/badge.html.
BADGES: Mapping[Code, str] = {
    Code.NONE: "plain",
    Code.NOT_YET: "wait",
    Code.UNKNOWN: "warn",
    Code.CERTIFIED: "good",
    Code.GRACE: "warn",
    Code.LAPSED: "plain",
    Code.PAUSED: "wait",
    Code.SUSPENDED: "late",
    Code.REVOKED: "late",
}

KINDS: Mapping[str, Text] = {"club_assistant": Text("Certified club assistant")}

GROUNDS: Mapping[str, Text] = {
    "code_of_conduct": Text("The code of conduct"),
    "safety": Text("Somebody's safety"),
    "confidentiality": Text("Confidentiality"),
    "missing_supervision": Text("Supervision or renewal is missing"),
    "false_information": Text("Something told was not so"),
}

HAPPENED: Mapping[str, Text] = {
    "suspended": Text("Suspended"),
    "lifted": Text("Suspension lifted"),
    "revoked": Text("Revoked"),
    "reinstated": Text("Given back"),
    "paused": Text("Pause began"),
    "resumed": Text("Came back from the pause"),
    "asked": Text("Renewal asked for"),
    "returned": Text("Something was missing for the renewal"),
    "decided": Text("Renewal decided"),
    "refused": Text("Not renewed"),
}

SOURCES: Mapping[str, Text] = {
    "paper": Text("Entered from paper"),
    "dates": Text("Dates completed"),
    "issued": Text("Issued"),
    "renewal": Text("Renewed"),
    "recognised": Text("Recognised from another country"),
    "extended": Text("Extended"),
}


def sentence(name: str, now: Status) -> Text:
    """Why this person's certificate does not start a group, in one sentence that gives no ground away."""
    values: dict[str, object] = {"name": name, "until": now.until}
    match now.code:
        case Code.UNKNOWN:
            return Text("The certificate of %(name)s has no known end.", values)
        case Code.GRACE:
            return Text("The certificate of %(name)s ended on %(until)s and is not renewed yet.", values)
        case Code.LAPSED:
            return Text("The certificate of %(name)s lapsed; it ended on %(until)s.", values)
        case Code.NOT_YET:
            return Text("The certificate of %(name)s has not begun yet.", values)
        case Code.NONE:
            return Text("%(name)s has no certificate.", values)
        case _:
            # Paused, suspended or revoked: that is between the person and those who decide.
            return Text("The certificate of %(name)s does not count at the moment.", values)
