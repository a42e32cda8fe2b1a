"""A group goes from idea to running, as it is told in Bergen."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from intranet.problems import Denied, Refused
from tests.workflows.new_group.driver import PLAN, NewGroup


def _reasons(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.guard for refusal in caught.value.refusals]


def test_a_group_goes_from_idea_to_running(new_group: NewGroup) -> None:  # noqa: PLR0915 - it is one story
    people = new_group.people
    new_group.register(people.board)
    assert (new_group.state, new_group.case.title) == ("idea", "Bergen")
    assert (new_group.group.status, new_group.group.listed) == ("planned", False)
    assert new_group.case.unit_id == people.units["vestland"].id

    new_group.take("take_up", people.coordinator)
    new_group.complete("talk_around", people.coordinator)
    assert "judge_need" not in new_group.open_tasks
    new_group.complete("look_nearby", people.coordinator)
    assert "judge_need" in new_group.open_tasks
    new_group.take("confirm_need", people.coordinator, expected=6)
    assert new_group.state == "waiting_assistant"
    with pytest.raises(Refused) as nobody:
        new_group.take("assistant_found", people.coordinator, leader=people.assistant.id)
    assert _reasons(nobody) == ["assistant_within_reach"]
    assert "take_the_chance" not in new_group.open_tasks

    new_group.certify(by=people.staff)
    assert "take_the_chance" in new_group.open_tasks
    new_group.take("assistant_found", people.coordinator, leader=people.assistant.id)
    assert new_group.state == "planning"

    new_group.complete("find_room", people.volunteer, room="Church hall", step_free=True)
    new_group.complete("set_time", people.assistant, weekday="tue", start_time=time(18, 30))
    assert "hand_in" not in new_group.open_tasks
    with pytest.raises(Refused) as early:
        new_group.take("submit", people.coordinator, **PLAN)
    assert _reasons(early) == ["tasks_done", "certified_assistant_on_site"]
    new_group.complete(
        "agree_contact", people.coordinator, contact_person=people.volunteer.id, stand_in=people.volunteer.id
    )
    assert "hand_in" in new_group.open_tasks
    with pytest.raises(Refused) as unaccepted:
        new_group.take("submit", people.coordinator, **PLAN)
    assert _reasons(unaccepted) == ["certified_assistant_on_site"]
    new_group.accept()
    new_group.take("submit", people.coordinator, **PLAN)
    assert new_group.open_tasks == {"decide"}

    first = new_group.today + timedelta(days=7)
    for person in (people.board, people.coordinator, people.assistant):
        with pytest.raises(Denied):
            new_group.take("approve", person, first_meeting=first)
    with pytest.raises(Refused) as own_paper:
        new_group.take("approve", people.staff, first_meeting=first)
    assert _reasons(own_paper) == ["not_who_entered_certificate"]
    new_group.take("approve", people.staff_two, first_meeting=first)
    assert (new_group.state, new_group.group.listed, new_group.group.room) == (
        "approved",
        True,
        "Church hall",
    )

    new_group.suspend()
    new_group.clock.forward(days=7)
    with pytest.raises(Refused) as uncovered:
        new_group.take("open", people.coordinator, came=3)
    assert "certified_assistant_on_site" in _reasons(uncovered)
    new_group.lift()
    new_group.take("open", people.coordinator, came=3)
    assert (new_group.state, new_group.group.status) == ("trial", "trial")

    with pytest.raises(Refused) as few:
        new_group.take("establish", people.coordinator)
    assert _reasons(few) == ["enough_people"]
    for _ in range(3):
        new_group.clock.forward(days=7)
        new_group.meet(3)
    assert "is_it_running" in new_group.open_tasks
    new_group.take("establish", people.coordinator)
    assert (new_group.state, new_group.group.status) == ("active", "active")
    assert new_group.case.ended_at == new_group.clock()
