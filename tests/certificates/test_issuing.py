"""Issuing, pausing, appeals won and recognition: what is refused, who may not, and what is written."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from intranet.certificates import operations, queries
from intranet.certificates.dates import plus_months
from intranet.certificates.models import Certificate
from intranet.certificates.status import Code, entered_by
from intranet.db import prepare_engine, writing
from intranet.organisation.models import Setting
from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Refused
from tests import factories
from tests.certificates.conftest import Office
from tests.support.refusals import fields


def issued(office: Office, by: Person | None = None, **values: object) -> Certificate:
    return office.does(operations.issue, by or office.people.staff, **{"valid_from": office.today, **values})


def appeals(office: Office) -> Person:
    """Somebody who decides about appeals and nothing else."""
    with writing(office.session):
        somebody = factories.person(office.session, "Appeals Eksempel", office.people.units["nation"])
        factories.role(office.session, somebody, "appeals", office.people.units["nation"])
        return somebody


def revoked(office: Office) -> None:
    office.enter()
    office.suspend(office.people.staff)
    office.clock.forward(days=3)
    office.revoke(office.people.board)


def test_a_certificate_is_issued_from_today_with_the_next_number_of_the_year(office: Office) -> None:
    first = issued(office)
    second = issued(office, person_id=office.people.trainer.id)
    year = office.today.year
    assert (first.number, second.number) == (f"NO-{year}-001", f"NO-{year}-002")
    assert (first.valid_from, first.valid_to) == (office.today, plus_months(office.today, 24))
    assert (first.source, first.code != second.code) == ("issued", True)
    assert office.code() is Code.CERTIFIED


def test_the_series_goes_on_behind_numbers_that_paper_took(office: Office) -> None:
    office.enter(whose=office.people.trainer, number=f"NO-{office.today.year}-041")
    office.enter(whose=office.people.volunteer, number=f"NO-{office.today.year}-extra")
    assert issued(office).number == f"NO-{office.today.year}-042"


def test_each_country_and_each_year_has_a_series_of_its_own(office: Office) -> None:
    with writing(office.session):
        sweden = office.people.units["sweden"]
        swedish_staff = factories.person(office.session, "Kansli Eksempel", sweden)
        factories.role(office.session, swedish_staff, "staff", sweden)
    issued(office)
    year = office.today.year
    assert issued(office, swedish_staff, person_id=office.people.swede.id).number == f"SE-{year}-001"
    office.clock.forward(days=366)
    assert issued(office, person_id=office.people.trainer.id).number == f"NO-{year + 1}-001"


def test_two_who_issue_at_the_same_moment_never_give_the_same_number(
    office: Office, database_url: str
) -> None:
    engine = create_engine(database_url)
    prepare_engine(engine)
    start, wrong = threading.Barrier(4), list[BaseException]()
    people = [office.people.people[name] for name in ("assistant", "trainer", "coordinator", "volunteer")]
    staff, moment, today = office.as_(office.people.staff), office.clock(), office.today

    def issue(person: Person) -> None:
        with Session(engine, expire_on_commit=False) as session:
            session.info.update(office.session.info)
            start.wait()
            try:
                with writing(session):
                    operations.issue(session, staff, moment, person_id=person.id, valid_from=today)
            except BaseException as error:  # noqa: BLE001 - told to the test below
                wrong.append(error)

    threads = [threading.Thread(target=issue, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    office.session.rollback()
    numbers = office.session.scalars(select(Certificate.number).order_by(Certificate.number)).all()
    assert wrong == []
    assert list(numbers) == [f"NO-{today.year}-00{n}" for n in range(1, 5)]


def test_nothing_is_dated_back(office: Office) -> None:
    assert fields(lambda: issued(office, valid_from=office.today - timedelta(1))) == ["valid_from"]
    assert issued(office, valid_from=office.today + timedelta(7)).valid_to is not None
    assert office.code() is Code.NOT_YET


def test_the_length_of_a_certificate_is_the_organisations(office: Office) -> None:
    with writing(office.session):
        office.session.add(
            Setting(
                unit_id=office.people.units["nation"].id, key="certificate_months", value="12",
                set_by=office.people.staff.id, set_at=office.clock(),
            )
        )  # fmt: skip
    assert issued(office).valid_to == plus_months(office.today, 12)


@pytest.mark.parametrize("name", ["assistant", "volunteer", "coordinator", "trainer", "board", "swede"])
def test_only_staff_issue(office: Office, name: str) -> None:
    with pytest.raises((Denied, NotVisible)):
        issued(office, office.people.people[name])


def test_nobody_issues_their_own(office: Office) -> None:
    with pytest.raises(Denied):
        issued(office, office.people.staff, person_id=office.people.staff.id)


def test_who_has_one_is_renewed_and_never_issued_a_second(office: Office) -> None:
    issued(office)
    assert fields(lambda: issued(office)) == ["status"]
    office.does(operations.pause, office.whose, from_on=office.today, until_on=None)
    assert fields(lambda: issued(office)) == ["status"]


def test_a_revoked_or_suspended_certificate_is_not_revived_by_a_new_one_nor_by_any_other_way(
    office: Office,
) -> None:
    office.enter()
    office.suspend(office.people.staff)
    assert fields(lambda: issued(office)) == ["status"]
    office.revoke(office.people.board)
    foreign = {"country": "IT", "number": "1", "valid_from": office.today, "reason": "Trained there."}
    for act in (
        lambda: issued(office),
        lambda: office.enter(number="another"),
        office.renew,
        lambda: office.lift(office.people.board_two),
        lambda: office.does(
            operations.recognise, office.people.staff, valid_to=plus_months(office.today, 5), **foreign
        ),
        lambda: office.does(operations.pause, office.whose, from_on=office.today, until_on=None),
    ):
        assert fields(act) == ["status"]
    office.clock.forward(days=2000)
    assert office.code() is Code.REVOKED
    assert fields(lambda: issued(office)) == ["status"]


def test_who_lapsed_while_resting_begins_anew_without_the_old_pause(office: Office) -> None:
    office.enter()
    office.does(operations.pause, office.whose, from_on=office.today, until_on=None)
    office.clock.forward(days=1000)
    assert office.code() is Code.LAPSED
    issued(office)
    assert office.code() is Code.CERTIFIED


def test_who_lapsed_while_suspended_waits_for_the_board_and_then_begins_anew(office: Office) -> None:
    office.enter()
    office.suspend(office.people.staff)
    office.clock.forward(days=1000)
    assert office.code() is Code.LAPSED
    assert fields(lambda: issued(office)) == ["status"]
    office.lift(office.people.board)
    issued(office)
    assert office.code() is Code.CERTIFIED


def test_whoever_issued_may_decide_on_a_group_and_whoever_entered_paper_may_not(office: Office) -> None:
    issued(office)
    office.enter(whose=office.people.trainer)
    known = queries.facts_of(office.session, [office.whose.id, office.people.trainer.id])
    staff = office.people.staff.id
    assert not entered_by(known[office.whose.id], office.today, staff)
    assert entered_by(known[office.people.trainer.id], office.today, staff)
    assert not entered_by(known[office.whose.id], office.today, None)


def test_a_pause_holds_days_and_nothing_else_and_ends_only_when_one_comes_back(office: Office) -> None:
    office.enter()
    until = office.today + timedelta(20)
    event = office.does(operations.pause, office.whose, from_on=office.today, until_on=until)
    assert (event.kind, event.until_on, event.ground, event.reason) == ("paused", until, "", "")
    office.clock.forward(days=60)
    assert office.code() is Code.PAUSED
    office.does(operations.resume, office.whose)
    assert office.code() is Code.CERTIFIED
    assert office.code(office.today - timedelta(1)) is Code.PAUSED


def test_a_pause_that_lies_ahead_counts_from_its_day_and_can_be_called_off(office: Office) -> None:
    office.enter()
    begins = office.today + timedelta(10)
    office.does(operations.pause, office.people.coordinator, from_on=begins, until_on=None)
    assert (office.code(), office.code(begins)) == (Code.CERTIFIED, Code.PAUSED)
    assert fields(
        lambda: office.does(operations.pause, office.whose, from_on=office.today, until_on=None)
    ) == ["status"]
    office.does(operations.resume, office.whose)
    for days in range(30):
        assert office.code(office.today + timedelta(days)) is Code.CERTIFIED
    assert fields(lambda: office.does(operations.resume, office.whose)) == ["status"]


@pytest.mark.parametrize(
    ("from_days", "until_days", "wrong"),
    [(-1, 5, ["from_on"]), (5, 4, ["until_on"]), (400, 500, ["from_on"]), (0, 2000, ["until_on"])],
)
def test_days_of_a_pause_that_cannot_be_are_refused(
    office: Office, from_days: int, until_days: int, wrong: list[str]
) -> None:
    office.enter()
    days = {
        "from_on": office.today + timedelta(from_days),
        "until_on": office.today + timedelta(until_days),
    }
    assert fields(lambda: office.does(operations.pause, office.whose, **days)) == wrong


@pytest.mark.parametrize("name", ["volunteer", "staff", "board", "swede", "coordinator_east"])
def test_a_pause_is_the_persons_or_the_coordinators(office: Office, name: str) -> None:
    office.enter()
    with pytest.raises((Denied, NotVisible)):
        office.does(operations.pause, office.people.people[name], from_on=office.today, until_on=None)


def test_without_a_certificate_and_while_suspended_there_is_no_pause(office: Office) -> None:
    def pause() -> object:
        return office.does(operations.pause, office.whose, from_on=office.today, until_on=None)

    assert fields(pause) == ["status"]
    office.enter()
    office.suspend(office.people.staff)
    assert fields(pause) == ["status"]


def test_an_appeal_won_gives_every_day_since_the_revocation_back(office: Office) -> None:
    revoked(office)
    day = office.today
    office.clock.forward(days=40)
    assert office.code() is Code.REVOKED
    event = office.does(operations.reinstate, appeals(office), reason="The appeal was right.")
    assert event.from_on == day
    for days in range(41):
        assert office.code(day + timedelta(days)) is Code.CERTIFIED, days
    assert office.code(day - timedelta(1)) is Code.SUSPENDED


@pytest.mark.parametrize("name", ["staff", "board", "board_two", "assistant", "coordinator", "admin"])
def test_only_those_for_appeals_give_a_certificate_back(office: Office, name: str) -> None:
    revoked(office)
    with pytest.raises((Denied, NotVisible)):
        office.does(operations.reinstate, office.people.people[name], reason="Because.")


@pytest.mark.parametrize("name", ["staff", "board", "assistant"])
def test_nobody_decides_an_appeal_against_what_they_did_themselves_nor_their_own(
    office: Office, name: str
) -> None:
    revoked(office)
    with writing(office.session):
        who = office.people.people[name]
        factories.role(office.session, who, "appeals", office.people.units["nation"])
    with pytest.raises(Denied):
        office.does(operations.reinstate, who, reason="Because.")


def test_what_is_not_revoked_is_not_given_back(office: Office) -> None:
    office.enter()
    somebody = appeals(office)
    assert fields(lambda: office.does(operations.reinstate, somebody, reason="Because.")) == ["status"]
    office.suspend(office.people.staff)
    assert fields(lambda: office.does(operations.reinstate, somebody, reason="Because.")) == ["status"]


def test_the_safeguarding_lead_may_suspend_and_not_lift(office: Office) -> None:
    office.enter()
    with writing(office.session):
        lead = factories.person(office.session, "Trygg Eksempel", office.people.units["nation"])
        factories.role(office.session, lead, "safeguarding", office.people.units["nation"])
    office.suspend(lead)
    with pytest.raises(Denied):
        office.lift(lead)


FOREIGN = {
    "country": "IT",
    "number": "it 5",
    "valid_from": date(2025, 1, 1),
    "valid_to": date(2027, 12, 31),
    "reason": "The course there is the one we build on.",
}


def test_a_certificate_of_another_country_counts_with_its_own_number_and_days(office: Office) -> None:
    office.enter(whose=office.people.trainer, number="IT 5")
    row = office.does(operations.recognise, office.people.staff, **FOREIGN)
    assert (row.number, row.country, row.source) == ("IT 5", "IT", "recognised")
    assert office.code() is Code.CERTIFIED
    renewed = office.renew()
    assert (renewed.number, renewed.country) == ("IT 5", "IT")
    again = {**FOREIGN, "person_id": office.people.volunteer.id}
    assert fields(lambda: office.does(operations.recognise, office.people.staff, **again)) == ["number"]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"country": "NO"}, "country"),
        ({"country": "it"}, "country"),
        ({"country": ""}, "country"),
        ({"number": " "}, "number"),
        ({"reason": " "}, "reason"),
        ({"valid_to": date(2024, 1, 1)}, "valid_to"),
    ],
)
def test_a_recognition_that_cannot_be_is_refused(
    office: Office, changed: dict[str, object], wrong: str
) -> None:
    with pytest.raises(Refused) as refused:
        office.does(operations.recognise, office.people.staff, **{**FOREIGN, **changed})
    assert [refusal.guard for refusal in refused.value.refusals] == [wrong]


@pytest.mark.parametrize("name", ["assistant", "coordinator", "trainer", "board", "swede"])
def test_only_staff_recognise_and_never_their_own(office: Office, name: str) -> None:
    with pytest.raises((Denied, NotVisible)):
        office.does(operations.recognise, office.people.people[name], **FOREIGN)
    with pytest.raises(Denied):
        office.does(
            operations.recognise, office.people.staff, **{**FOREIGN, "person_id": office.people.staff.id}
        )
