"""A club that has grown becomes two; others go together, rest or close, as it is told in Bergen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.groups.families import families_of
from intranet.problems import Denied, Refused
from tests.workflows.group_change.driver import SPLIT, Change


def _reasons(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.guard for refusal in caught.value.refusals]


def test_a_club_that_has_grown_becomes_two(change: Change) -> None:
    people = change.people
    change.count(10)
    assert change.all == []
    change.meet(11)
    change.follow()
    assert (change.state, change.case.title, change.steps) == ("proposed", "Bergen", ["propose_split"])
    assert change.case.people == {"leader": people.assistant.id}
    assert change.open_tasks == {"take_it_up"}

    change.take("talk", people.assistant)
    change.complete("note_view", people.assistant, view="Two clubs would be good.")
    second = change.second_assistant()
    plan = {**SPLIT, "new_leader": second.id}
    with pytest.raises(Refused) as alone:
        change.take("plan_split", people.coordinator, **{**plan, "new_leader": people.assistant.id})
    assert _reasons(alone) == ["new_assistant_within_reach"]
    with pytest.raises(Refused) as small:
        change.take("plan_split", people.coordinator, **{**plan, "families_go": 1})
    assert _reasons(small) == ["two_whole_parts"]
    with pytest.raises(Refused) as same_evening:
        change.take("plan_split", people.coordinator, **{**plan, "new_weekday": "tue"})
    assert _reasons(same_evening) == ["two_whole_parts"]
    change.take("plan_split", people.coordinator, **plan)
    part = change.part
    assert (part.status, part.listed, part.room, part.weekday) == ("planned", False, "Library", "thu")

    with pytest.raises(Refused) as unasked:
        change.take("submit", people.coordinator)
    assert _reasons(unasked) == ["each_part_has_an_assistant"]
    change.says_yes(second, part.id)
    change.take("submit", people.coordinator)
    for person in (people.coordinator, people.assistant, second):
        with pytest.raises(Denied):
            change.take("approve", person, from_day=change.today)
    change.take("approve", people.staff, from_day=change.today)
    assert change.state == "carrying_out"
    new = change.case_of(part.id)
    assert (new.state, new.via, new.people["leader"]) == ("decision", "split_off", second.id)

    change.see_through()
    with pytest.raises(Refused) as undecided:
        change.take("finish", people.coordinator)
    assert _reasons(undecided) == ["new_part_approved"]
    change.id, of_the_change = new.id, change.id
    change.take("approve", people.board, first_meeting=change.today + timedelta(days=7))
    change.id = of_the_change
    change.take("finish", people.coordinator)
    assert change.state == "done"
    assert (change.group.status, change.part.status) == ("active", "approved")
    assert families_of(change.session, change.group_id, change.today) == 6
    assert families_of(change.session, part.id, change.today) == 5
    assert "follow_up" in change.open_tasks


def test_two_clubs_go_together_and_nobody_is_moved(change: Change) -> None:
    other = change.other_club()
    change.finished("merge", merge_with=other)
    assert change.state == "done"
    assert (change.group.status, change.group.listed, change.group.merged_into_id) == ("closed", False, other)
    assert families_of(change.session, other, change.today) == 5
    assert change.group_of(other).status == "active"


def test_a_group_rests_and_is_looked_at_again_and_meets(change: Change) -> None:
    people = change.people
    change.finished("rest")
    assert (change.state, change.group.status, change.group.listed) == ("resting", "resting", False)
    assert "look_again" not in change.open_tasks
    change.tick(days=90)
    assert "look_again" in change.open_tasks
    change.take("wake", people.coordinator)
    assert (change.state, change.group.status, change.group.listed) == ("done", "active", True)


def test_a_group_closes_when_everybody_has_been_told(change: Change) -> None:
    people = change.people
    change.approved("close")
    assert change.state == "closing"
    for task, person in (("update_list", people.staff), ("tell_partners", people.coordinator)):
        change.complete(task, person)
    with pytest.raises(Refused) as untold:
        change.take("finish", people.coordinator)
    assert _reasons(untold) == ["tasks_done", "everybody_told", "handed_over"]
    change.complete("tell_everybody", people.assistant, told_on=change.today)
    change.complete("hand_over", people.assistant, handed_to="The district.", erased=True)
    change.take("finish", people.coordinator)
    assert (change.state, change.group.status, change.group.listed) == ("done", "closed", False)
