"""What must be impossible with a group's change, and what is proposed by itself and when not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intranet.db import writing
from intranet.groups import families, operations
from intranet.groups.families import families_of
from intranet.groups.models import Assignment
from intranet.organisation.models import Setting
from intranet.problems import Denied, Refused
from tests import factories
from tests.workflows.databases import ON_SQLITE
from tests.workflows.group_change.driver import SPLIT, Change

pytestmark = ON_SQLITE


def _reasons(act: Any, *args: Any, **more: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **more)
    return [refusal.guard for refusal in caught.value.refusals]


def _set(change: Change, key: str, value: int) -> None:
    with writing(change.session):
        change.session.add(
            Setting(unit_id=change.people.units["nation"].id, key=key, value=value, set_at=change.clock())
        )


def test_a_club_never_has_a_thirteenth_family_by_count_or_by_report(change: Change) -> None:
    change.count(12)
    assert _reasons(change.count, 13) == ["families"]
    assert _reasons(change.meet, 13) == ["came"]
    assert families_of(change.session, change.group_id, change.today) == 12


def test_a_split_is_proposed_at_eleven_and_not_at_ten(change: Change) -> None:
    change.count(10)
    assert change.all == []
    change.count(11)
    assert change.follow().state == "proposed"
    change.count(12)
    assert change.state == "full"
    assert len(change.all) == 1


@pytest.mark.parametrize(("limit", "proposed"), [(9, True), (12, False)])
def test_at_how_many_families_a_split_is_proposed_is_a_setting(
    change: Change, limit: int, proposed: bool
) -> None:
    _set(change, "families_split", limit)
    change.count(9)
    assert bool(change.all) is proposed
    change.count(11)
    assert bool(change.all) is proposed


def test_what_was_decided_against_is_not_proposed_again_for_sixty_days(change: Change) -> None:
    change.count(11)
    change.follow().take("cancel", change.people.coordinator, reason="Two families move away.")
    change.a_day_begins()
    change.count(10)
    change.count(11)
    assert len(change.all) == 1
    change.a_day_begins(59)
    assert len(change.all) == 2


def test_a_full_club_is_reminded_each_week_until_the_split_is_sent_for_decision(change: Change) -> None:
    change.count(12)
    change.follow()
    assert change.open_tasks == {"take_it_up"}
    change.tick(days=7)
    assert change.open_tasks == {"take_it_up", "remind_leader", "remind_trainer"}
    change.complete("remind_trainer", change.people.trainer)
    change.tick(days=7)
    assert "remind_trainer" in change.open_tasks
    reminders = {"remind_leader", "remind_trainer"}
    change.take("talk", change.people.assistant)
    assert "remind_leader" not in change.open_tasks  # what it asked for is done
    change.tick(days=7)
    assert change.open_tasks == {"note_view", "make_plan", *reminders}
    change.complete("remind_leader", change.people.assistant)
    change.complete("remind_trainer", change.people.trainer)
    second = change.second_assistant()
    change.take("plan_split", change.people.coordinator, **{**SPLIT, "new_leader": second.id})
    assert not reminders & change.open_tasks
    change.tick(days=40)  # in July nobody is reminded
    assert reminders <= change.open_tasks
    change.says_yes(second, change.part.id)
    change.take("submit", change.people.coordinator)
    change.tick(days=14)
    assert not reminders & change.open_tasks


def test_a_club_that_becomes_full_while_it_talks_hears_of_it_once_and_is_reminded(change: Change) -> None:
    change.count(11)
    change.follow().take("talk", change.people.assistant)
    change.tick(days=7)
    assert change.open_tasks == {"note_view", "make_plan"}
    change.count(12)
    assert change.state == "full"
    change.take("talk", change.people.assistant)
    change.count(11)
    change.count(12)
    assert change.state == "talking"
    change.tick(days=7)
    assert change.open_tasks == {"note_view", "make_plan", "remind_leader", "remind_trainer"}


def test_a_full_club_that_talks_about_a_rest_is_not_reminded_of_a_split(change: Change) -> None:
    change.talked("rest")
    change.count(12)
    change.tick(days=7)
    assert change.state == "talking"
    assert change.open_tasks == {"note_view", "make_plan"}


def test_with_a_thirteenth_family_a_split_is_proposed_again_when_the_trainers_leave_has_ended(
    change: Change,
) -> None:
    change.filled().take("cancel", change.people.coordinator, reason="Two families move away.")
    change.does(
        families.let_one_more_in, change.people.trainer, group_id=change.group_id, reason="They come in June."
    )
    change.count(13)
    change.a_day_begins(29)
    assert len(change.all) == 1
    change.a_day_begins()
    assert len(change.all) == 2
    assert change.follow().state == "full"
    change.take("cancel", change.people.coordinator, reason="Two families move away.")
    change.a_day_begins(3)
    change.count(12)
    assert len(change.all) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"families_stay": 1},
        {"families_go": 1},
        {"families_go": 13},
        {"new_weekday": "tue"},
    ],
)
def test_no_split_without_two_whole_parts(change: Change, wrong: dict[str, Any]) -> None:
    change.talked()
    second = change.second_assistant().id
    asked = {**SPLIT, "new_leader": second, **wrong}
    assert _reasons(change.take, "plan_split", change.people.coordinator, **asked) == ["two_whole_parts"]


def test_no_part_without_a_certified_assistant_of_its_own(change: Change) -> None:
    people = change.people
    change.talked()
    for nobody in (people.assistant, people.volunteer, people.coordinator):
        asked = {**SPLIT, "new_leader": nobody.id}
        found = _reasons(change.take, "plan_split", people.coordinator, **asked)
        assert found == ["new_assistant_within_reach"]
    assert change.state == "talking"


def test_no_part_whose_assistant_has_not_said_yes_or_has_stopped(change: Change) -> None:
    people = change.people
    change.plan("split")
    leader = change.part.leader_id
    with writing(change.session):
        row = change.session.scalars(
            select(Assignment).where(Assignment.person_id == leader, Assignment.ended_at.is_(None))
        ).one()
        row.ended_at = change.clock()
    assert _reasons(change.take, "submit", people.coordinator) == ["each_part_has_an_assistant"]


def test_no_split_is_approved_once_either_assistant_is_suspended(change: Change) -> None:
    change.sent("split")
    change.suspend()
    found = _reasons(change.take, "approve", change.people.board, from_day=change.today)
    assert found == ["each_part_has_an_assistant"]
    change.lift()
    second = change.session.get_one(type(change.people.assistant), change.part.leader_id)
    change.suspend(second)
    found = _reasons(change.take, "approve", change.people.board, from_day=change.today)
    assert found == ["each_part_has_an_assistant"]


def test_two_clubs_of_thirteen_families_together_never_become_one(change: Change) -> None:
    people, other = change.people, change.other_club()
    change.talked("merge")
    plan = {"merge_with": other, "how": "Together."}
    change.count(6)
    change.count(7, other)
    assert _reasons(change.take, "plan_merge", people.coordinator, **plan) == ["room_for_all"]
    change.count(5)
    change.take("plan_merge", people.coordinator, **plan)
    change.take("submit", people.coordinator)
    change.count(8, other)
    assert _reasons(change.take, "approve", people.staff, from_day=change.today) == ["room_for_all"]
    change.count(7, other)
    change.take("approve", people.staff, from_day=change.today)
    change.see_through()
    change.count(8, other)
    assert _reasons(change.take, "finish", people.coordinator) == ["room_for_all"]
    assert change.group.status == "active"


def test_a_group_goes_together_with_no_group_that_is_another_kind_its_own_or_being_changed(
    change: Change,
) -> None:
    people = change.people
    change.talked("merge")
    with writing(change.session):
        planned = operations.plan_group(
            change.session,
            change.clock(),
            kind="peer_support",
            town_name="Bergen",
            country="NO",
            entered_by=None,
        ).group.id
    for wrong in (change.group_id, planned, people.units["vestland"].id):
        found = _reasons(change.take, "plan_merge", people.coordinator, merge_with=wrong, how="Together.")
        assert found == ["room_for_all"]


@pytest.mark.parametrize("days", [0, -1, 181])
def test_a_rest_is_looked_at_again_within_half_a_year(change: Change, days: int) -> None:
    change.talked("rest")
    day = change.today + timedelta(days=days)
    found = _reasons(change.take, "plan_rest", change.people.coordinator, look_again_on=day, how="So.")
    assert found == ["looked_at_again"]


def test_no_group_closes_because_nobody_is_there_for_it(change: Change) -> None:
    change.talked("close")
    change.suspend()
    found = _reasons(change.take, "plan_close", change.people.coordinator, offered="The next town.")
    assert found == ["somebody_sees_to_it"]
    change.lift()
    change.take("plan_close", change.people.coordinator, offered="The next town.")
    change.suspend()
    assert _reasons(change.take, "submit", change.people.coordinator) == ["somebody_sees_to_it"]


def test_nobody_decides_their_own_proposal_whatever_roles_they_have(change: Change) -> None:
    people = change.people
    nation = people.units["nation"]
    with writing(change.session):
        for person in (people.assistant, people.coordinator):
            for role in ("staff", "board"):
                factories.role(change.session, person, role, nation)
        factories.role(change.session, people.staff, "coordinator", people.units["vestland"])
    change.propose(people.staff)
    change.take("talk", people.assistant)
    change.take("plan_rest", people.assistant, look_again_on=change.today + timedelta(days=30), how="So.")
    change.take("submit", people.coordinator)
    for person in (people.assistant, people.coordinator, people.staff):
        with pytest.raises(Denied):
            change.take("approve", person, from_day=change.today)
    change.take("approve", people.staff_two, from_day=change.today)


def test_whoever_sent_a_split_for_decision_does_not_approve_the_part_that_comes_of_it(change: Change) -> None:
    people = change.people
    with writing(change.session):
        factories.role(change.session, people.coordinator, "staff", people.units["nation"])
    change.approved("split")
    change.id = change.case_of(change.part.id).id
    first = change.today + timedelta(days=7)
    assert _reasons(change.take, "approve", people.coordinator, first_meeting=first) == [
        "not_who_planned_split"
    ]
    change.take("approve", people.staff, first_meeting=first)


def test_nothing_is_done_before_everybody_was_told_and_no_day_to_come_counts(change: Change) -> None:
    people = change.people
    change.approved("rest")
    change.complete("tell_everybody", people.assistant, told_on=change.today + timedelta(days=1))
    change.complete("update_list", people.staff)
    change.complete("tell_partners", people.coordinator)
    assert _reasons(change.take, "finish", people.coordinator) == ["everybody_told"]
    change.clock.forward(days=1)
    change.take("finish", people.coordinator)


def test_a_resting_group_meets_again_only_with_somebody_certified(change: Change) -> None:
    change.finished("rest")
    change.suspend()
    assert _reasons(change.take, "wake", change.people.coordinator) == ["somebody_certified_again"]
    assert change.group.status == "resting"


def test_a_plan_that_is_dropped_leaves_no_part_behind(change: Change) -> None:
    people = change.people
    change.plan("split")
    part = change.part.id
    change.take("rethink", people.coordinator)
    assert change.group_of(part).status == "closed"
    second = change.session.get_one(type(people.assistant), change.group_of(part).leader_id)
    change.take("plan_split", people.coordinator, **{**SPLIT, "new_leader": second.id})
    assert change.part.id != part
    change.take("cancel", people.coordinator, reason="Not now.")
    assert change.group_of(part).status == "closed"


def test_a_part_the_office_decides_on_is_withdrawn_there_before_the_plan_is_dropped(change: Change) -> None:
    people = change.people
    change.approved("split")
    change.take("send_back", people.board, reason="The room is gone.")
    assert _reasons(change.take, "rethink", people.coordinator) == ["part_not_on_its_way"]
    assert _reasons(change.take, "cancel", people.coordinator, reason="So.") == ["part_not_on_its_way"]


def test_in_sweden_the_minutes_of_the_association_are_named(change: Change) -> None:
    people = change.people
    with writing(change.session):
        for unit in people.units.values():
            if unit.name != "Sverige":
                unit.country = "SE"
    change.sent("rest")
    assert _reasons(change.take, "approve", people.board, from_day=change.today) == ["association_agrees"]
    change.take("approve", people.board, from_day=change.today, minutes="12/2026")


def test_no_change_moves_anybody(change: Change) -> None:
    """Who leads what, and how many families belong to the other club, is as before."""
    other = change.other_club()

    def standing() -> set[tuple[Any, ...]]:
        change.session.rollback()
        rows = change.session.scalars(select(Assignment))
        return {(row.group_id, row.person_id, row.accepted_at, row.ended_at) for row in rows}

    change.approved("merge", merge_with=other).see_through()
    before = standing(), families.families_of(change.session, other, change.today)
    change.take("finish", change.people.coordinator)
    assert (standing(), families.families_of(change.session, other, change.today)) == before
