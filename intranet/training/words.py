"""How training is put into words, marked for translation; nothing here translates or decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from intranet.engine.text import Text
from intranet.training.progress import IN_MINUTES, Code, Missing, Part

LABELS: Mapping[Code, Text] = {
    Code.COURSE_HOURS: Text("Hours of the basic course"),
    Code.OBSERVED_MEETINGS: Text("Meetings as an observer"),
    Code.LED_MEETINGS: Text("Meetings led with a mentor"),
    Code.SUPERVISIONS: Text("Supervisions"),
    Code.CODE_OF_CONDUCT: Text("Code of conduct"),
    Code.CONFIDENTIALITY: Text("Promise of confidentiality"),
    Code.RENEWAL_HOURS: Text("Hours in this period"),
    Code.RENEWAL_ETHICS_HOURS: Text("Of these, about ethics and safety"),
    Code.RENEWAL_SUPERVISION: Text("Months with a supervision"),
    Code.RENEWAL_MEETINGS: Text("Meetings led in this period"),
}

CREDITS: Mapping[str, Text] = {
    "course": Text("Basic course"),
    "supervision": Text("Supervision"),
    "national": Text("National gathering"),
    "nordic": Text("Nordic gathering"),
    "members": Text("Members' gathering"),
    "interclub": Text("Meeting of several clubs"),
    "other": Text("Other training"),
}

SOURCES: Mapping[str, Text] = {
    "attended": Text("Was there"),
    "entered": Text("Entered from before"),
    "recognised": Text("Recognised"),
}

PARTS: Mapping[str, Text] = {"observed": Text("Observed"), "led": Text("Led with a mentor")}

REQUIREMENTS: Mapping[str, Text] = {
    "course_hours": Text("Hours of the basic course"),
    "observed_meetings": Text("Meetings as an observer"),
    "led_meetings": Text("Meetings led with a mentor"),
    "supervisions": Text("Supervisions"),
    "renewal_hours": Text("Hours for the renewal"),
    "renewal_supervision": Text("Supervision for the renewal"),
    "renewal_meetings": Text("Meetings led for the renewal"),
}

COUNTRIES: Mapping[str, Text] = {
    "NO": Text("Norway"),
    "SE": Text("Sweden"),
    "DK": Text("Denmark"),
    "FI": Text("Finland"),
    "IS": Text("Iceland"),
    "IT": Text("Italy"),
    "HR": Text("Croatia"),
    "SI": Text("Slovenia"),
}


def hours(minutes: int) -> Text:
    """Whole hours where they are whole, else with the minutes."""
    whole, rest = divmod(minutes, 60)
    if rest == 0:
        return Text("%(n)s hour", plural="%(n)s hours", n=whole)
    if whole == 0:
        return Text("%(n)s minute", plural="%(n)s minutes", n=rest)
    return Text("%(hours)s h %(minutes)s min", {"hours": whole, "minutes": rest})


def amount(part: Part) -> Text:
    """How far a requirement has come."""
    if part.code in (Code.CODE_OF_CONDUCT, Code.CONFIDENTIALITY):
        return Text("promised") if part.have else Text("not promised yet")
    if part.code not in IN_MINUTES:
        return Text("%(have)s of %(need)s", {"have": part.have, "need": part.need})
    whole, rest = divmod(part.have, 60)
    have = hours(part.have) if rest else whole
    return Text("%(have)s of %(n)s hour", {"have": have}, plural="%(have)s of %(n)s hours", n=part.need // 60)


# Each a phrase that also stands in a list of them.
MISSING: Mapping[Code, Text] = {
    Code.COURSE_HOURS: Text("%(have)s of %(n)s course hour", plural="%(have)s of %(n)s course hours"),
    Code.OBSERVED_MEETINGS: Text(
        "%(have)s of %(n)s observed meeting", plural="%(have)s of %(n)s observed meetings"
    ),
    Code.LED_MEETINGS: Text("%(have)s of %(n)s led meeting", plural="%(have)s of %(n)s led meetings"),
    Code.SUPERVISIONS: Text("%(have)s of %(n)s supervision", plural="%(have)s of %(n)s supervisions"),
    Code.CODE_OF_CONDUCT: Text("the code of conduct in its current version"),
    Code.CONFIDENTIALITY: Text("the promise of confidentiality in its current version"),
    Code.RENEWAL_HOURS: Text(
        "%(have)s of %(n)s hour in this period", plural="%(have)s of %(n)s hours in this period"
    ),
    Code.RENEWAL_ETHICS_HOURS: Text(
        "%(have)s of %(n)s hour about ethics and safety",
        plural="%(have)s of %(n)s hours about ethics and safety",
    ),
    Code.RENEWAL_SUPERVISION: Text(
        "%(have)s of %(n)s month with a supervision", plural="%(have)s of %(n)s months with a supervision"
    ),
    Code.RENEWAL_MEETINGS: Text(
        "%(have)s of %(n)s meeting led in this period", plural="%(have)s of %(n)s meetings led in this period"
    ),
}


def sentence(missing: Missing) -> Text:
    """What is missing: how much there is of how much. Hours are rounded down, so that none is told too early."""
    words = MISSING[missing.code]
    if words.plural is None:
        return words
    unit = 60 if missing.code in IN_MINUTES else 1
    return replace(words, values={"have": missing.have // unit}, n=missing.need // unit)
