"""Hours, promises and exemptions: who may enter them, what is refused, and that nothing counts twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from intranet import facts
from intranet.db import new_id, writing
from intranet.facts import Fact
from intranet.gatherings.models import Gathering
from intranet.organisation.limits import set_limit
from intranet.organisation.models import Setting
from intranet.organisation.settings import LIMITS, NEWEST_VERSIONS
from intranet.problems import Denied, NotVisible, Stale
from intranet.training import operations
from intranet.training.documents import TEXTS
from intranet.training.models import Credit, Signature
from intranet.training.progress import course, supervisions
from tests import factories
from tests.support.refusals import fields
from tests.training.school import School


@pytest.fixture
def gathering(school: School) -> Gathering:
    row = Gathering(
        id=new_id(), unit_id=school.people.units["nation"].id, kind="course", title="Basic course in spring",
        status="held", starts_at=datetime(2026, 5, 4, 9, tzinfo=UTC),
        ends_at=datetime(2026, 5, 9, 16, tzinfo=UTC), seats=12, minutes=500, planned_at=school.clock(),
    )  # fmt: skip
    with writing(school.session):
        school.session.add(row)
    return row


def minutes(school: School) -> int:
    return course(school.facts(), school.today).have


def test_hours_marked_at_a_gathering_count_and_are_told(school: School, gathering: Gathering) -> None:
    told: list[Fact] = []

    def hear(_sender: object, session: object, fact: Fact) -> None:
        told.append(fact)

    with facts.fact_changed.connected_to(hear):
        school.mark(gathering.id)
    assert minutes(school) == 300
    assert [(fact.kind, fact.person_id) for fact in told] == [("training", school.candidate.id)]


def test_the_same_day_of_a_gathering_counts_once_and_its_newest_marking_stands(
    school: School, gathering: Gathering
) -> None:
    first = school.mark(gathering.id)
    assert first is not None
    again = school.mark(gathering.id)
    assert again is not None
    assert again.id == first.id
    school.mark(gathering.id, minutes=240)
    assert minutes(school) == 240
    assert school.mark(gathering.id, minutes=0) is None
    assert minutes(school) == 0


def test_the_database_refuses_the_same_day_of_a_gathering_twice(school: School, gathering: Gathering) -> None:
    twice = [
        Credit(
            person_id=school.candidate.id, held_on=school.today, kind="course", minutes=300,
            gathering_id=gathering.id, source="attended", entered_by=school.people.trainer.id,
            entered_at=school.clock(),
        )
        for _ in range(2)
    ]  # fmt: skip
    with writing(school.session):
        school.session.add(twice[0])
    with pytest.raises(IntegrityError), writing(school.session):
        school.session.add(twice[1])


def test_nobody_credits_hours_to_themselves(school: School, gathering: Gathering) -> None:
    with pytest.raises(Denied):
        school.mark(gathering.id, school.candidate)
    with pytest.raises(Denied):
        school.enter(school.people.trainer, whose=school.people.trainer)
    with pytest.raises(Denied):
        school.enter(school.people.staff, whose=school.people.staff)


def test_a_day_to_come_is_not_credited(school: School, gathering: Gathering) -> None:
    tomorrow = school.today + timedelta(1)
    assert fields(lambda: school.mark(gathering.id, on=tomorrow)) == ["held_on"]
    assert fields(lambda: school.enter(held_on=tomorrow)) == ["held_on"]
    assert fields(lambda: school.recognise(held_on=tomorrow)) == ["held_on"]


def test_attendance_is_not_marked_after_two_years_but_lost_hours_may_be_older(
    school: School, gathering: Gathering
) -> None:
    long_ago = school.today - timedelta(900)
    assert fields(lambda: school.mark(gathering.id, on=long_ago)) == ["held_on"]
    school.enter(held_on=long_ago)
    assert minutes(school) == 300
    assert fields(lambda: school.enter(held_on=date(1889, 1, 1))) == ["held_on"]


def test_hours_entered_by_hand_are_not_entered_again_nor_beside_what_a_leader_marked(
    school: School, gathering: Gathering
) -> None:
    school.enter()
    assert fields(school.enter) == ["held_on"]
    school.enter(kind="supervision", minutes=90)
    school.mark(gathering.id, minutes=240)
    # What the leader marked goes before what was entered for the same day.
    assert minutes(school) == 240
    assert supervisions(school.facts(), school.today).have == 1
    yesterday = school.today - timedelta(1)
    school.mark(gathering.id, on=yesterday)
    assert fields(lambda: school.enter(held_on=yesterday)) == ["held_on"]


def test_the_hours_of_one_day_are_those_of_one_day_whatever_they_are_called(
    school: School, gathering: Gathering
) -> None:
    school.mark(gathering.id, minutes=480)
    school.enter(kind="supervision", minutes=240)
    assert fields(lambda: school.enter(kind="other", minutes=1)) == ["hours"]
    assert fields(lambda: school.enter(kind="national", minutes=720)) == ["hours"]
    assert sum(one.minutes for one in school.facts().hours) == 720
    school.recognise(held_on=school.today - timedelta(1), minutes=60 * 50)
    school.enter(kind="other", minutes=60, held_on=school.today - timedelta(1))


@pytest.mark.parametrize(("ended", "may"), [(-400, False), (400, True)])
def test_a_trainer_whose_own_certificate_does_not_count_enters_no_hours(
    school: School, ended: int, may: bool
) -> None:
    with writing(school.session):
        factories.certificate(
            school.session, school.people.trainer, school.people.staff, date(2024, 1, 1),
            school.today + timedelta(ended),
        )  # fmt: skip
    if may:
        school.enter(school.people.trainer)
    else:
        with pytest.raises(Denied):
            school.enter(school.people.trainer)
    assert minutes(school) == (300 if may else 0)


@pytest.mark.parametrize("name", ["volunteer", "assistant", "coordinator", "board", "swede", "outsider"])
def test_only_trainers_and_the_office_enter_hours(school: School, name: str) -> None:
    with pytest.raises((Denied, NotVisible)):
        school.enter(school.people.people[name])


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"minutes": 0}, ["hours"]),
        ({"minutes": 13 * 60}, ["hours"]),
        ({"minutes": -5}, ["hours"]),
        ({"ethics_minutes": 301}, ["ethics_hours"]),
        ({"ethics_minutes": -1}, ["ethics_hours"]),
        ({"kind": "party"}, ["kind"]),
        ({"reason": "  "}, ["reason"]),
        ({"reason": "x" * 501}, ["reason"]),
        ({"name": "x" * 121}, ["name"]),
    ],
)
def test_hours_that_cannot_be_are_refused(school: School, told: dict[str, Any], wrong: list[str]) -> None:
    assert fields(lambda: school.enter(**told)) == wrong


def test_the_office_recognises_a_course_held_elsewhere_with_country_and_reason(school: School) -> None:
    assert fields(lambda: school.recognise(country="XX")) == ["country"]
    assert fields(lambda: school.recognise(country=None)) == ["country"]
    assert fields(lambda: school.recognise(reason="")) == ["reason"]
    with pytest.raises(Denied):
        school.recognise(school.people.trainer)
    credit = school.recognise()
    assert (credit.source, credit.country, minutes(school)) == ("recognised", "IT", 3000)
    assert fields(school.recognise) == ["held_on"]


def test_hours_taken_back_stay_as_a_row_and_no_longer_count(school: School) -> None:
    credit = school.enter()
    with pytest.raises((Denied, NotVisible)):
        school.withdraw(credit, school.candidate)
    school.withdraw(credit, school.people.trainer)
    school.withdraw(credit, school.people.staff)
    row = school.session.get_one(Credit, credit.id)
    assert (row.minutes, row.withdrawn_by, minutes(school)) == (300, school.people.trainer.id, 0)
    school.enter()
    assert minutes(school) == 300


def test_somebody_promises_for_themselves_and_once_more_the_same_day_adds_nothing(school: School) -> None:
    first = school.sign()
    assert (first.person_id, first.entered_by) == (school.candidate.id, None)
    assert school.sign().id == first.id
    school.clock.forward(days=1)
    assert school.sign().id != first.id


def test_another_version_than_the_one_that_counts_is_stale(school: School) -> None:
    with pytest.raises(Stale):
        school.sign(version=2)
    with writing(school.session):
        nation = school.people.units["nation"]
        school.session.add(
            Setting(unit_id=nation.id, key="code_of_conduct_version", value=2, set_at=school.clock())
        )
    with pytest.raises(Stale):
        school.sign(version=1)
    school.sign(version=2)
    with pytest.raises(NotVisible):
        school.sign(document="diary")


def test_staff_enter_what_was_signed_on_paper_marked_as_such_and_never_their_own(school: School) -> None:
    row = school.enter_signature(on=date(2004, 1, 1))
    assert row.entered_by == school.people.staff.id
    with pytest.raises(Denied):
        school.enter_signature(whose=school.people.staff)
    for name in ("trainer", "coordinator", "volunteer", "swede"):
        with pytest.raises((Denied, NotVisible)):
            school.enter_signature(school.people.people[name])
    assert fields(lambda: school.enter_signature(on=date(2004, 1, 1))) == ["signed_on"]
    assert fields(lambda: school.enter_signature(on=school.today + timedelta(1))) == ["signed_on"]
    assert fields(lambda: school.enter_signature(version=2)) == ["paper_version"]
    assert fields(lambda: school.enter_signature(version=0)) == ["paper_version"]


def test_only_what_was_entered_from_paper_is_taken_back(school: School) -> None:
    own, paper = school.sign(), school.enter_signature(on=date(2004, 1, 1))
    staff = school.as_(school.people.staff)

    def take_back(row: Signature) -> None:
        with writing(school.session):
            operations.withdraw_signature(school.session, staff, school.clock(), row.id)

    with pytest.raises(Denied):
        take_back(own)
    take_back(paper)
    assert [one.signed_on for one in school.facts().signatures] == [school.today]


def test_the_office_exempts_with_a_reason_and_an_end_and_ends_it_earlier(school: School) -> None:
    row = school.exempt()
    assert not supervisions(school.facts(), school.today).missing
    assert supervisions(school.facts(), school.today + timedelta(31)).missing
    assert fields(school.exempt) == ["requirement"]
    school.exempt(requirement="course_hours")
    with pytest.raises((Denied, NotVisible)):
        school.end_exemption(row, school.people.trainer)
    school.end_exemption(row, school.people.staff)
    assert supervisions(school.facts(), school.today).missing


@pytest.mark.parametrize("name", ["volunteer", "trainer", "coordinator", "board", "swede"])
def test_nobody_but_the_office_exempts(school: School, name: str) -> None:
    with pytest.raises((Denied, NotVisible)):
        school.exempt(school.people.people[name])


def test_nobody_exempts_themselves(school: School) -> None:
    school.candidate = school.people.staff
    with pytest.raises(Denied):
        school.exempt(school.people.staff)


def test_an_exemption_without_a_reason_an_end_or_a_requirement_is_refused(school: School) -> None:
    assert fields(lambda: school.exempt(reason=" ")) == ["reason"]
    assert fields(lambda: school.exempt(until=school.today - timedelta(1))) == ["until_on"]
    assert fields(lambda: school.exempt(until=school.today + timedelta(800))) == ["until_on"]
    assert fields(lambda: school.exempt(requirement="being_kind")) == ["requirement"]


def test_nobody_is_exempted_from_showing_an_extract(school: School) -> None:
    assert fields(lambda: school.exempt(requirement="record_check")) == ["requirement"]


def test_a_promise_is_asked_for_in_no_version_whose_text_is_not_written() -> None:
    assert {f"{document}_version": max(texts) for document, texts in TEXTS.items()} == NEWEST_VERSIONS
    assert all(LIMITS[key] <= newest for key, newest in NEWEST_VERSIONS.items())


@pytest.mark.parametrize("document", ["code_of_conduct", "confidentiality_promise"])
def test_the_office_sets_no_version_beyond_the_newest_text(school: School, document: str) -> None:
    def ask_for(version: int) -> None:
        with writing(school.session):
            set_limit(
                school.session, school.as_(school.people.staff), school.clock(),
                nation_id=school.people.units["nation"].id, key=f"{document}_version", value=version,
            )  # fmt: skip

    assert fields(lambda: ask_for(NEWEST_VERSIONS[f"{document}_version"] + 1)) == ["value"]
    ask_for(1)
