"""Who may take which step in which state, written by hand from the decisions; nothing here is read from the YAML."""

from __future__ import annotations

import pytest

from tests.workflows.databases import ON_SQLITE
from tests.workflows.new_group.driver import NewGroup
from tests.workflows.table import MISSING, NOT_THEIRS, YES, Table, allowed, refused, says, take, tried

pytestmark = ON_SQLITE

# In each state, with the volunteer as starter and the assistant named (and accepted) from planning on.
TABLE: Table = {
    "idea": {
        "take_up": {"coordinator": YES},
        "withdraw": {"coordinator": YES, "volunteer": YES},
    },
    "need": {
        "confirm_need": {"coordinator": YES},
        "hold": {"coordinator": YES, "staff": YES, "staff_two": YES},
        "withdraw": {"coordinator": YES, "volunteer": YES},
    },
    "waiting_assistant": {
        "assistant_found": {"coordinator": MISSING},
        "nobody_found": {},
        "hold": {"coordinator": YES, "staff": YES, "staff_two": YES},
        "withdraw": {"coordinator": YES, "volunteer": YES},
    },
    "planning": {
        "submit": {"coordinator": MISSING, "assistant": MISSING},
        "hold": {"coordinator": YES, "staff": YES, "staff_two": YES},
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
        "never_opened": {},
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

EVERYBODY = (
    "volunteer", "assistant", "trainer", "coordinator", "coordinator_east", "staff", "staff_two", "board", "admin",
    "swede", "outsider",
)  # fmt: skip
STEPS = (
    "take_up", "confirm_need", "assistant_found", "submit", "send_back", "approve", "decline", "open", "establish",
    "hold", "nobody_found", "never_opened", "resume", "withdraw",
)  # fmt: skip


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


@pytest.mark.parametrize("state", TABLE)
def test_everybody_may_do_exactly_what_the_table_says(new_group: NewGroup, state: str) -> None:
    _reach(new_group, state)
    expected = refused(says(TABLE[state], STEPS, EVERYBODY))
    assert tried(new_group, expected, new_group.answers) == expected
    assert new_group.state == state


@pytest.mark.parametrize(("state", "step", "name"), allowed(TABLE))
def test_whoever_may_take_a_step_can(new_group: NewGroup, state: str, step: str, name: str) -> None:
    _reach(new_group, state)
    assert take(new_group, step, name, new_group.answers) == YES
    assert new_group.steps[-1] == step


@pytest.mark.parametrize(
    ("state", "step"), [("waiting_assistant", "nobody_found"), ("approved", "never_opened")]
)
def test_nobody_takes_a_step_of_the_system(new_group: NewGroup, state: str, step: str) -> None:
    _reach(new_group, state)
    for name in EVERYBODY:
        assert take(new_group, step, name, new_group.answers) == NOT_THEIRS
