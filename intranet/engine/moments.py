"""The words for times in a definition, parsed; what they mean on a calendar stands in `calendars`."""

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["hours", "days", "weeks", "months"]
Relation = Literal["in", "before", "after", "on", "every", "possible"]

_UNITS: dict[str, Unit] = {
    "hour": "hours",
    "hours": "hours",
    "day": "days",
    "days": "days",
    "week": "weeks",
    "weeks": "weeks",
    "month": "months",
    "months": "months",
}
_SPAN = r"(?:[1-9]\d{0,3} (?:hours?|days?|weeks?|months?)|[a-z][a-z0-9_]*)"
_NAME = r"[a-z][a-z0-9_]*"
SPAN_PATTERN = rf"^{_SPAN}$"
TIME_PATTERN = rf"^(?:{_SPAN}|{_SPAN} (?:before|after) {_NAME}|on {_NAME})$"
MOMENT_PATTERN = rf"^(?:possible|(?:after|every) {_SPAN}|{_SPAN} (?:before|after) {_NAME}|on {_NAME})$"

_BESIDE = re.compile(rf"^(?P<span>{_SPAN}) (?P<relation>before|after) (?P<date>{_NAME})$")
_ON = re.compile(rf"^on (?P<date>{_NAME})$")
_REPEATED = re.compile(rf"^(?P<relation>after|every) (?P<span>{_SPAN})$")
_NUMBERED = re.compile(r"^(?P<amount>\d+) (?P<unit>[a-z]+)$")
_RESERVED = {"on", "after", "before", "every", "possible"}


@dataclass(frozen=True)
class Span:
    """A length of time. Months are calendar months; hours are real hours, also across summer time."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit[:-1]}"


@dataclass(frozen=True)
class Setting:
    """A span that the organisation sets, by its name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Moment:
    """A time as written: `in` a span from the beginning of its task or state, beside or `on` a date, `every` span,
    or `possible`. In `when`, time in the state reads `after <span>` and has no date."""

    relation: Relation
    span: Span | Setting | None = None
    date: str | None = None

    def __str__(self) -> str:
        if self.relation == "in":
            return str(self.span)
        return " ".join(
            str(part)
            for part in (
                (self.span, self.relation, self.date)
                if self.date and self.span
                else (self.relation, self.span or self.date)
            )
            if part is not None
        )


def parse_span(text: str) -> Span | Setting:
    """`7 days`, or a setting's name; refuses anything else with ValueError."""
    numbered = _NUMBERED.match(text)
    if numbered and numbered["unit"] in _UNITS and 0 < int(numbered["amount"]) < 10_000:
        return Span(int(numbered["amount"]), _UNITS[numbered["unit"]])
    if re.match(rf"^{_NAME}$", text) and text not in _RESERVED:
        return Setting(text)
    raise ValueError(text)


def parse_time(text: str) -> Moment:
    """A time for `due` and `tell`: a span, `<span> before|after <date>`, or `on <date>`."""
    dated = _dated(text)
    return dated if dated is not None else Moment("in", parse_span(text))


def parse_moment(text: str) -> Moment:
    """A moment for `when`: `after <span>`, `every <span>`, `possible`, or a time that counts from a date."""
    if text == "possible":
        return Moment("possible")
    repeated = _REPEATED.match(text)
    if repeated:
        return Moment("after" if repeated["relation"] == "after" else "every", parse_span(repeated["span"]))
    dated = _dated(text)
    if dated is None:
        raise ValueError(text)
    return dated


def _dated(text: str) -> Moment | None:
    beside = _BESIDE.match(text)
    if beside and beside["span"] not in _RESERVED:
        return Moment(
            "before" if beside["relation"] == "before" else "after",
            parse_span(beside["span"]),
            beside["date"],
        )
    on = _ON.match(text)
    return Moment("on", None, on["date"]) if on else None
