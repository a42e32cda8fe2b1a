"""Whoever applies is asked for what membership needs, is told what is missing, and is sealed from the first row on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intranet.db import writing
from intranet.memberships import operations, owing, paying, pledges
from intranet.memberships.details import Contact
from intranet.memberships.models import Membership
from intranet.organisation.limits import set_limit
from intranet.policy import STAFF, Actor, Grant
from intranet.problems import NotVisible, Refused, Stale
from tests.workflows.databases import ON_SQLITE
from tests.workflows.member_follow_up.driver import Joining

pytestmark = ON_SQLITE


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"legal_name": "  "}, "legal_name"),
        ({"legal_name": "x" * 101}, "legal_name"),
        ({"birth_year": 2015}, "birth_year"),
        ({"birth_year": 1800}, "birth_year"),
        ({"birth_year": 2027}, "birth_year"),
        ({"birth_year": 2010}, "guardian_informed_on"),
        ({"contact": Contact()}, "address"),
        ({"contact": Contact(email="nobody")}, "email"),
        ({"contact": Contact(phone="call me")}, "phone"),
        ({"contact": Contact(address="x" * 201)}, "address"),
        ({"fee_class": "50"}, "fee_class"),
        ({"fee_class": ""}, "fee_class"),
        ({"pledge_version": "0"}, "pledge"),
        ({"pledge_language": "fi"}, "pledge"),
        ({"pledge_channel": "by_phone"}, "pledge"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    joining: Joining, changed: dict[str, Any], missing: str
) -> None:
    with pytest.raises(Refused) as refused:
        joining.applies(**changed)
    assert [refusal.guard for refusal in refused.value.refusals] == [missing]
    joining.session.rollback()
    assert joining.session.scalars(select(Membership)).all() == []


def test_somebody_young_joins_when_a_guardian_knows(joining: Joining) -> None:
    joining.apply(birth_year=2010, guardian_informed_on=joining.today)
    assert joining.state == "applied"
    with pytest.raises(Refused, match="guardian_informed_on"):
        joining.applies(birth_year=2010, guardian_informed_on=joining.today + timedelta(1))


def test_where_the_nation_has_set_no_fee_nothing_is_owed_before_it_does(joining: Joining) -> None:
    by = joining.people.staff.id
    joining.apply(country="SE", association_id=None, pledge_version=pledges.current("SE"))
    joining.clock.forward(days=200)
    assert joining.fee(joining.today.year).amount == 0
    assert joining.overdue == []
    with pytest.raises(Refused, match="how"), writing(joining.session):
        paying.settle(joining.session, joining.clock(), joining.membership_id, joining.today.year, "paid", by)

    _sets_fees(joining, high=300, middle=200, low=100, first=60)
    joining.clock.forward(days=30)
    assert joining.overdue == [], "nobody is late before they know what it costs"
    joining.clock.forward(days=1)
    assert joining.overdue == [joining.today.year]
    joining.settle(joining.today.year)
    assert joining.fee(joining.today.year).amount == 60


def _sets_fees(joining: Joining, **fees: int) -> None:
    sweden = joining.people.units["sweden"]
    office = Actor(joining.people.staff.id, (Grant(STAFF, sweden.id, sweden.path),))
    with writing(joining.session):
        for key, value in fees.items():
            set_limit(
                joining.session, office, joining.clock(), nation_id=sweden.id, key=f"member_fee_{key}",
                value=value,
            )  # fmt: skip


def test_what_was_free_before_the_nation_set_a_fee_is_never_asked_for(joining: Joining) -> None:
    joining.apply(country="SE", association_id=None, pledge_version=pledges.current("SE"))
    joining.settle(2026, "waived")
    with writing(joining.session):
        operations.confirm(joining.session, joining.clock(), joining.membership_id)
    joining.clock.forward(days=2 * 365)
    _sets_fees(joining, high=300, first=60)
    joining.clock.forward(days=62)
    assert joining.overdue == [], "of the fee that was chosen nobody knows yet what it costs"
    _sets_fees(joining, middle=200)
    joining.clock.forward(days=30)
    assert joining.overdue == []
    joining.clock.forward(days=1)
    assert joining.overdue == [2028]
    assert owing.removal_on(joining.session, joining.row, joining.today) == date(2029, 8, 11)


def test_an_association_is_one_of_the_country(joining: Joining) -> None:
    for unit in ("vestland", "nation", "sweden"):
        with pytest.raises(Refused, match="association"):
            joining.applies(association_id=joining.people.units[unit].id)
        joining.session.rollback()


def test_a_direct_member_stands_in_the_nation(joining: Joining) -> None:
    joining.apply(association_id=None)
    assert joining.row.direct
    assert joining.case.unit_id == joining.people.units["nation"].id


def test_no_moment_is_kept_by_which_the_row_could_be_found_elsewhere(joining: Joining) -> None:
    joining.apply()
    case = joining.case
    assert (case.started_at, case.entered_at) == (
        case.started_at.replace(minute=0, second=0, microsecond=0),
    ) * 2
    assert case.started_at < joining.clock() - timedelta(hours=12)


def test_an_application_is_undone_until_it_is_confirmed(joining: Joining) -> None:
    joining.apply()
    with writing(joining.session):
        operations.undo(joining.session, joining.clock(), joining.membership_id)
        operations.undo(joining.session, joining.clock(), joining.membership_id)
    assert joining.row.ended_how == "undone"
    joining.apply().confirm()
    with pytest.raises(Stale):
        operations.undo(joining.session, joining.clock(), joining.membership_id)


def test_a_member_resigns_from_elsewhere_and_the_case_follows(joining: Joining) -> None:
    joining.apply().confirm()
    for _ in range(2):
        with writing(joining.session):
            operations.resign(joining.session, joining.clock(), joining.membership_id)
    assert joining.state == "resigned"
    assert joining.case.title == ""
    assert joining.details.contact is None


def test_nothing_is_written_about_whoever_left(joining: Joining) -> None:
    joining.apply().confirm()
    joining.take("resign", joining.people.coordinator)
    with pytest.raises(Stale), writing(joining.session):
        operations.correct(
            joining.session, joining.membership_id, name="Again", contact=Contact(address="There")
        )
    with pytest.raises(Stale), writing(joining.session):
        paying.settle(
            joining.session, joining.clock(), joining.membership_id, joining.today.year, "paid", None
        )
    assert joining.details.name is None


def test_a_year_without_a_fee_cannot_be_settled(joining: Joining) -> None:
    joining.apply().confirm()
    for year in (joining.today.year - 1, joining.today.year + 2):
        with pytest.raises(NotVisible), writing(joining.session):
            paying.settle(joining.session, joining.clock(), joining.membership_id, year, "paid", None)
    with pytest.raises(NotVisible), writing(joining.session):
        paying.settle(
            joining.session, joining.clock(), joining.membership_id, joining.today.year, "free", None
        )


def test_two_members_of_a_country_never_have_one_number(joining: Joining) -> None:
    numbers = {joining.apply().confirm().row.number for _ in range(4)}
    assert len(numbers) == 4
