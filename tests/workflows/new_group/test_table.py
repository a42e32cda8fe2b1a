"""Who may take which step in which state, written by hand from the decisions; nothing here is read from the YAML."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from intranet.people.models import Person
from intranet.problems import Denied, Refused, Stale
from tests.workflows.new_group.driver import PLAN, NewGroup

YES, NOT_THEIRS, NOT_NOW, MISSING = "yes", "not theirs", "not now", "something is missing"

# In each state, with the volunteer as starter and the assistant named (and accepted) from planning on: who may take
# what. Whoever is not named here may not ("not theirs"); a step that is not named does not leave the state.
TABLE: dict[str, dict[str, dict[str, str]]] = {
    "idea": {
        "take_up": {"coordinator": YES},
        "withdraw": {"coordinator": YES, "volunteer": YES},
    },
    "need": {
        "confirm_need": {"coordinator": YES},
        "hold": {"coordinator": YES, "staff": YES},
        "withdraw": {"coordinator": YES, "volunteer": YES},
    },
    "waiting_assistant": {
        "assistant_found": {"coordinator": MISSING},
        "hold": {"coordinator": YES, "staff": YES},
        "withdraw": {"coordinator": YES, "volunteer": YES},
    },
    "planning": {
        "submit": {"coordinator": MISSING, "assistant": MISSING},
        "hold": {"coordinator": YES, "staff": YES},
        "withdraw": {"coordinator": YES, "volunteer": YES},
    },
    "decision": {
        "approve": {"staff": YES, "staff_two": MISSING, "board": YES},  # staff_two entered the certificate
        "send_back": {"staff": YES, "staff_two": YES, "board": YES},
        "decline": {"staff": YES, "staff_two": YES, "board": YES},
        "withdraw": {"coordinator": YES, "volunteer": YES},
    },
    "approved": {
        "open": {"coordinator": MISSING, "assistant": MISSING},  # the day has not come
        "hold": {"coordinator": YES, "staff": YES, "staff_two": YES},
        "withdraw": {"coordinator": YES, "volunteer": YES},
    },
    "trial": {
        "establish": {"coordinator": MISSING},  # one meeting is not enough
        "hold": {"coordinator": YES, "staff": YES, "staff_two": YES},
    },
    "on_hold": {
        "resume": {"coordinator": YES},
        "withdraw": {"coordinator": YES, "volunteer": YES},
    },
    "active": {},
    "declined": {},
    "withdrawn": {},
}
for _steps in TABLE.values():
    if "hold" in _steps:
        _steps["hold"]["staff_two"] = YES

EVERYBODY = (
    "volunteer", "assistant", "trainer", "coordinator", "coordinator_east", "staff", "staff_two", "board", "admin",
    "swede", "outsider",
)  # fmt: skip
STEPS = (
    "take_up", "confirm_need", "assistant_found", "submit", "send_back", "approve", "decline", "open", "establish",
    "hold", "nobody_found", "never_opened", "resume", "withdraw",
)  # fmt: skip


def _answers(new_group: NewGroup, step: str) -> dict[str, Any]:
    leader = {"leader": new_group.people.assistant.id}
    asked: dict[str, dict[str, Any]] = {
        "confirm_need": {"expected": 6},
        "assistant_found": leader,
        "resume": leader,
        "submit": PLAN,
        "send_back": {"reason": "The room is too small."},
        "decline": {"reason": "Too few people."},
        "hold": {"reason": "Summer."},
        "approve": {"first_meeting": new_group.today + timedelta(days=7)},
        "open": {"came": 3},
        "withdraw": {"why_stopped": "no_people"},
    }
    return asked.get(step, {})


def _reach(new_group: NewGroup, state: str) -> None:
    match state:
        case "on_hold":
            new_group.until("planning").take("hold", new_group.people.coordinator, reason="Summer.")
        case "declined":
            new_group.until("decision").take("decline", new_group.people.board, reason="Too few people.")
        case "withdrawn":
            new_group.until("idea").take("withdraw", new_group.people.coordinator, why_stopped="other")
        case _:
            new_group.until(state)


def _outcome(new_group: NewGroup, step: str, person: Person) -> str:
    try:
        new_group.take(step, person, **_answers(new_group, step))
    except Denied:
        return NOT_THEIRS
    except Stale:
        return NOT_NOW
    except Refused:
        return MISSING
    return YES


@pytest.fixture
def database_url(fresh_database: Any) -> str:
    """The table is about rules, not about databases: SQLite is enough here, the story runs on both."""
    url: str = fresh_database("sqlite")
    return url


@pytest.mark.parametrize("state", TABLE)
def test_everybody_may_do_exactly_what_the_table_says(new_group: NewGroup, state: str) -> None:
    _reach(new_group, state)
    expected, found = {}, {}
    for step in STEPS:
        for name in EVERYBODY:
            expected[step, name] = (
                TABLE[state].get(step, {}).get(name, NOT_THEIRS if step in TABLE[state] else NOT_NOW)
            )
            if expected[step, name] == YES:
                continue
            found[step, name] = _outcome(new_group, step, new_group.people.people[name])
            assert new_group.state == state, f"{name} moved the case with {step}"
    refused = {
        pair: answer for pair, answer in expected.items() if answer != YES and not _system(state, *pair)
    }
    assert {pair: found[pair] for pair in refused} == refused


ALLOWED = [
    (state, step, name)
    for state, steps in TABLE.items()
    for step, people in steps.items()
    for name, answer in people.items()
    if answer == YES
]


@pytest.mark.parametrize(("state", "step", "name"), ALLOWED)
def test_whoever_may_take_a_step_can(new_group: NewGroup, state: str, step: str, name: str) -> None:
    _reach(new_group, state)
    assert _outcome(new_group, step, new_group.people.people[name]) == YES
    assert new_group.steps[-1] == step


def _system(state: str, step: str, _name: str) -> bool:
    """Steps of the system leave these states too, but for people they are "not theirs"."""
    return (state, step) in {("waiting_assistant", "nobody_found"), ("approved", "never_opened")}


@pytest.mark.parametrize(
    ("state", "step"), [("waiting_assistant", "nobody_found"), ("approved", "never_opened")]
)
def test_nobody_takes_a_step_of_the_system(new_group: NewGroup, state: str, step: str) -> None:
    _reach(new_group, state)
    for name in EVERYBODY:
        assert _outcome(new_group, step, new_group.people.people[name]) == NOT_THEIRS
