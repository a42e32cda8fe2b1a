"""Who may take which step of an enquiry in which state: a table written by hand, never computed from the YAML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.workflows.databases import ON_SQLITE
from tests.workflows.enquiry.driver import Call
from tests.workflows.table import NOT_NOW, YES, Table, allowed, refused, says, take, tried

pytestmark = ON_SQLITE

EVERYBODY = (
    "coordinator", "assistant", "greeter", "volunteer", "coordinator_east", "trainer", "staff", "board", "admin",
    "swede", "outsider",
)  # fmt: skip
STEPS = (
    "take", "assign", "pass_on", "hand_back", "contact", "contact_again", "book", "rebook", "cancel_visit", "came",
    "no_show", "guide", "close",
)  # fmt: skip

# The assistant is the one who reaches out; the greeter waits at the door from "booked" on.
COORDINATOR, TAKER = {"coordinator": YES}, {"assistant": YES}
BOTH = COORDINATOR | TAKER
# The office stands in where nobody coordinates; which enquiries it may open at all is test_known_to.py's.
ABOVE = COORDINATOR | {"staff": YES}
ALL = ABOVE | TAKER
AT_THE_DOOR = {"assistant": YES, "greeter": YES}
TABLE: Table = {
    "new": {"take": {"assistant": YES}, "assign": ABOVE, "guide": ABOVE, "close": ABOVE},
    "assigned": {"pass_on": ABOVE, "hand_back": TAKER, "contact": TAKER, "guide": ALL, "close": ALL},
    "contacted": {
        "pass_on": ABOVE, "hand_back": TAKER, "contact_again": TAKER, "book": TAKER, "guide": ALL, "close": ALL,
    },
    "booked": {"rebook": TAKER, "cancel_visit": BOTH, "came": AT_THE_DOOR, "no_show": AT_THE_DOOR},
    "visited": {},
    "missed": {
        "pass_on": ABOVE, "hand_back": TAKER, "contact_again": TAKER, "book": TAKER, "guide": ALL, "close": ALL,
    },
    "guided": {},
    "closed": {},
}  # fmt: skip


def _given(call: Call) -> Callable[[str], dict[str, Any]]:
    # Whether a day fits is another test's; the group's own day is chosen so that it always does.
    taker = call.people.assistant.id
    visit = call.visit(greeter=call.people.greeter.id)
    answers: dict[str, dict[str, Any]] = {
        "assign": {"taker": taker}, "pass_on": {"taker": taker}, "contact": {"how": "called"},
        "contact_again": {"how": "called"}, "book": visit, "rebook": visit, "guide": {"where_to": "doctor"},
        "close": {"reason": "own_way"},
    }  # fmt: skip
    return lambda step: answers.get(step, {})


def _brought_to(call: Call, state: str) -> Call:
    if state not in ("booked", "visited", "missed"):
        return call.brought_to(state)
    call.brought_to("contacted").is_booked(greeter=call.people.greeter.id).day_comes()
    if state != "booked":
        call.take("came" if state == "visited" else "no_show", call.people.assistant)
    return call


@pytest.mark.parametrize("state", TABLE)
def test_whoever_may_not_is_told_so_and_nothing_changes(call: Call, state: str) -> None:
    _brought_to(call, state)
    before = call.case
    said = refused(says(TABLE[state], STEPS, EVERYBODY))
    assert tried(call, said, _given(call)) == said
    assert call.case == before


@pytest.mark.parametrize(("state", "step", "name"), allowed(TABLE))
def test_whoever_may_takes_the_step(call: Call, state: str, step: str, name: str) -> None:
    _brought_to(call, state)
    assert take(call, step, name, _given(call)) == YES


@pytest.mark.parametrize("step", ["receive", "receive_and_go_on", "tidy", "lapse", "lapse_booked", "give_up"])
def test_nobody_takes_the_steps_of_the_system(call: Call, step: str) -> None:
    call.brought_to("missed")
    for name in EVERYBODY:
        assert take(call, step, name, _given(call)) in (NOT_NOW, "not theirs")
