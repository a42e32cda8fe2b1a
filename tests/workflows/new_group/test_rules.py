"""The rules of a new group against real rows: what is refused, and why; what is done is told in `test_effects`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.db import writing
from intranet.engine.text import english
from intranet.groups import reach
from intranet.people.models import RecordCheck
from intranet.problems import Denied, Refused
from tests import factories
from tests.workflows.new_group.bergen import Bergen
from tests.workflows.new_group.driver import PLAN


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
    (refusal,) = bergen.refused(
        "assistant_found", bergen.people.coordinator, leader=bergen.people.assistant.id, parent=None
    )
    assert [english(text) for text in refusal.details] == ["One certified assistant, 305 km away"]


def test_somebody_far_away_counts_once_the_coordinator_confirms_it(bergen: Bergen) -> None:
    bergen.certify(bergen.people.trainer)
    bergen.to_waiting()
    leader = bergen.people.trainer.id
    (text,) = bergen.refusals(
        "assistant_found", bergen.people.coordinator, leader=leader, parent=None
    ).values()
    assert text.startswith("Trainer Eksempel lives and works more than 40 km away.")
    bergen.does(reach.confirm, bergen.people.coordinator, group_id=bergen.case.subject_id, person_id=leader)
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
    without = {**PLAN, "minutes": None}
    assert set(bergen.refusals("submit", bergen.people.coordinator, **without)) == {"start_papers"}


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


def test_a_suspension_before_the_first_meeting_keeps_the_group_closed_until_it_is_lifted(
    bergen: Bergen,
) -> None:
    bergen.to_approved()
    bergen.clock.forward(days=8)
    bergen.suspend()
    refusals = bergen.refusals("open", bergen.people.coordinator, came=3)
    assert refusals["certified_assistant_on_site"] == (
        "The certificate of Assistant Eksempel does not count at the moment."
    )
    bergen.lift()
    bergen.take("open", bergen.people.coordinator, came=3)
    assert bergen.group.status == "trial"


def test_the_first_meeting_is_held_before_the_group_is_open(bergen: Bergen) -> None:
    bergen.to_approved()
    assert set(bergen.refusals("open", bergen.people.coordinator, came=3)) == {"meeting_was_held"}


@pytest.mark.parametrize(("numbers", "enough"), [((1, 1, 2), False), ((2, 1, 2), True), ((2, 2, 1), True)])
def test_a_family_club_runs_once_two_families_came_three_times_of_four(
    bergen: Bergen, numbers: tuple[int, ...], enough: bool
) -> None:
    bergen.to_trial()
    for came in numbers:
        bergen.clock.forward(days=7)
        bergen.reports(came)
    if enough:
        bergen.take("establish", bergen.people.coordinator)
        assert bergen.group.status == "active"
    else:
        assert set(bergen.refusals("establish", bergen.people.coordinator)) == {"enough_people"}


def test_peer_support_runs_once_four_different_visitors_came_in_four_weeks(bergen: Bergen) -> None:
    bergen.kind = "peer_support"
    bergen.to_trial()
    bergen.clock.forward(days=7)
    bergen.reports(5, estimate=3)
    assert set(bergen.refusals("establish", bergen.people.coordinator)) == {"enough_people"}
    bergen.clock.forward(days=7)
    bergen.reports(5, estimate=4)
    bergen.take("establish", bergen.people.coordinator)
    assert bergen.case.state == "active"
