"""The story of a membership, on both databases, through all layers but the web."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.memberships import operations
from intranet.memberships.details import Details
from intranet.problems import Refused
from tests.workflows.member_follow_up.driver import Joining


def test_somebody_applies_is_confirmed_welcomed_and_settles(joining: Joining) -> None:
    people = joining.people
    joining.apply()
    assert joining.state == "applied"
    assert joining.case.title == ""
    assert joining.case.unit_id == people.units["bergen"].id
    assert joining.open_tasks == {"register", "welcome_letter"}
    assert joining.fee(joining.today.year).amount == 50
    with pytest.raises(Refused, match="first_fee_settled"):
        joining.take("start", people.staff)

    joining.complete("register", people.staff)
    assert joining.open_tasks == {"welcome_letter", "confirm_it"}
    joining.confirm()
    assert joining.state == "new"
    assert joining.row.confirmed_on == joining.today
    assert joining.case.title.endswith(f" · {joining.row.number}")
    assert len(joining.row.number or "") == 6
    assert joining.open_tasks == {"welcome_call", "invite"}

    joining.welcome()
    assert joining.state == "welcomed"
    joining.until(date(joining.today.year, 12, 28))
    assert {"how_is_it", "invite"} <= joining.open_tasks
    year = joining.today.year + 1
    joining.settle(year)
    joining.until(date(year, 12, 1))
    assert joining.state == "welcomed"
    assert joining.fee(year).amount == 200
    assert "a_year" in joining.open_tasks
    joining.take("settle", people.coordinator)
    assert joining.state == "settled"
    assert joining.details.name == "Kanari Eksempel"
    assert joining.steps == ["apply", "start", "welcome", "settle"]


def test_a_reminder_that_was_sent_before_its_task_opened_is_not_asked_for(joining: Joining) -> None:
    joining.apply().confirm().welcome()
    joining.until(date(joining.today.year + 1, 2, 5))
    joining.take("remind", joining.people.staff)
    joining.forward(days=20)
    assert joining.open_tasks == set()
    joining.forward(days=20)
    assert joining.open_tasks == {"second_reminder"}


def test_an_unpaid_fee_is_reminded_of_twice_rung_about_and_paid(joining: Joining) -> None:
    people = joining.people
    joining.apply().confirm().welcome()
    year = joining.today.year + 1
    joining.until(date(year, 1, 30))
    assert joining.state == "welcomed"
    joining.until(date(year, 2, 5))
    assert joining.state == "unpaid"
    assert joining.fee(year).amount == 200
    assert joining.open_tasks == set()
    joining.forward(days=20)
    assert joining.open_tasks == {"first_reminder"}
    joining.take("remind", people.staff)
    assert joining.open_tasks == set()
    joining.forward(days=40)
    assert joining.open_tasks == {"second_reminder"}
    joining.take("remind_again", people.staff)
    assert joining.open_tasks == {"who_rings"}
    joining.take("ring", people.helper)
    assert joining.open_tasks == {"ring_them"}
    joining.take("call_tried", people.helper, call_outcome="forgotten")
    assert joining.open_tasks == set()
    joining.take("paid", people.staff, how_settled="paid")
    assert joining.state == "settled"
    assert joining.overdue == []
    assert joining.fee(year).settled_by == people.staff.id
    joining.until(date(year + 1, 1, 30))
    assert joining.state == "settled"
    joining.until(date(year + 1, 2, 8))
    assert joining.state == "unpaid"
    assert joining.overdue == [year + 1]


def test_whoever_stays_unpaid_is_removed_when_the_rule_is_reached(joining: Joining) -> None:
    people = joining.people
    joining.rung()
    with pytest.raises(Refused, match=r"^removal_rule_reached$"):
        joining.take("remove", people.staff)
    joining.until(date(joining.today.year, 8, 5))
    assert joining.open_tasks == {"conclude"}
    joining.take("remove", people.staff)
    assert joining.state == "removed"
    assert joining.row.ended_how == "removed"
    assert joining.details == Details(None, None, None)
    assert joining.case.title == ""
    assert joining.accounted() == [("NO", joining.today.year - 1, 50, "paid")]


def test_a_member_resigns_and_is_erased_at_once(joining: Joining) -> None:
    joining.apply().confirm().welcome()
    joining.take("resign", joining.people.coordinator)
    assert joining.state == "resigned"
    row = joining.row
    assert (row.legal_name, row.contact, row.birth_year, row.number) == (None, None, None, None)
    assert row.ended_on is not None
    assert {day.day for day in (row.ended_on, row.applied_on, row.pledge_accepted_on)} == {1}
    assert joining.case.title == ""
    assert joining.accounted() == [("NO", joining.today.year, 50, "paid")]
    assert joining.open_tasks == set()


def test_somebody_who_changes_their_mind_is_erased_and_the_case_follows(joining: Joining) -> None:
    joining.apply()
    joining.session.rollback()
    operations.undo(joining.session, joining.clock(), joining.membership_id)
    joining.session.commit()
    assert joining.state == "undone"
    assert joining.details.name is None
    assert joining.open_tasks == set()
    assert joining.steps == ["apply", "undone_themselves"]
