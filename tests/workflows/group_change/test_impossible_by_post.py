"""What must be impossible with a group's change, tried by forged POSTs: everybody signed in, any fields."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.cases.models import Case
from intranet.groups.families import families_of
from intranet.groups.models import FamilyOverride, NotMeeting
from intranet.people.models import Person
from tests.cases.bergen import driven, offers
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.databases import ON_SQLITE
from tests.workflows.forging import NOT_DONE, Forgery
from tests.workflows.group_change.driver import SPLIT, Change

pytestmark = ON_SQLITE


@pytest.fixture
def change(app: Flask, cast: Cast, clock: Clock) -> Iterator[Change]:
    with driven(app, cast, clock) as driver:
        yield Change(driver.session, cast, clock)


class ByPost(Forgery):
    """About the club, and about its change."""

    def __init__(self, visitor: NewVisitor, change: Change) -> None:
        super().__init__(visitor, change, lambda: _every_field(change))
        self.group_id = change.group_id

    def of_group(self, name: str, what: str, **fields: str) -> int:
        return self.post(name, f"/groups/{self.group_id}/{what}", **fields)


def _every_field(change: Change) -> dict[str, str]:
    return {
        **{key: str(value) for key, value in SPLIT.items()},
        "new_step_free": "yes",
        "new_leader": str(change.people.assistant.id),
        "from_day": str(change.today),
        "offered": "The next town.",
        "reason": "Because.",
        "told_on": str(change.today),
        "handed_to": "The district.",
        "erased": "yes",
    }


@pytest.fixture
def forged(visitor: NewVisitor, change: Change) -> ByPost:
    return ByPost(visitor, change)


def test_nobody_posts_a_thirteenth_family(change: Change, forged: ByPost) -> None:
    change.count(12)
    change.clock.forward(days=7)
    report = {"held_on": str(change.today), "led_by": str(change.people.assistant.id), "came": "13"}
    for name in change.people.people:
        assert forged.of_group(name, "families", families="13") in NOT_DONE
        assert forged.of_group(name, "meetings", **report) in NOT_DONE
        if name != "trainer":
            assert forged.of_group(name, "one-more-family", reason="Because.") in NOT_DONE
    change.session.rollback()
    assert families_of(change.session, change.group_id, change.today) == 12
    assert forged.of_group("trainer", "one-more-family", reason=" ") in NOT_DONE
    assert change.session.scalar(select(func.count()).select_from(FamilyOverride)) == 0
    change.session.rollback()
    assert forged.of_group("trainer", "one-more-family", reason="The new club opens soon.") == 303
    assert forged.of_group("coordinator", "families", families="14") in NOT_DONE
    assert forged.of_group("coordinator", "families", families="13") == 303


@pytest.mark.parametrize("number", ["-1", "", "twelve", "9" * 30, "11.5"])
def test_no_number_that_is_none_is_noted(change: Change, forged: ByPost, number: str) -> None:
    assert forged.of_group("coordinator", "families", families=number) == 422
    assert families_of(change.session, change.group_id, change.today) == 3


def test_nobody_posts_a_part_without_an_assistant_of_its_own(change: Change, forged: ByPost) -> None:
    change.talked()
    for name in change.people.people:
        for leader in (change.people.assistant, change.people.volunteer, change.people.board):
            assert forged.step(name, "plan_split", new_leader=str(leader.id)) in NOT_DONE
        assert forged.step(name, "plan_split", new_leader="") in NOT_DONE
        assert forged.step(name, "approve") in NOT_DONE
    assert change.state == "talking"


def test_each_way_to_plan_shows_its_form_at_once_and_again_after_a_plan_that_failed(
    change: Change, visitor: NewVisitor
) -> None:
    coordinator = visitor("coordinator")
    change.plan("split")
    change.take("rethink", change.people.coordinator)
    change.suspend(change.session.get_one(Person, change.case.people["new_leader"]))
    for step in ("plan_split", "plan_merge", "plan_rest", "plan_close"):
        assert offers(coordinator.get(f"/cases/{change.id}/transitions/{step}").text, step), step


def test_nobody_posts_their_own_proposal_through(change: Change, forged: ByPost) -> None:
    change.sent("rest")
    for name in (
        "assistant",
        "coordinator",
        "volunteer",
        "trainer",
        "coordinator_east",
        "admin",
        "swede",
        "outsider",
    ):
        assert forged.step(name, "approve") in NOT_DONE
        assert forged.step(name, "finish") in NOT_DONE
    assert (change.state, change.group.status) == ("decision", "active")


def test_nobody_posts_a_group_closed_whose_people_were_not_told(change: Change, forged: ByPost) -> None:
    change.approved("close")
    for name in change.people.people:
        assert forged.step(name, "finish") in NOT_DONE
    assert (change.state, change.group.status) == ("closing", "active")


@pytest.mark.parametrize("step", ["propose_split", "propose_close", "propose_rest", "fill_up", "begin_rest"])
def test_nobody_posts_a_step_of_the_system(change: Change, forged: ByPost, step: str) -> None:
    change.propose()
    for name in ("coordinator", "staff", "board", "assistant"):
        assert forged.step(name, step) == 404
        path = f"/workflows/group_change/start?transition={step}"
        assert forged.post(name, path, subject=str(change.group_id)) == 404
    assert change.state == "proposed"


def test_a_split_part_is_begun_by_nobody(change: Change, forged: ByPost) -> None:
    for name in ("coordinator", "staff", "board"):
        path = "/workflows/new_group/start?transition=split_off"
        assert forged.post(name, path, subject=str(change.group_id)) == 404
    change.session.rollback()
    about = select(func.count()).select_from(Case).where(Case.via == "split_off")
    assert change.session.scalar(about) == 0


def test_whoever_sees_the_group_may_say_that_it_does_not_meet_and_nobody_else(
    change: Change, forged: ByPost
) -> None:
    assert forged.of_group("swede", "not-meeting") == 404
    assert forged.of_group("outsider", "not-meeting") == 404
    assert forged.of_group("volunteer", "not-meeting") == 303
    assert (change.group.listed, change.group.hidden_for) == (False, "reported")
    assert forged.of_group("coordinator_east", "not-meeting") == 404
    change.session.rollback()
    assert change.session.scalar(select(func.count()).select_from(NotMeeting)) == 1
