"""Who may take which step of a change in which state, written by hand; nothing here is read from the YAML."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from intranet.problems import Denied, Refused
from tests.workflows.databases import ON_SQLITE
from tests.workflows.group_change.driver import SPLIT, Change
from tests.workflows.table import MISSING, YES, Table, allowed, refused, says, take, tried

pytestmark = ON_SQLITE

LEADING = {"assistant": YES, "coordinator": YES}
OFFICE = {"staff": YES, "staff_two": YES, "board": YES, "board_two": YES}

# The club's assistant proposes, the coordinator sends. A plan is for a rest, unless the state says otherwise.
TABLE: Table = {
    "proposed": {"talk": LEADING, "cancel": LEADING},
    "full": {"talk": LEADING, "cancel": LEADING},
    "talking": {
        "plan_split": {"coordinator": YES},
        "plan_merge": {
            "coordinator": MISSING,
            "assistant": MISSING,
        },  # the group cannot go together with itself
        "plan_rest": LEADING,
        "plan_close": LEADING,
        "cancel": LEADING,
    },
    "planned": {"submit": {"coordinator": YES}, "rethink": LEADING, "cancel": LEADING},
    "decision": {"approve": OFFICE, "send_back": OFFICE, "cancel": LEADING},
    "carrying_out": {"finish": {"coordinator": MISSING}, "send_back": OFFICE},  # nobody has been told
    "closing": {"finish": {"coordinator": MISSING}, "send_back": OFFICE},
    "resting": {"wake": {"coordinator": YES}, "talk_again": {"coordinator": YES}},
    "done": {},
    "cancelled": {},
}
EVERYBODY = (
    "volunteer", "assistant", "trainer", "coordinator", "coordinator_east", "staff", "staff_two", "board", "board_two",
    "admin", "swede", "outsider",
)  # fmt: skip
STEPS = (
    "talk", "plan_split", "plan_merge", "plan_rest", "plan_close", "rethink", "submit", "approve", "send_back",
    "finish", "wake", "talk_again", "cancel",
)  # fmt: skip
OF_THE_SYSTEM = (
    "fill_up",
    "begin_closing",
    "begin_rest",
    "propose",
    "propose_split",
    "propose_rest",
    "propose_close",
)


WAYS: dict[str, Callable[[Change], Any]] = {
    "proposed": lambda change: change.propose(change="rest"),
    "full": lambda change: change.filled(),
    "talking": lambda change: change.talked("split"),
    "planned": lambda change: change.plan("rest"),
    "decision": lambda change: change.sent("rest"),
    "carrying_out": lambda change: change.approved("rest"),
    "closing": lambda change: change.approved("close"),
    "resting": lambda change: change.finished("rest"),
    "done": lambda change: change.finished("close"),
    "cancelled": lambda change: change.propose().take("cancel", change.people.assistant, reason="Not now."),
}


def _reach(change: Change, state: str) -> None:
    WAYS[state](change)
    assert change.state == state


def _answers(change: Change, step: str) -> dict[str, Any]:
    second = change.second_assistant().id if step == "plan_split" else None
    day = change.today + timedelta(days=60)
    asked: dict[str, dict[str, Any]] = {
        "plan_split": {**SPLIT, "new_leader": second},
        "plan_merge": {"merge_with": change.group_id, "how": "Together."},
        "plan_rest": {"look_again_on": day, "how": "Over the summer."},
        "plan_close": {"offered": "The next town."},
        "approve": {"from_day": change.today},
        "send_back": {"reason": "Think again."},
        "cancel": {"reason": "Not now."},
    }
    return asked.get(step, {})


@pytest.mark.parametrize("state", TABLE)
def test_everybody_may_do_exactly_what_the_table_says(change: Change, state: str) -> None:
    _reach(change, state)
    expected = refused(says(TABLE[state], STEPS, EVERYBODY))
    assert tried(change, expected, lambda step: _answers(change, step)) == expected
    assert change.state == state


@pytest.mark.parametrize(("state", "step", "name"), allowed(TABLE, but=("staff_two", "board_two")))
def test_whoever_may_take_a_step_can(change: Change, state: str, step: str, name: str) -> None:
    _reach(change, state)
    assert take(change, step, name, lambda asked: _answers(change, asked)) == YES
    assert step in change.steps[-2:]


@pytest.mark.parametrize("state", ["proposed", "carrying_out", "resting"])
def test_nobody_takes_a_step_of_the_system(change: Change, state: str) -> None:
    _reach(change, state)
    for step in OF_THE_SYSTEM:
        for name in EVERYBODY:
            assert take(change, step, name, lambda asked: _answers(change, asked)) != YES
    assert change.state == state


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name not in ("assistant", "coordinator")])
def test_only_who_leads_the_group_and_the_coordinator_propose(change: Change, name: str) -> None:
    with pytest.raises(Denied):
        change.propose(change.people.people[name])
    assert change.all == []


def test_nothing_is_proposed_while_a_change_is_under_way_or_of_a_group_that_does_not_meet(
    change: Change,
) -> None:
    change.propose()
    with pytest.raises(Refused):
        change.propose(change.people.coordinator, change="close")
    assert len(change.all) == 1
    change.take("cancel", change.people.coordinator, reason="Not now.")
    change.finished("close")
    with pytest.raises(Refused):
        change.propose(change.people.coordinator)
