"""The rules of a new group against real rows: what is refused and why, and what each step does to the group."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations as cases
from intranet.cases import store
from intranet.certificates import operations as certificates
from intranet.clock import local_date
from intranet.db import writing
from intranet.engine.text import english
from intranet.groups import assignments, meetings, queries, reach
from intranet.groups.models import Group, Meeting
from intranet.organisation.queries import actor_of
from intranet.people.models import Person, RecordCheck
from intranet.policy import Actor
from intranet.problems import Denied, Refused
from tests import cast, factories
from tests.support.clock import Clock

PLAN = {
    "room": "Church hall, ground floor",
    "step_free": True,
    "weekday": "wed",
    "start_time": time(18),
}


class Bergen:
    """A new group in Bergen, driven as its people would, each operation in a transaction of its own."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        self.kind = "family_club"
        self.case_id: uuid.UUID | None = None

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, self.today)

    @property
    def today(self) -> date:
        return local_date(self.clock())

    @property
    def case(self) -> store.CaseRow:
        assert self.case_id is not None
        return store.load(self.session, self.case_id)

    @property
    def group(self) -> Group:
        assert self.case.subject_id is not None
        placed = queries.find(self.session, self.case.subject_id)
        assert placed is not None
        return placed.group

    def register(self, starter: Person | None = None, place: str = "Bergen") -> None:
        answers = {"place": place, "group_kind": self.kind, "contact": "Kari", "why_here": "Many ask."}
        with writing(self.session):
            self.case_id = cases.begin(
                self.session,
                "new_group",
                "register",
                self.as_(starter or self.people.volunteer),
                self.people.units["vestland"],
                self.clock(),
                answers,
            ).case_id

    def take(self, transition: str, person: Person, **answers: Any) -> None:
        with writing(self.session):
            cases.advance(self.session, self.case.id, transition, self.as_(person), self.clock(), answers)

    def refusals(self, transition: str, person: Person, **answers: Any) -> dict[str, str]:
        """Guard and English sentence of everything that stands in the way of the step."""
        with pytest.raises(Refused) as refused:
            self.take(transition, person, **answers)
        return {refusal.guard: english(refusal.text) for refusal in refused.value.refusals}

    def details(self, transition: str, person: Person, **answers: Any) -> list[str]:
        with pytest.raises(Refused) as refused:
            self.take(transition, person, **answers)
        return [english(text) for refusal in refused.value.refusals for text in refusal.details]

    def complete(self, key: str, person: Person, **answers: Any) -> None:
        task = next(task for task in reversed(self.case.tasks) if task.key == key)
        with writing(self.session):
            cases.complete(self.session, task.id, self.as_(person), self.clock(), answers)

    def certify(self, person: Person, by: Person | None = None, days: int = 730) -> None:
        with writing(self.session):
            certificates.enter_from_paper(
                self.session,
                self.as_(by or self.people.staff),
                self.clock(),
                person_id=person.id,
                number=f"T-{person.name}",
                valid_from=self.today,
                valid_to=self.today + timedelta(days),
            )

    def accept(self, person: Person) -> None:
        (question,) = queries.questions_for(self.session, person.id)
        with writing(self.session):
            assignments.accept(self.session, self.as_(person), self.clock(), question.assignment_id)

    def to_waiting(self) -> None:
        self.register()
        self.take("take_up", self.people.coordinator)
        self.take("confirm_need", self.people.coordinator, expected=6)

    def to_planning(self, accepted: bool = True) -> None:
        self.certify(self.people.assistant)
        self.to_waiting()
        self.take("assistant_found", self.people.coordinator, leader=self.people.assistant.id, parent=None)
        if accepted:
            self.accept(self.people.assistant)
        self.complete("find_room", self.people.volunteer, room=PLAN["room"], step_free=True)
        self.complete("set_time", self.people.assistant, weekday="wed", start_time=time(18))
        self.complete(
            "agree_contact",
            self.people.coordinator,
            contact_person=self.people.volunteer.id,
            stand_in=self.people.trainer.id,
        )

    def submit(self, *, children: bool = False, minutes: str | None = "Start form, folder 3") -> None:
        self.take("submit", self.people.coordinator, children_welcome=children, budget=0, minutes=minutes)

    def to_approved(self) -> None:
        self.to_planning()
        self.submit()
        self.take("approve", self.people.staff_two, first_meeting=self.today + timedelta(8))

    def to_trial(self) -> None:
        self.to_approved()
        self.clock.forward(days=8)
        self.take("open", self.people.coordinator, came=3)

    def report(self, came: int, estimate: int | None = None) -> None:
        with writing(self.session):
            meetings.report(
                self.session,
                self.as_(self.people.assistant),
                self.clock(),
                group_id=self.group.id,
                held_on=self.today,
                led_by=self.people.assistant.id,
                came=came,
                different_visitors=estimate,
            )


