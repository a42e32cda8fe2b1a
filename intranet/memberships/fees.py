"""What membership asks for in each country: age, the fee of a year, and when an unpaid one ends it.

Amounts are never taken from a form: it names a class, and what the class costs stands in the limits of the nation.
Where the nation has set none, nothing is owed: another country's amount is never shown or asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from intranet.certificates.dates import plus_months
from intranet.engine.text import Text
from intranet.organisation.settings import limits

LOW, MIDDLE, HIGH = "low", "middle", "high"
CLASSES = (LOW, MIDDLE, HIGH)
CLASS_LABELS: Mapping[str, Text] = {
    LOW: Text("The low fee"),
    MIDDLE: Text("The middle fee"),
    HIGH: Text("The high fee"),
}
GROWN_UP = 18
# Sweden: whoever is younger is registered in the youth organisation (iogt.se).
YOUTH = {"SE": 26}


@dataclass(frozen=True)
class Rules:
    """What counts in a nation; amounts in its own money, 0 where it has set none.

    `classes` are chosen freely for the years after the first.
    """

    age: int
    first_year: int
    classes: Mapping[str, int]
    days_to_pay: int
    removal_years: int
    removal_months: int


def rules(session: Session, unit_path: str) -> Rules:
    return rules_of(limits(session, unit_path))


def rules_of(known: Mapping[str, int]) -> Rules:
    return Rules(
        age=known["member_age"],
        first_year=known["member_fee_first"],
        classes={key: known[f"member_fee_{key}"] for key in CLASSES},
        days_to_pay=known["member_fee_days"],
        removal_years=known["member_removal_years"],
        removal_months=known["member_removal_months"],
    )


def amount(counting: Rules, fee_class: str, *, is_first_year: bool) -> int:
    """What a year costs. Raises KeyError for a class that does not exist."""
    chosen = counting.classes[fee_class]
    return counting.first_year if is_first_year else chosen


def money(country: str, amount: int) -> Text:
    """An amount in the money of the country, in words."""
    if country == "FI":
        return Text("%(amount)s €", {"amount": amount})
    return Text("%(amount)s kr", {"amount": amount})


def due_on(counting: Rules, year: int) -> date:
    """When the fee of a year is due that is not the first."""
    return date(year, 1, 1) + timedelta(counting.days_to_pay)


def removal_on(counting: Rules, oldest_due: date) -> date:
    """The first day on which an unpaid fee can end the membership: so many unpaid years, and so long after that."""
    return plus_months(oldest_due, 12 * (counting.removal_years - 1) + counting.removal_months)


def is_old_enough(counting: Rules, birth_year: int, today: date) -> bool:
    """In the year in which somebody reaches the age they may join: only the year of birth is asked for."""
    return today.year - birth_year >= counting.age


def may_be_minor(birth_year: int, today: date) -> bool:
    """Whoever turns 18 this year may not have done so yet: then the guardian is told, as for all who are younger."""
    return today.year - birth_year <= GROWN_UP


def told(country: str, birth_year: int, today: date) -> tuple[Text, ...]:
    """What somebody of this age is to know, beside the pledge and after it; it stands in nobody's way."""
    if today.year - birth_year >= YOUTH.get(country, 0):
        return ()
    return (
        Text("In Sweden UNF is the organisation of everybody under 26. You are welcome there, and here."),
    )
