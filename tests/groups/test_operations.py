"""Assignments, reach, meetings and changes of a group: what is refused, who may not, and what is written."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import writing
from intranet.groups import (
    assignments,
    details,
    meetings,
    operations,
    policy,
    queries,
    reach,
    settling,
)
from intranet.groups.cover import Basis, covered
from intranet.groups.details import Details
from intranet.groups.evidence import facts_of_group
from intranet.groups.looking import Seen, seen
from intranet.groups.models import Assignment, Group, Meeting
from intranet.groups.nearby import nearest_assistants
from intranet.organisation.operations import set_regions
from intranet.organisation.queries import actor_of
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused, Stale
from tests import cast, factories
from tests.support.clock import Clock

ANSWERS = {"room": "Church hall", "step_free": True, "weekday": "wed", "start_time": time(18)}


class Club:
    """A group in Bergen that the assistant leads, with whatever a test does to it."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        self.certify(people.assistant)
        self.id = self.plan()

    @property
    def today(self) -> date:
        return local_date(self.clock())

    @property
    def group(self) -> Group:
        placed = queries.find(self.session, self.id)
        assert placed is not None
        return placed.group

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, self.today)

    def certify(self, person: Person, until: date = date(2028, 1, 1)) -> None:
        with writing(self.session):
            factories.certificate(self.session, person, self.people.staff, date(2026, 1, 1), until)

    def plan(self, kind: str = "family_club") -> uuid.UUID:
        with writing(self.session):
            return operations.plan_group(
                self.session, self.clock(), kind=kind, town_name="Bergen", country="NO", entered_by=None
            ).group.id

    def ask(self, person: Person, by: Person | None = None, **days: date) -> Assignment:
        with writing(self.session):
            return assignments.ask(
                self.session,
                self.as_(by or self.people.coordinator),
                self.clock(),
                group_id=self.id,
                person_id=person.id,
                **days,
            )

    def accept(self, row: Assignment, by: Person | None = None) -> None:
        with writing(self.session):
            whose = by or self.session.get_one(Person, row.person_id)
            assignments.accept(self.session, self.as_(whose), self.clock(), row.id)

    def end(self, row: Assignment, by: Person) -> None:
        with writing(self.session):
            assignments.end(self.session, self.as_(by), self.clock(), row.id)

    def start(self, **answers: Any) -> Assignment:
        """Led by the assistant and approved, to meet for the first time today."""
        row = self.ask(self.people.assistant)
        self.accept(row)
        told = {
            **ANSWERS,
            "leader": self.people.assistant.id,
            "first_meeting": self.today,
            "contact_person": self.people.volunteer.id,
            **answers,
        }
        with writing(self.session):
            operations.list_group(self.session, self.clock(), self.id, told)
        return row

    def report(self, by: Person | None = None, **told: Any) -> Meeting:
        leader = self.people.assistant
        with writing(self.session):
            return meetings.report(
                self.session,
                self.as_(by or leader),
                self.clock(),
                **{"group_id": self.id, "held_on": self.today, "led_by": leader.id, "came": 3, **told},
            )

    def details(self) -> Details:
        group = self.group
        return Details(**{name: getattr(group, name) for name in Details.__dataclass_fields__})

    def change(self, by: Person | None = None, version: int | None = None, **changes: Any) -> None:
        changed = replace(self.details(), **changes)
        with writing(self.session):
            details.change_details(
                self.session,
                self.as_(by or self.people.coordinator),
                self.clock(),
                group_id=self.id,
                version=self.group.version if version is None else version,
                details=changed,
            )


@pytest.fixture
def club(session: Session, people: cast.Cast, clock: Clock) -> Club:
    return Club(session, people, clock)


def fields(action: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        action()
    return [refusal.guard for refusal in refused.value.refusals]


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


def test_a_meeting_is_reported_once_in_numbers_and_can_be_withdrawn(club: Club) -> None:
    club.start()
    meeting = club.report()
    assert fields(club.report) == ["held_on"]
    with writing(club.session):
        meetings.withdraw(club.session, club.as_(club.people.assistant), club.clock(), meeting.id)
    assert club.report(came=4).came == 4


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"came": -1}, ["came"]),
        ({"came": 501}, ["came"]),
        ({"days": 1}, ["held_on", "led_by"]),
        ({"days": -1}, ["held_on", "led_by"]),
        ({"led_by": uuid.uuid4()}, ["led_by"]),
    ],
)
def test_a_report_that_cannot_be_is_refused(club: Club, told: dict[str, Any], wrong: list[str]) -> None:
    club.certify(club.people.assistant, until=club.today)
    row = club.start()
    told = dict(told)
    if days := told.pop("days", None):
        told["held_on"] = club.today + timedelta(days)
        club.end(row, club.people.assistant)
        found = fields(lambda: club.report(club.people.coordinator, **told))
    else:
        found = fields(lambda: club.report(**told))
    assert found == wrong


def test_nobody_leads_a_meeting_with_a_certificate_that_does_not_count(club: Club) -> None:
    row = club.start()
    with writing(club.session):
        factories.accepted_assignment(
            club.session, club.id, club.people.trainer, club.people.coordinator, club.clock()
        )
    assert fields(lambda: club.report(led_by=club.people.trainer.id)) == ["led_by"]
    club.end(row, club.people.assistant)
    club.clock.forward(days=1)
    assert fields(
        lambda: club.report(club.people.coordinator, held_on=club.today, led_by=club.people.assistant.id)
    ) == ["led_by"]