@pytest.fixture
def bergen(session: Session, people: cast.Cast, clock: Clock) -> Bergen:
    return Bergen(session, people, clock)


def test_an_idea_makes_a_planned_group_in_the_district_of_its_town_on_no_list(bergen: Bergen) -> None:
    bergen.register(bergen.people.board)
    assert (bergen.group.status, bergen.group.listed) == ("planned", False)
    assert bergen.case.title == "Bergen"
    assert bergen.case.unit_id == bergen.people.units["vestland"].id


def test_a_town_without_a_district_waits_for_staff(bergen: Bergen) -> None:
    bergen.register(bergen.people.board, place="Ålesund")
    assert bergen.case.unit_id == bergen.people.units["nation"].id
    with writing(bergen.session):
        factories.role(
            bergen.session, bergen.people.coordinator, "coordinator", bergen.people.units["nation"]
        )
    assert bergen.refusals("take_up", bergen.people.coordinator) == {
        "has_district": "Ålesund does not belong to a district yet."
    }


def test_without_anybody_certified_it_waits_and_says_who_is_nearest(bergen: Bergen) -> None:
    bergen.certify(bergen.people.trainer)
    bergen.to_waiting()
    reasons = bergen.refusals(
        "assistant_found", bergen.people.coordinator, leader=bergen.people.assistant.id, parent=None
    )
    assert reasons == {"assistant_within_reach": "Assistant Eksempel has no certificate."}
    details = bergen.details(
        "assistant_found", bergen.people.coordinator, leader=bergen.people.assistant.id, parent=None
    )
    assert details == ["One certified assistant, 305 km away"]


def test_a_certificate_nearby_opens_the_coordinators_task_by_itself(bergen: Bergen) -> None:
    bergen.to_waiting()
    assert not [task for task in bergen.case.tasks if task.key == "take_the_chance"]
    bergen.certify(bergen.people.assistant)
    (task,) = [task for task in bergen.case.tasks if task.key == "take_the_chance"]
    assert (task.status, task.role) == ("open", "coordinator")


def test_somebody_far_away_counts_once_the_coordinator_confirms_it(bergen: Bergen) -> None:
    bergen.certify(bergen.people.trainer)
    bergen.to_waiting()
    leader = bergen.people.trainer.id
    (text,) = bergen.refusals(
        "assistant_found", bergen.people.coordinator, leader=leader, parent=None
    ).values()
    assert text.startswith("Trainer Eksempel lives and works more than 40 km away.")
    with writing(bergen.session):
        reach.confirm(
            bergen.session,
            bergen.as_(bergen.people.coordinator),
            bergen.clock(),
            group_id=bergen.group.id,
            person_id=leader,
        )
    bergen.take("assistant_found", bergen.people.coordinator, leader=leader, parent=None)
    assert bergen.case.state == "planning"


