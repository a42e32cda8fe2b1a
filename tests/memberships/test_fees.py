"""Age, fee and removal by country, with numbers and days written by hand."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.engine.text import english
from intranet.memberships import fees
from intranet.organisation.settings import shipped


def _rules(country: str) -> fees.Rules:
    return fees.rules_of(shipped(country))


@pytest.mark.parametrize(
    ("fee_class", "first", "later"), [("low", 50, 50), ("middle", 50, 200), ("high", 50, 370)]
)
def test_the_first_year_costs_50_and_later_ones_what_was_chosen(
    fee_class: str, first: int, later: int
) -> None:
    norway = _rules("NO")
    assert fees.amount(norway, fee_class, is_first_year=True) == first
    assert fees.amount(norway, fee_class, is_first_year=False) == later


def test_a_class_that_does_not_exist_has_no_amount() -> None:
    with pytest.raises(KeyError):
        fees.amount(_rules("NO"), "1", is_first_year=True)


@pytest.mark.parametrize(
    ("country", "removable_from"),
    [
        ("NO", date(2026, 7, 31)),
        ("SE", date(2027, 1, 31)),
        ("DK", date(2027, 1, 31)),
        ("FI", date(2026, 7, 31)),
    ],
)
def test_an_unpaid_fee_ends_a_membership_by_the_rule_of_the_country(
    country: str, removable_from: date
) -> None:
    assert fees.removal_on(_rules(country), date(2026, 1, 31)) == removable_from


@pytest.mark.parametrize(("born", "may"), [(2015, False), (2014, True), (1931, True)])
def test_twelve_is_old_enough_in_the_year_it_is_reached(born: int, may: bool) -> None:
    assert fees.is_old_enough(_rules("NO"), born, date(2026, 3, 1)) is may


@pytest.mark.parametrize(("born", "may_be"), [(2007, False), (2008, True), (2012, True)])
def test_whoever_may_not_be_18_yet_has_a_guardian_told(born: int, may_be: bool) -> None:
    assert fees.may_be_minor(born, date(2026, 3, 1)) is may_be


@pytest.mark.parametrize(
    ("country", "born", "told"),
    [("SE", 2001, True), ("SE", 2000, False), ("NO", 2001, False), ("DK", 2010, False)],
)
def test_in_sweden_whoever_is_under_26_is_told_of_the_youth_organisation(
    country: str, born: int, told: bool
) -> None:
    assert bool(fees.told(country, born, date(2026, 3, 1))) is told


@pytest.mark.parametrize("country", ["SE", "DK", "FI", "IS"])
def test_no_country_asks_for_the_fees_of_another(country: str) -> None:
    rules = _rules(country)
    assert (rules.first_year, *rules.classes.values()) == (0, 0, 0, 0)


@pytest.mark.parametrize(("country", "told"), [("NO", "50 kr"), ("SE", "50 kr"), ("FI", "50 €")])
def test_an_amount_is_told_in_the_money_of_the_country(country: str, told: str) -> None:
    assert english(fees.money(country, 50)) == told


def test_a_nation_sets_its_own_fees() -> None:
    own = fees.rules_of({**shipped("DK"), "member_fee_first": 75, "member_removal_months": 3})
    assert fees.amount(own, "low", is_first_year=True) == 75
    assert fees.removal_on(own, date(2026, 1, 31)) == date(2026, 4, 30)
