"""What must be impossible with a membership, by operations and by forged POSTs of everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from intranet.cases.models import Answer, Comment
from intranet.db import Base, writing
from intranet.engine.definition import Workflow
from intranet.groups.models import Group
from intranet.memberships import operations, paying
from intranet.problems import Refused
from tests import factories
from tests.cast import Cast
from tests.gatherings.stage import session_beside
from tests.support import canary
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor, email_of, password_hash
from tests.workflows.databases import ON_SQLITE
from tests.workflows.forging import NOT_DONE, Forgery
from tests.workflows.member_follow_up.driver import SOMEBODY, Joining

pytestmark = ON_SQLITE

EVERYBODY = (
    "volunteer", "helper", "assistant", "trainer", "coordinator", "coordinator_east", "staff", "board", "admin",
    "swede", "outsider",
)  # fmt: skip


@pytest.fixture
def driven(app: Flask, cast: Cast, clock: Clock) -> Iterator[Joining]:
    with session_beside(app) as session:
        driver = Joining(session, cast, clock)
        with writing(session):
            factories.account(session, cast.people["helper"], email_of("helper"), password_hash())
        yield driver


def _fields() -> dict[str, str]:
    return {
        "amount": "0", "how_settled": "paid", "call_outcome": "not_reached", "how_welcomed": "met",
        "note": "drinks again",
    }  # fmt: skip


class Forgeries(Forgery):
    """Whoever comes back another day has to sign in again, and does."""

    def visitor(self, name: str) -> Visitor:
        self._known.clear()
        return super().visitor(name)


@pytest.fixture
def forgery(driven: Joining, visitor: NewVisitor) -> Forgery:
    return Forgeries(visitor, driven, _fields)


def test_nobody_confirms_what_is_neither_paid_nor_waived(driven: Joining, forgery: Forgery) -> None:
    driven.apply()
    for name in EVERYBODY:
        assert forgery.step(name, "start") in NOT_DONE
    assert driven.state == "applied"
    assert driven.row.number is None
    driven.settle(driven.today.year, "waived")
    assert forgery.step("staff", "start") == 303
    assert driven.state == "new"


def test_nobody_is_removed_without_two_reminders_a_call_and_the_rule(
    driven: Joining, forgery: Forgery
) -> None:
    people = driven.people
    driven.unpaid()
    driven.forward(days=300)

    def nobody_removes() -> None:
        before = driven.state
        for name in ("staff", "coordinator", "helper", "admin"):
            assert forgery.step(name, "remove") in NOT_DONE
        assert driven.state == before

    nobody_removes()
    driven.take("remind", people.staff)
    nobody_removes()
    for again in ("remind", "remind_again"):  # not twice on one day
        with pytest.raises(Refused):
            driven.take(again, people.staff)
    driven.forward(days=14)
    with pytest.raises(Refused, match="reminded_twice"):
        driven.take("ring", people.helper)
    driven.take("remind_again", people.staff)
    driven.take("ring", people.helper)
    nobody_removes()
    driven.take("call_tried", people.helper, call_outcome="not_reached")
    assert forgery.step("staff", "remove") == 303
    assert driven.state == "removed"


def test_reminders_of_one_fee_do_not_count_for_the_next(driven: Joining) -> None:
    people = driven.people
    driven.rung()
    driven.take("paid", people.staff, how_settled="paid")
    driven.until(date(driven.today.year + 1, 2, 8))
    assert driven.state == "unpaid"
    with pytest.raises(Refused, match="reminded_twice"):
        driven.take("ring", people.helper)


def test_the_rule_of_the_country_is_waited_for(driven: Joining, forgery: Forgery) -> None:
    driven.rung()
    due = driven.fee(driven.today.year).due_on
    assert due == date(driven.today.year, 1, 31)
    driven.until(date(driven.today.year, 7, 30))
    assert forgery.step("staff", "remove") in NOT_DONE
    assert driven.state == "call"
    driven.until(date(driven.today.year, 7, 31))
    assert forgery.step("staff", "remove") == 303
    assert driven.state == "removed"


def test_a_reminder_noted_by_mistake_does_not_count(driven: Joining) -> None:
    from intranet.cases.operations import undo  # noqa: PLC0415

    driven.unpaid()
    driven.forward(days=20)
    driven.take("remind", driven.people.staff)
    case = driven.case
    with writing(driven.session):
        undo(
            driven.session, case.id, driven.as_(driven.people.staff), driven.clock(), version=case.version, reason=""
        )  # fmt: skip
    assert driven.fee(driven.today.year).reminded_on is None
    assert "first_reminder" in driven.open_tasks


def test_whoever_did_not_agree_is_not_rung(driven: Joining) -> None:
    contact = SOMEBODY.contact
    driven.apply(contact=type(contact)(address=contact.address)).confirm()
    with pytest.raises(Refused, match="welcomed_as_agreed"):
        driven.welcome()
    driven.welcome(how_welcomed="written")
    assert driven.state == "welcomed"


def test_a_tried_call_is_no_excuse_for_not_trying(driven: Joining) -> None:
    driven.reminded()
    driven.take("ring", driven.people.helper)
    with pytest.raises(Refused, match="rung_as_agreed"):
        driven.take("call_tried", driven.people.helper, call_outcome="not_rung")


def test_no_form_sets_a_fee(driven: Joining, forgery: Forgery) -> None:
    driven.apply()
    page = f"/members/{driven.membership_id}/fees/{driven.today.year}"
    for name in EVERYBODY:
        if name != "staff":
            assert forgery.post(name, page, how="paid", amount="1") in NOT_DONE
    assert driven.fee(driven.today.year).paid_on is None
    assert forgery.post("staff", page, how="free", amount="1") in NOT_DONE
    assert forgery.post("staff", page, how="paid", amount="1") == 303
    assert driven.fee(driven.today.year).amount == 50
    with pytest.raises(Refused, match="fee_class"):
        driven.applies(fee_class="1")


def test_nothing_is_asked_that_could_be_about_health(driven: Joining, forgery: Forgery) -> None:
    workflow: Workflow = driven.session.info["processes"]["member_follow_up"].workflow
    assert {field.kind for field in workflow.fields.values()} == {"choice"}
    driven.apply().confirm()
    assert forgery.post("staff", f"/cases/{driven.case.id}/comments", text="Drinks again.") in NOT_DONE
    assert forgery.step("staff", "welcome", how_welcomed="drinks again") in NOT_DONE
    assert forgery.step("staff", "welcome", wishes="drinks again") in NOT_DONE
    assert forgery.step("staff", "welcome", note="drinks again") == 303
    driven.session.rollback()
    assert driven.session.scalars(select(Comment)).all() == []
    assert {answer.field for answer in driven.session.scalars(select(Answer))} == {"how_welcomed"}


def test_nothing_in_the_database_names_a_member_who_left(app: Flask, driven: Joining) -> None:
    name, mail = canary.word("Kanari"), canary.word("kanari")
    contact = type(SOMEBODY.contact)(
        address=canary.word("Veien"), email=f"{mail}@member.example", phone="+47 90010203"
    )
    words = [name, mail, contact.address]
    driven.apply(legal_name=name, contact=contact).confirm()
    assert name in str(driven.details)
    assert canary.seen(words, *canary.places(app)) == []
    number = driven.row.number or ""
    driven.take("resign", driven.people.staff)
    assert name not in str(driven.details)
    assert canary.seen(words, *canary.places(app)) == []
    assert _rows_with(driven, number) == []


def test_no_row_of_a_membership_leads_to_a_group_or_a_participant(driven: Joining) -> None:
    driven.apply().confirm().welcome()
    mine = {str(driven.membership_id), str(driven.case.id)}
    with writing(driven.session):
        unit = factories.unit(driven.session, "group", "Bergen klubb", driven.people.units["bergen"])
    told = _rows_with(driven, str(unit.id))
    assert told != []  # the search finds what is there
    assert not [row for row in told if any(one in row or one.replace("-", "") in row for one in mine)]


def test_what_is_unpaid_changes_nothing_but_the_membership(driven: Joining) -> None:
    driven.apply().confirm().welcome()
    before = _others(driven)
    driven.until(date(driven.today.year + 1, 2, 8))
    driven.forward(days=20)
    driven.take("remind", driven.people.staff)
    assert driven.state == "unpaid"
    assert _others(driven) == before
    driven.session.rollback()
    assert driven.session.scalars(select(Group)).all() == []


def test_two_people_note_one_payment_and_it_is_noted_once(driven: Joining) -> None:
    driven.apply()
    driven.settle(driven.today.year)
    driven.clock.forward(days=1)
    with writing(driven.session):
        other = driven.people.staff_two.id
        paying.settle(
            driven.session, driven.clock(), driven.membership_id, driven.today.year, "waived", other
        )
    fee = driven.fee(driven.today.year)
    assert (fee.paid_on, fee.waived_on) == (driven.today - timedelta(days=1), None)


def test_an_application_undone_by_its_owner_cannot_be_confirmed(driven: Joining, forgery: Forgery) -> None:
    driven.apply().settle(driven.today.year)
    with writing(driven.session):
        operations.undo(driven.session, driven.clock(), driven.membership_id)
    assert forgery.step("staff", "start") in NOT_DONE
    assert driven.state == "undone"
    assert driven.row.confirmed_on is None


def _rows_with(driven: Joining, sought: str) -> list[str]:
    """Every row of every table in which a value is or holds this, written as text."""
    driven.session.rollback()
    wanted = {sought, sought.replace("-", "")}
    found = []
    for table in Base.metadata.sorted_tables:
        for row in driven.session.execute(text(f'SELECT * FROM "{table.name}"')):
            written = f"{table.name}: {' | '.join(_written(value) for value in row)}"
            if any(one in written for one in wanted):
                found.append(written)
    return found


def _written(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _others(driven: Joining) -> dict[str, int]:
    """How many rows each table has that is not the membership's or its case's."""
    driven.session.rollback()
    of_mine = (
        "case",
        "task",
        "timer",
        "membership",
        "fee",
        "erasure",
        "notice",
        "answer",
        "day",
        "idempotency",
    )
    return {
        table.name: driven.session.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one()
        for table in Base.metadata.sorted_tables
        if not any(word in table.name for word in of_mine)
    }