def test_nobody_is_sent_for_decision_before_they_said_yes_in_person(bergen: Bergen) -> None:
    bergen.to_planning(accepted=False)
    with pytest.raises(Refused) as refused:
        bergen.submit()
    (refusal,) = refused.value.refusals
    assert refusal.guard == "certified_assistant_on_site"
    assert english(refusal.text) == "Assistant Eksempel has been asked and has not said yes yet."
    assert refusal.mender == "leader"
    bergen.accept(bergen.people.assistant)
    bergen.submit()
    assert bergen.case.state == "decision"


def test_where_children_are_welcome_each_record_check_was_seen(bergen: Bergen) -> None:
    bergen.to_planning()
    with pytest.raises(Refused) as refused:
        bergen.submit(children=True)
    (refusal,) = refused.value.refusals
    assert english(refusal.text) == "Children are welcome, so 3 record checks must be seen first."
    with writing(bergen.session):
        for name in ("assistant", "volunteer", "trainer"):
            bergen.session.add(
                RecordCheck(
                    person_id=bergen.people.people[name].id,
                    seen_on=bergen.today,
                    next_check_on=bergen.today + timedelta(700),
                    seen_by=bergen.people.staff.id,
                    entered_at=bergen.clock(),
                )
            )
    bergen.submit(children=True)
    assert bergen.case.state == "decision"


def test_in_norway_a_group_without_an_association_says_where_its_start_form_is(bergen: Bergen) -> None:
    bergen.to_planning()
    with pytest.raises(Refused) as refused:
        bergen.submit(minutes=None)
    assert [refusal.guard for refusal in refused.value.refusals] == ["start_papers"]


def test_whoever_entered_the_certificate_does_not_approve_the_group(bergen: Bergen) -> None:
    bergen.to_planning()
    bergen.submit()
    first_meeting = bergen.today + timedelta(8)
    assert set(bergen.refusals("approve", bergen.people.staff, first_meeting=first_meeting)) == {
        "not_who_entered_certificate"
    }
    bergen.take("approve", bergen.people.staff_two, first_meeting=first_meeting)
    assert bergen.case.state == "approved"


def test_the_leader_the_idea_and_whoever_sent_it_do_not_decide(bergen: Bergen) -> None:
    bergen.to_planning()
    bergen.submit()
    with writing(bergen.session):
        for name in ("coordinator", "volunteer", "assistant"):
            factories.role(bergen.session, bergen.people.people[name], "board", bergen.people.units["nation"])
    for name in ("coordinator", "volunteer", "assistant"):
        with pytest.raises(Denied):
            bergen.take("approve", bergen.people.people[name], first_meeting=bergen.today)


def test_a_certificate_that_ends_soon_after_the_first_meeting_is_too_short(bergen: Bergen) -> None:
    bergen.certify(bergen.people.trainer)
    bergen.to_planning()
    bergen.submit()
    late = bergen.today + timedelta(700)
    (text,) = bergen.refusals("approve", bergen.people.staff_two, first_meeting=late).values()
    assert text.startswith("The certificate of Assistant Eksempel ends on ")


def test_approving_lists_the_group_with_what_its_plan_says(bergen: Bergen) -> None:
    bergen.to_approved()
    group = bergen.group
    assert (group.status, group.listed) == ("approved", True)
    assert (group.room, group.weekday, group.start_time) == (PLAN["room"], "wed", time(18))
    assert group.first_meeting_on == bergen.today + timedelta(8)
    assert (group.contact_person_id, group.leader_id) == (
        bergen.people.volunteer.id,
        bergen.people.assistant.id,
    )
    assert queries.count_of_groups(bergen.session, bergen.people.units["nation"].path) == 0


