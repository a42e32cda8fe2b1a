"""Practice meetings: what is refused, who may confirm, and that a declined or withdrawn one no longer counts."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from intranet.certificates import operations as certificates
from intranet.db import new_id, writing
from intranet.groups import meetings
from intranet.organisation.models import Unit
from intranet.problems import Denied, NotVisible, Stale
from intranet.training import policy
from intranet.training.looking import mentors_of
from intranet.training.models import PracticeMeeting
from intranet.training.progress import confirmed
from tests import cast, factories
from tests.support.refusals import fields
from tests.training.school import School


def count(school: School) -> int:
    return len(confirmed(school.facts(), None, school.today))


def test_a_practice_meeting_counts_once_the_named_mentor_has_confirmed_it(school: School) -> None:
    row = school.log()
    assert count(school) == 0
    school.answer(row)
    assert count(school) == 1
    school.answer(row)
    assert count(school) == 1


@pytest.mark.parametrize("name", ["volunteer", "trainer", "staff", "board", "coordinator"])
def test_nobody_but_the_named_mentor_confirms_or_declines(school: School, name: str) -> None:
    row = school.log()
    for no in (False, True):
        with pytest.raises((Denied, NotVisible)):
            school.answer(row, school.people.people[name], no=no)
    assert count(school) == 0


def test_a_candidate_cannot_name_themselves_as_mentor_even_when_certified(school: School) -> None:
    assert fields(lambda: school.log(school.people.assistant)) == ["mentor"]
    # The control: the database refuses it too.
    whose = school.people.assistant.id
    forged = PracticeMeeting(
        person_id=whose, group_id=school.club, held_on=school.today, part="led", mentor_id=whose,
        logged_at=school.clock(),
    )  # fmt: skip
    with pytest.raises(IntegrityError), writing(school.session):
        school.session.add(forged)


@pytest.mark.parametrize("name", ["trainer", "coordinator", "swede", "outsider"])
def test_a_mentor_is_certified_that_day_and_there(school: School, name: str) -> None:
    assert fields(lambda: school.log(mentor=school.people.people[name])) == ["mentor"]


def test_whoever_has_the_role_of_mentor_there_may_stand_by_once_certified(school: School) -> None:
    trainer, people = school.people.trainer, school.people
    with writing(school.session):
        factories.role(school.session, trainer, "mentor", people.units["ostlandet"])
        factories.certificate(school.session, trainer, people.staff, date(2025, 1, 1), school.today)
    assert fields(lambda: school.log(mentor=trainer)) == ["mentor"]
    with writing(school.session):
        factories.role(school.session, trainer, "mentor", people.units["vestland"])
    school.answer(school.log(mentor=trainer), trainer)
    assert count(school) == 1


def test_whose_certificate_ended_the_day_before_is_nobodys_mentor(school: School) -> None:
    trainer, people = school.people.trainer, school.people
    with writing(school.session):
        factories.role(school.session, trainer, "mentor", people.units["nation"])
        factories.certificate(
            school.session, trainer, people.staff, date(2025, 1, 1), school.today - timedelta(1)
        )
    assert fields(lambda: school.log(mentor=trainer)) == ["mentor"]
    school.log(mentor=trainer, on=school.today - timedelta(1))


def test_whoever_is_suspended_meanwhile_confirms_nothing(school: School) -> None:
    row = school.log(on=school.today - timedelta(7))
    with writing(school.session):
        certificates.suspend(
            school.session,
            school.as_(school.people.staff),
            school.clock(),
            person_id=school.people.assistant.id,
            ground="safety",
            reason="We look into it.",
        )
    assert fields(lambda: school.answer(row)) == ["mentor"]
    school.answer(row, no=True)


@pytest.mark.parametrize("days", [1, -731])
def test_a_day_to_come_or_long_ago_is_refused(school: School, days: int) -> None:
    assert "held_on" in fields(lambda: school.log(on=school.today + timedelta(days)))


def test_a_day_before_the_groups_first_meeting_is_refused(school: School) -> None:
    assert fields(lambda: school.log(on=school.today - timedelta(181))) == ["held_on"]


@pytest.mark.parametrize("status", ["planned", "approved", "resting", "closed"])
def test_a_group_that_does_not_meet_is_refused(school: School, status: str) -> None:
    group = school.group(status=status, weekday="wed")
    assert fields(lambda: school.log(group=group)) == ["group"]


def test_a_group_that_does_not_exist_or_lies_abroad_is_not_there(school: School) -> None:
    with pytest.raises(NotVisible):
        school.log(group=new_id())
    with pytest.raises(NotVisible):
        school.log(school.people.swede)


def test_a_meeting_is_noted_once_however_it_is_told(school: School) -> None:
    school.log()
    assert fields(school.log) == ["held_on"]
    assert fields(lambda: school.log(part="observed")) == ["held_on"]
    with pytest.raises(IntegrityError), writing(school.session):
        school.session.add(
            PracticeMeeting(
                person_id=school.candidate.id, group_id=school.club, held_on=school.today, part="led",
                mentor_id=school.people.assistant.id, logged_at=school.clock(),
            )
        )  # fmt: skip


def report(school: School, group: uuid.UUID) -> None:
    """The assistant led the group's meeting today."""
    with writing(school.session):
        meetings.report(
            school.session,
            school.as_(school.people.assistant),
            school.clock(),
            meetings.Report(group_id=group, held_on=school.today, led_by=school.people.assistant.id, came=3),
        )