def test_one_person_does_not_lead_two_meetings_at_once(club: Club) -> None:
    club.start()
    club.report()
    club.id = club.plan()
    club.start(weekday="thu", start_time=time(19))
    assert fields(club.report) == ["led_by"]
    club.change(start_time=time(20))
    club.report()


def test_peer_support_asks_for_the_estimate_and_a_family_club_does_not(club: Club) -> None:
    club.id = club.plan("peer_support")
    club.start()
    assert fields(club.report) == ["different_visitors"]
    assert club.report(different_visitors=5).different_visitors == 5
    assert queries.newest_estimate(club.session, club.id, club.today) == 5
    assert queries.newest_estimate(club.session, club.id, club.today + timedelta(28)) is None


def test_others_than_the_leader_and_the_coordinator_report_nothing(club: Club) -> None:
    club.start()
    for name in ("volunteer", "staff", "board", "coordinator_east", "outsider", "swede"):
        with pytest.raises((Denied, NotVisible)):
            club.report(club.people.people[name])


def test_details_are_changed_after_approval_and_an_older_form_is_stale(club: Club) -> None:
    club.start()
    version = club.group.version
    club.change(club.people.assistant, room="Library", end_time=time(20), rhythm="biweekly")
    assert (club.group.room, club.group.rhythm) == ("Library", "biweekly")
    with pytest.raises(Stale):
        club.change(version=version, room="Somewhere else")
    assert club.group.room == "Library"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"room": " "}, ["room"]),
        ({"weekday": "someday"}, ["weekday"]),
        ({"end_time": time(17)}, ["end_time"]),
        ({"rhythm": "now and then"}, ["rhythm"]),
        ({"meeting_language": "xx"}, ["meeting_language"]),
        ({"contact_person_id": uuid.uuid4()}, ["contact_person_id"]),
        ({"first_meeting_on": date.max}, ["first_meeting_on"]),
        ({"children_welcome": True}, ["children_welcome", "children_welcome"]),
    ],
)
def test_a_change_that_cannot_be_is_refused(club: Club, changes: dict[str, Any], wrong: list[str]) -> None:
    club.start()
    assert fields(lambda: club.change(**changes)) == wrong


def test_the_day_of_the_first_meeting_stays_once_it_was_held(club: Club) -> None:
    club.start()
    club.change(first_meeting_on=club.today + timedelta(7))
    club.clock.forward(days=7)
    with writing(club.session):
        operations.open_group(
            club.session,
            club.clock(),
            club.id,
            led_by=club.people.assistant.id,
            came=2,
            by=club.people.coordinator.id,
        )
    assert fields(lambda: club.change(first_meeting_on=club.today - timedelta(1)))[0] == "first_meeting_on"


def test_a_new_leader_is_named_only_with_everything_the_first_one_needed(club: Club) -> None:
    club.start()

    def name(person: Person) -> None:
        with writing(club.session):
            details.change_leader(
                club.session,
                club.as_(club.people.coordinator),
                club.clock(),
                group_id=club.id,
                version=club.group.version,
                person_id=person.id,
            )

    assert fields(lambda: name(club.people.trainer)) == ["leader"]
    club.certify(club.people.volunteer)
    club.accept(club.ask(club.people.volunteer))
    name(club.people.volunteer)
    assert club.group.leader_id == club.people.volunteer.id


def test_a_group_moves_into_the_district_that_gets_its_town(club: Club) -> None:
    with writing(club.session):
        plan = operations.plan_group(
            club.session,
            club.clock(),
            kind="family_club",
            town_name="Ålesund",
            country="NO",
            entered_by=None,
        )
    assert plan.unit.parent_id == club.people.units["nation"].id
    vestland = club.people.units["vestland"]
    with facts.fact_changed.connected_to(settling.on_fact), writing(club.session):
        set_regions(
            club.session,
            club.as_(club.people.staff),
            club.clock(),
            vestland.id,
            regions=["NO.46", "NO.08"],
        )
    placed = queries.find(club.session, plan.group.id)
    assert placed is not None
    assert (placed.unit.parent_id, placed.unit.path) == (
        vestland.id,
        f"{vestland.path}{plan.group.id}/",
    )


def test_a_second_group_in_a_town_gets_a_name_of_its_own(club: Club) -> None:
    second = club.plan()
    assert queries.name_of(club.session, second) == "Bergen 2"


def test_a_second_idea_hears_of_the_first_and_strangers_hear_only_that_there_is_one(club: Club) -> None:
    seen_by = {
        name: queries.same_place(club.session, club.as_(club.people.people[name]), "bergen", "NO")
        for name in ("coordinator", "volunteer")
    }
    assert [len(seen_by["coordinator"].seen), seen_by["coordinator"].others] == [1, 0]
    assert [len(seen_by["volunteer"].seen), seen_by["volunteer"].others] == [0, 1]


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("name", sorted(cast.PEOPLE))
def test_the_query_and_the_predicate_agree_on_every_group(club: Club, name: str, listed: bool) -> None:
    if listed:
        club.start()
    else:
        club.ask(club.people.assistant)
    actor = club.as_(club.people.people[name])
    whole = seen(club.session, club.as_(club.people.coordinator), club.id)
    for query, predicate in ((policy.visible_to, can_see), (policy.open_to, can_see_inside)):
        found = club.session.scalars(query(actor)).all()
        assert ([group.id for group in found] == [club.id]) is predicate(actor, whole)


def can_see(actor: Actor, group: Seen) -> bool:
    return policy.can_see(actor, group.path, group.group.listed, group.involved)


def can_see_inside(actor: Actor, group: Seen) -> bool:
    return policy.can_see_inside(actor, group.path, group.involved)
