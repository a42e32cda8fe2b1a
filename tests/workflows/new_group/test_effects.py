"""What each step of a new group does to it, seen in real rows."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import select

from intranet.cases import operations as cases
from intranet.groups import queries
from intranet.groups.models import Meeting
from tests.workflows.new_group.bergen import PLANNED, Bergen


def test_an_idea_makes_a_planned_group_in_the_district_of_its_town_on_no_list(bergen: Bergen) -> None:
    bergen.register(bergen.people.board)
    assert (bergen.group.status, bergen.group.listed) == ("planned", False)
    assert bergen.case.title == "Bergen"
    assert bergen.case.unit_id == bergen.people.units["vestland"].id


def test_a_certificate_nearby_opens_the_coordinators_task_by_itself(bergen: Bergen) -> None:
    bergen.to_waiting()
    assert not [task for task in bergen.case.tasks if task.key == "take_the_chance"]
    bergen.certify(bergen.people.assistant)
    (task,) = [task for task in bergen.case.tasks if task.key == "take_the_chance"]
    assert (task.status, task.role) == ("open", "coordinator")


def test_approving_lists_the_group_with_what_its_plan_says(bergen: Bergen) -> None:
    bergen.to_approved()
    group = bergen.group
    assert (group.status, group.listed) == ("approved", True)
    assert (group.room, group.weekday, group.start_time) == (PLANNED["room"], "wed", time(18))
    assert group.first_meeting_on == bergen.today + timedelta(8)
    assert (group.contact_person_id, group.leader_id) == (
        bergen.people.volunteer.id,
        bergen.people.assistant.id,
    )
    assert queries.count_of_groups(bergen.session, bergen.people.units["nation"].path) == 0


def test_opening_notes_the_first_meeting_and_taking_it_back_removes_it(bergen: Bergen) -> None:
    bergen.to_trial()
    (meeting,) = queries.meetings_of(bergen.session, bergen.group.id)
    assert (meeting.came, meeting.led_by) == (3, bergen.people.assistant.id)
    assert queries.count_of_groups(bergen.session, bergen.people.units["nation"].path) == 1
    case = bergen.case
    bergen.does(
        lambda session, actor, moment: cases.undo(session, case.id, actor, moment, version=case.version),
        bergen.people.coordinator,
    )
    assert (bergen.group.status, bergen.group.opened_on) == ("approved", None)
    assert queries.meetings_of(bergen.session, bergen.group.id) == []
    assert bergen.session.scalars(select(Meeting.withdrawn_at)).one() is not None


def test_on_hold_the_group_leaves_the_list_and_is_planned_and_decided_anew(bergen: Bergen) -> None:
    bergen.to_approved()
    bergen.take("hold", bergen.people.coordinator, reason="The room is being repaired.")
    assert (bergen.group.status, bergen.group.listed) == ("resting", False)
    bergen.take("resume", bergen.people.coordinator, leader=bergen.people.assistant.id, parent=None)
    assert (bergen.group.status, bergen.group.listed) == ("planned", False)
    assert queries.questions_for(bergen.session, bergen.people.assistant.id) == []


def test_a_plan_that_was_let_go_is_closed_and_stays_in_the_history(bergen: Bergen) -> None:
    bergen.register(bergen.people.volunteer)
    bergen.take("withdraw", bergen.people.volunteer, why_stopped="no_room")
    assert (bergen.group.status, bergen.group.listed) == ("closed", False)