def test_nobody_is_at_two_meetings_at_the_same_time(school: School) -> None:
    same, later = school.group(start=time(19)), school.group(start=time(19, 30))
    school.log()
    assert fields(lambda: school.log(group=same)) == ["held_on"]
    school.log(group=later)


def test_naming_a_mentor_binds_them_to_nothing_until_they_confirm(school: School) -> None:
    row, same = school.log(), school.group(start=time(19))
    trainer, people = school.people.trainer, school.people
    with writing(school.session):
        factories.role(school.session, trainer, "volunteer", people.units["nation"])
    elsewhere = school.log(trainer, group=same)
    school.answer(row)
    assert fields(lambda: school.answer(elsewhere)) == ["mentor"]
    assert fields(lambda: report(school, same)) == ["led_by"]
    school.take_back(row, people.assistant)
    report(school, same)


def test_a_mentor_who_led_elsewhere_at_that_time_was_not_here(school: School) -> None:
    same = school.group(start=time(19))
    report(school, same)
    assert fields(school.log) == ["mentor"]


def test_what_was_reported_after_the_log_is_seen_when_the_mentor_confirms(school: School) -> None:
    row, same = school.log(), school.group(start=time(19))
    report(school, same)
    assert fields(lambda: school.answer(row)) == ["mentor"]


def test_a_declined_meeting_is_over_and_may_be_logged_anew(school: School) -> None:
    row = school.log()
    school.answer(row, no=True)
    with pytest.raises(Stale):
        school.answer(row)
    assert school.facts().practice == ()
    school.answer(school.log(part="observed"))
    assert count(school) == 1


def test_a_confirmed_meeting_is_not_declined_but_taken_back(school: School) -> None:
    row = school.log()
    school.answer(row)
    with pytest.raises(Stale):
        school.answer(row, no=True)
    with pytest.raises((Denied, NotVisible)):
        school.take_back(row, school.people.coordinator)
    school.take_back(row, school.people.assistant)
    assert count(school) == 0
    with pytest.raises(Stale):
        school.answer(row)


def test_a_part_that_does_not_exist_is_refused(school: School) -> None:
    assert fields(lambda: school.log(part="slept")) == ["part"]


@pytest.mark.parametrize("name", sorted(cast.PEOPLE))
def test_whose_training_one_may_see_is_the_same_asked_one_by_one_and_as_a_list(
    school: School, name: str
) -> None:
    school.log()
    actor = school.as_(school.people.people[name])
    listed = {person.id for person in school.session.scalars(policy.visible_to(actor))}
    seen = {
        person.id
        for person in school.people.people.values()
        if policy.can_see(
            actor,
            school.session.get_one(Unit, person.unit_id).path,
            person.id,
            mentors_of(school.session, person.id),
        )
    }
    assert listed == seen
    assert (school.candidate.id in listed) is (
        name in {"volunteer", "assistant", "trainer", "staff", "staff_two"}
    )
