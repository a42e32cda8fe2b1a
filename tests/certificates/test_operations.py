"""Entering, renewing, suspending, lifting, revoking: what is refused, who may not, and what is written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from intranet import facts
from intranet.certificates import policy, queries
from intranet.certificates.status import Code
from intranet.facts import Fact
from intranet.organisation.models import Unit
from intranet.problems import Denied, NotVisible
from tests import cast
from tests.certificates.conftest import Office
from tests.support.refusals import fields


def test_a_certificate_entered_from_paper_counts_at_once_and_is_told(office: Office) -> None:
    told: list[Fact] = []

    def hear(_sender: object, session: Session, fact: Fact) -> None:
        told.append(fact)

    with facts.fact_changed.connected_to(hear):
        office.enter()
    assert office.code() is Code.CERTIFIED
    assert [(fact.kind, fact.person_id) for fact in told] == [("certificates", office.whose.id)]


def test_a_number_stands_for_one_certificate_however_it_is_typed(office: Office) -> None:
    office.enter(number="NO  17")
    assert fields(lambda: office.enter(number="no 17")) == ["number"]
    assert fields(lambda: office.enter(whose=office.people.trainer, number="No 17 ")) == ["number"]


def test_dates_that_become_known_are_entered_under_the_same_number(office: Office) -> None:
    office.enter(valid_from=None, valid_to=None)
    assert office.code() is Code.UNKNOWN
    assert fields(lambda: office.enter(whose=office.people.trainer)) == ["number"]
    office.enter()
    assert office.code() is Code.CERTIFIED


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "wrong"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), ["valid_to"]),
        (date(1003, 1, 1), date(2026, 1, 1), ["valid_from"]),
        (date(2026, 1, 1), date.max, ["valid_to"]),
        (date.max, date.min, ["valid_from", "valid_to", "valid_to"]),
    ],
)
def test_dates_that_cannot_be_are_refused(
    office: Office, valid_from: date, valid_to: date, wrong: list[str]
) -> None:
    assert fields(lambda: office.enter(valid_from=valid_from, valid_to=valid_to)) == wrong


def test_a_number_is_written_and_of_a_sensible_length(office: Office) -> None:
    assert fields(lambda: office.enter(number="  ")) == ["number"]
    assert fields(lambda: office.enter(number="1" * 41)) == ["number"]


@pytest.mark.parametrize("name", ["assistant", "volunteer", "coordinator", "trainer", "board"])
def test_only_staff_enter_certificates(office: Office, name: str) -> None:
    with pytest.raises((Denied, NotVisible)):
        office.enter(office.people.people[name])


def test_nobody_enters_their_own(office: Office) -> None:
    with pytest.raises(Denied):
        office.enter(office.people.staff, whose=office.people.staff)


def test_for_another_country_the_person_does_not_exist(office: Office) -> None:
    with pytest.raises(NotVisible):
        office.enter(office.people.swede)


@pytest.mark.parametrize("days", [-200, 30])
def test_a_renewal_counts_from_the_old_end_early_or_late(office: Office, days: int) -> None:
    office.enter()
    office.clock.moment = office.clock.moment.replace(year=2026, month=12, day=31) + timedelta(days)
    renewed = office.renew()
    assert (renewed.valid_from, renewed.valid_to) == (date(2027, 1, 1), date(2028, 12, 31))
    assert office.code() is Code.CERTIFIED


def test_a_lapsed_a_suspended_and_an_endless_certificate_are_not_renewed(office: Office) -> None:
    office.enter(valid_to=None)
    assert fields(office.renew) == ["status"]
    office.enter()
    office.suspend(office.people.staff)
    assert fields(office.renew) == ["status"]
    office.lift(office.people.board)
    office.clock.forward(days=400)
    assert fields(office.renew) == ["status"]


def test_staff_suspend_and_the_board_lifts_it_on_the_same_day(office: Office) -> None:
    office.enter()
    office.suspend(office.people.staff)
    assert office.code() is Code.SUSPENDED
    office.lift(office.people.board)
    assert office.code() is Code.CERTIFIED


def test_whoever_imposed_a_suspension_neither_lifts_it_nor_revokes(office: Office) -> None:
    office.enter()
    office.suspend(office.people.board)
    for act in (office.lift, office.revoke):
        with pytest.raises(Denied):
            act(office.people.board)
    office.lift(office.people.board_two)
    assert office.code() is Code.CERTIFIED


@pytest.mark.parametrize("name", ["staff", "coordinator", "assistant"])
def test_only_the_board_lifts_a_suspension(office: Office, name: str) -> None:
    office.enter()
    office.suspend(office.people.staff_two)
    with pytest.raises(Denied):
        office.lift(office.people.people[name])


def test_a_suspension_has_a_ground_of_the_list_and_a_reason(office: Office) -> None:
    office.enter()
    assert fields(lambda: office.suspend(office.people.staff, "dislike", " ")) == ["ground", "reason"]
    assert fields(lambda: office.suspend(office.people.staff, reason="x" * 501)) == ["reason"]


def test_nothing_is_suspended_twice_or_where_there_is_nothing(office: Office) -> None:
    assert fields(lambda: office.suspend(office.people.staff)) == ["status"]
    office.enter()
    office.suspend(office.people.staff)
    assert fields(lambda: office.suspend(office.people.staff)) == ["status"]


def test_nobody_is_revoked_without_a_suspension_and_the_time_to_answer_it(office: Office) -> None:
    office.enter()
    assert fields(lambda: office.revoke(office.people.board)) == ["status"]
    office.suspend(office.people.staff)
    assert fields(lambda: office.revoke(office.people.board, heard=False)) == ["heard"]
    office.clock.forward(days=30)
    office.revoke(office.people.board, heard=False)
    assert office.code() is Code.REVOKED
    assert fields(lambda: office.enter(number="another")) == ["status"]


@pytest.mark.parametrize("name", sorted(cast.PEOPLE))
def test_the_list_holds_exactly_the_certificates_one_may_see(office: Office, name: str) -> None:
    everybody = [office.people.assistant, office.people.trainer, office.people.coordinator_east]
    for number, whose in enumerate(everybody):
        office.enter(whose=whose, number=str(number))
    actor = office.as_(office.people.people[name])
    listed = {row.person_id for row in queries.listed(office.session, actor, office.today)}
    seen = {
        whose.id
        for whose in everybody
        if policy.can_see(actor, office.session.get_one(Unit, whose.unit_id).path, whose.id)
    }
    assert listed == seen


def test_the_list_is_narrowed_by_name_and_by_status(office: Office) -> None:
    office.enter()
    office.enter(whose=office.people.trainer, number="18", valid_to=None)
    staff = office.as_(office.people.staff)

    def names(name: str = "", code: str = "") -> list[str]:
        found = queries.listed(office.session, staff, office.today, name=name, code=code)
        return [row.name for row in found]

    assert names() == ["Assistant Eksempel", "Trainer Eksempel"]
    assert names("train") == ["Trainer Eksempel"]
    assert names(code="unknown") == ["Trainer Eksempel"]
    assert names("train", "certified") == []
