"""Looking at what somebody typed about a certificate; each refusal names the field it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from intranet.certificates.dates import LONGEST_YEARS, plus_months
from intranet.certificates.words import GROUNDS, KINDS
from intranet.engine.rules import Refusal
from intranet.engine.text import Text

LONGEST_NUMBER = 40
LONGEST_REASON = 500
EARLIEST = date(1970, 1, 1)
LONGEST_PAUSE_YEARS = 3
MOST_MONTHS = 12  # of an extension for many


def one_way(number: str) -> str:
    """A number in capitals with single spaces, so that the same one is found however it is typed."""
    return " ".join(number.upper().split())


def wrong_number(number: str, kind: str) -> Iterable[Refusal]:
    if not number:
        yield Refusal("number", Text("Write the number on the paper."))
    if len(number) > LONGEST_NUMBER:
        text = Text("This number is too long: %(most)s characters at most.", {"most": LONGEST_NUMBER})
        yield Refusal("number", text)
    if kind not in KINDS:
        yield Refusal("kind", Text("Choose one of the list."))


def wrong_dates(valid_from: date | None, valid_to: date | None, today: date) -> Iterable[Refusal]:
    if valid_from is not None and not EARLIEST <= valid_from <= plus_months(today, 12):
        yield Refusal("valid_from", Text("This first day cannot be right. Look at the paper again."))
    if valid_to is not None and not EARLIEST <= valid_to <= plus_months(today, 12 * LONGEST_YEARS):
        yield Refusal("valid_to", Text("This last day cannot be right. Look at the paper again."))
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        yield Refusal("valid_to", Text("The last day lies before the first."))


def backdated(valid_from: date, today: date) -> Iterable[Refusal]:
    if valid_from < today:
        yield Refusal(
            "valid_from", Text("A certificate is never dated back: it begins today at the earliest.")
        )


def wrong_country(country: str, own: str) -> Iterable[Refusal]:
    if not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
        yield Refusal("country", Text("Choose one of the list."))
    elif country == own:
        yield Refusal("country", Text("A certificate of our own country is entered from paper."))


def wrong_pause(from_on: date, until_on: date | None, today: date) -> Iterable[Refusal]:
    if from_on < today:
        yield Refusal("from_on", Text("A pause begins today or later."))
    if from_on > plus_months(today, 12):
        yield Refusal("from_on", Text("This lies too far ahead. Choose a day within a year."))
    if until_on is not None and until_on < from_on:
        yield Refusal("until_on", Text("The last day lies before the first."))
    if until_on is not None and until_on > plus_months(today, 12 * LONGEST_PAUSE_YEARS):
        yield Refusal("until_on", Text("This lies too far ahead. You can make the pause longer later."))


def wrong_extension(ending_from: date, ending_to: date, months: int) -> Iterable[Refusal]:
    if ending_to < ending_from:
        yield Refusal("ending_to", Text("The last day lies before the first."))
    if not 1 <= months <= MOST_MONTHS:
        text = Text("Choose between one month and %(most)s.", {"most": MOST_MONTHS})
        yield Refusal("months", text)


def wrong_ground(ground: str) -> Iterable[Refusal]:
    if ground not in GROUNDS:
        yield Refusal("ground", Text("Choose one of the list."))


def wrong_reason(reason: str) -> Iterable[Refusal]:
    if not reason.strip():
        yield Refusal("reason", Text("Write the reason in a sentence or two."))
    if len(reason) > LONGEST_REASON:
        text = Text("This is too long: %(most)s characters at most.", {"most": LONGEST_REASON})
        yield Refusal("reason", text)
