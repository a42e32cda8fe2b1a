"""Asking somebody to lead and who can be there: who asks, who says yes, and what is refused."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from intranet.db import writing
from intranet.groups import assignments, operations, queries, reach
from intranet.groups.cover import Basis, covered
from intranet.groups.evidence import facts_of_group
from intranet.groups.nearby import nearest_assistants
from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Stale
from tests.groups.club import ANSWERS, Club
from tests.support.refusals import fields


def test_the_coordinator_asks_and_only_the_person_asked_says_yes(club: Club) -> None:
    row = club.ask(club.people.assistant)
    (question,) = queries.questions_for(club.session, club.people.assistant.id)
    assert (question.assignment_id, question.town) == (row.id, "Bergen")
    with pytest.raises(Denied):
        club.accept(row, club.people.coordinator)
    club.accept(row)
    assert queries.questions_for(club.session, club.people.assistant.id) == []
    assert covered(facts_of_group(club.session, club.id), club.today).basis is Basis.CERTIFIED


@pytest.mark.parametrize("name", ["assistant", "volunteer", "staff", "board", "coordinator_east", "swede"])
def test_only_the_districts_coordinator_asks(club: Club, name: str) -> None:
    with pytest.raises((Denied, NotVisible)):
        club.ask(club.people.assistant, club.people.people[name])


def test_nobody_is_asked_twice_or_from_another_country_or_after_they_left(club: Club) -> None:
    club.ask(club.people.assistant)
    assert fields(lambda: club.ask(club.people.assistant)) == ["person"]
    assert fields(lambda: club.ask(club.people.swede)) == ["person"]
    with writing(club.session):
        club.session.get_one(Person, club.people.trainer.id).left_on = club.today
        club.session.flush()
    assert fields(lambda: club.ask(club.people.trainer)) == ["person"]


def test_a_question_that_was_taken_back_can_no_longer_be_answered(club: Club) -> None:
    row = club.ask(club.people.assistant)
    club.end(row, club.people.coordinator)
    with pytest.raises(Stale):
        club.accept(row)
    club.accept(club.ask(club.people.assistant))


def test_ending_twice_and_saying_yes_twice_do_nothing_more(club: Club) -> None:
    row = club.ask(club.people.assistant)
    club.accept(row)
    club.clock.forward(hours=1)
    club.accept(row)
    club.end(row, club.people.assistant)
    ended = row.ended_at
    club.clock.forward(hours=1)
    club.end(row, club.people.assistant)
    assert row.ended_at == ended


def test_another_volunteer_cannot_tell_a_planned_group_from_none(club: Club) -> None:
    row = club.ask(club.people.assistant)
    with pytest.raises(NotVisible):
        club.end(row, club.people.volunteer)
    with pytest.raises(NotVisible):
        assignments.end(club.session, club.as_(club.people.volunteer), club.clock(), uuid.uuid4())


def test_a_third_group_and_one_at_the_same_time_are_refused_when_they_run_already(club: Club) -> None:
    first = club.id
    club.start()
    club.id = club.plan()
    with writing(club.session):
        operations.list_group(club.session, club.clock(), club.id, ANSWERS)
    row = club.ask(club.people.assistant)
    assert fields(lambda: club.accept(row)) == ["assignment"]
    with writing(club.session):
        operations.note_answers(club.session, club.clock(), club.id, {"weekday": "thu"})
    club.accept(row)
    club.id = club.plan()
    with writing(club.session):
        told = {**ANSWERS, "weekday": "fri"}
        operations.list_group(club.session, club.clock(), club.id, told)
    third = club.ask(club.people.assistant)
    assert fields(lambda: club.accept(third)) == ["assignment"]
    with writing(club.session):
        operations.rest_group(club.session, club.clock(), first)
    club.accept(third)


def test_a_stand_in_covers_for_some_days_and_says_which(club: Club) -> None:
    club.certify(club.people.trainer)
    soon = club.today + timedelta(7)
    assert fields(lambda: club.ask(club.people.trainer, from_on=soon)) == ["until_on"]
    assert fields(lambda: club.ask(club.people.trainer, from_on=soon, until_on=club.today)) == ["until_on"]
    assert fields(lambda: club.ask(club.people.trainer, until_on=date.max)) == ["until_on"]
    club.accept(club.ask(club.people.trainer, until_on=soon))
    facts = facts_of_group(club.session, club.id)
    assert [covered(facts, day).holds for day in (club.today, soon, soon + timedelta(1))] == [
        True,
        True,
        False,
    ]


def test_reach_is_confirmed_by_the_coordinator_never_by_oneself(club: Club) -> None:
    def confirm(person: Person, by: Person) -> None:
        with writing(club.session):
            reach.confirm(club.session, club.as_(by), club.clock(), group_id=club.id, person_id=person.id)

    people = club.people
    for by in (people.staff, people.coordinator_east):
        with pytest.raises((Denied, NotVisible)):
            confirm(people.trainer, by)
    with pytest.raises(Denied):
        confirm(people.coordinator, people.coordinator)
    confirm(people.trainer, people.coordinator)
    confirm(people.trainer, people.coordinator)
    club.certify(people.trainer)
    town = club.people.towns["Bergen"]
    near = {one.person_id: one for one in nearest_assistants(club.session, town, club.today, None)}
    assert near[people.trainer.id].within_reach
    with writing(club.session):
        reach.withdraw(
            club.session,
            club.as_(people.coordinator),
            club.clock(),
            group_id=club.id,
            person_id=people.trainer.id,
        )
    near = {one.person_id: one for one in nearest_assistants(club.session, town, club.today, None)}
    assert not near[people.trainer.id].within_reach