def test_a_suspension_before_the_first_meeting_keeps_the_group_closed_until_it_is_lifted(
    bergen: Bergen,
) -> None:
    bergen.to_approved()
    bergen.clock.forward(days=8)
    leader = bergen.people.assistant.id
    with writing(bergen.session):
        certificates.suspend(
            bergen.session,
            bergen.as_(bergen.people.staff),
            bergen.clock(),
            person_id=leader,
            ground="safety",
            reason="We look into it.",
        )
    refusals = bergen.refusals("open", bergen.people.coordinator, came=3)
    assert refusals["certified_assistant_on_site"] == (
        "The certificate of Assistant Eksempel does not count at the moment."
    )
    with writing(bergen.session):
        certificates.lift(
            bergen.session,
            bergen.as_(bergen.people.board),
            bergen.clock(),
            person_id=leader,
            reason="All is well.",
        )
    bergen.take("open", bergen.people.coordinator, came=3)
    assert bergen.group.status == "trial"


def test_the_first_meeting_is_held_before_the_group_is_open(bergen: Bergen) -> None:
    bergen.to_approved()
    assert set(bergen.refusals("open", bergen.people.coordinator, came=3)) == {"meeting_was_held"}


def test_opening_notes_the_first_meeting_and_taking_it_back_removes_it(bergen: Bergen) -> None:
    bergen.to_trial()
    (meeting,) = queries.meetings_of(bergen.session, bergen.group.id)
    assert (meeting.came, meeting.led_by) == (3, bergen.people.assistant.id)
    assert queries.count_of_groups(bergen.session, bergen.people.units["nation"].path) == 1
    with writing(bergen.session):
        cases.undo(
            bergen.session,
            bergen.case.id,
            bergen.as_(bergen.people.coordinator),
            bergen.clock(),
            version=bergen.case.version,
        )
    assert (bergen.group.status, bergen.group.opened_on) == ("approved", None)
    assert queries.meetings_of(bergen.session, bergen.group.id) == []
    assert bergen.session.scalars(select(Meeting.withdrawn_at)).one() is not None


@pytest.mark.parametrize(("numbers", "enough"), [((1, 1, 2), False), ((2, 1, 2), True), ((2, 2, 1), True)])
def test_a_family_club_runs_once_two_families_came_three_times_of_four(
    bergen: Bergen, numbers: tuple[int, ...], enough: bool
) -> None:
    bergen.to_trial()
    for came in numbers:
        bergen.clock.forward(days=7)
        bergen.report(came)
    if enough:
        bergen.take("establish", bergen.people.coordinator)
        assert bergen.group.status == "active"
    else:
        assert set(bergen.refusals("establish", bergen.people.coordinator)) == {"enough_people"}


def test_peer_support_runs_once_four_different_visitors_came_in_four_weeks(bergen: Bergen) -> None:
    bergen.kind = "peer_support"
    bergen.to_trial()
    bergen.clock.forward(days=7)
    bergen.report(5, estimate=3)
    assert set(bergen.refusals("establish", bergen.people.coordinator)) == {"enough_people"}
    bergen.clock.forward(days=7)
    bergen.report(5, estimate=4)
    bergen.take("establish", bergen.people.coordinator)
    assert bergen.case.state == "active"


def test_on_hold_the_group_leaves_the_list_and_is_planned_and_decided_anew(bergen: Bergen) -> None:
    bergen.to_approved()
    bergen.take("hold", bergen.people.coordinator, reason="The room is being repaired.")
    assert (bergen.group.status, bergen.group.listed) == ("resting", False)
    bergen.take("resume", bergen.people.coordinator, leader=bergen.people.assistant.id, parent=None)
    assert (bergen.group.status, bergen.group.listed) == ("planned", False)
    assert queries.questions_for(bergen.session, bergen.people.assistant.id) == []


def test_a_plan_that_was_let_go_is_closed_and_stays_in_the_history(bergen: Bergen) -> None:
    bergen.register()
    bergen.take("withdraw", bergen.people.volunteer, why_stopped="no_room")
    assert (bergen.group.status, bergen.group.listed) == ("closed", False)
