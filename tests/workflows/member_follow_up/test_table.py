"""Who may take which step of a membership in which state: a table written by hand, never computed from the YAML."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows import table
from tests.workflows.databases import ON_SQLITE
from tests.workflows.member_follow_up.driver import Joining
from tests.workflows.table import MISSING, YES, Table

pytestmark = ON_SQLITE

EVERYBODY = (
    "volunteer", "helper", "helper_elsewhere", "assistant", "trainer", "coordinator", "coordinator_east", "staff",
    "staff_two", "board", "admin", "swede", "outsider",
)  # fmt: skip
STEPS = (
    "start", "undo", "undone_themselves", "welcome", "settle", "gone_quiet", "seen", "fee_missed", "remind",
    "remind_again", "ring", "next_fee", "call_tried", "paid", "resign", "resigned_themselves", "remove",
)  # fmt: skip
OFFICE = {"staff": YES, "staff_two": YES}
# It erases at once and for good: noted by those who answer for the register, not by whoever rings.
NOTES_LEAVING = {"coordinator": YES, **OFFICE}
ALL = {"volunteer": YES, "helper": YES, "coordinator": YES, **OFFICE}
NOT_YET = dict.fromkeys(ALL, MISSING)

TABLE: Table = {
    "applied": {"start": OFFICE, "undo": OFFICE, "undone_themselves": {}},
    "new": {"welcome": ALL, "resign": NOTES_LEAVING, "fee_missed": {}, "resigned_themselves": {}},
    "welcomed": {
        "settle": {"coordinator": YES, **OFFICE}, "gone_quiet": ALL, "resign": NOTES_LEAVING, "fee_missed": {},
        "resigned_themselves": {},
    },
    "settled": {"gone_quiet": ALL, "resign": NOTES_LEAVING, "fee_missed": {}, "resigned_themselves": {}},
    "quiet": {"seen": ALL, "resign": NOTES_LEAVING, "fee_missed": {}, "resigned_themselves": {}},
    "unpaid": {
        "remind": OFFICE, "remind_again": dict.fromkeys(OFFICE, MISSING), "ring": NOT_YET, "paid": OFFICE,
        "resign": NOTES_LEAVING, "resigned_themselves": {},
    },
    "call": {
        "call_tried": ALL, "paid": OFFICE, "resign": NOTES_LEAVING, "remove": dict.fromkeys(OFFICE, MISSING),
        "next_fee": {}, "resigned_themselves": {},
    },
    "undone": {},
    "resigned": {},
    "removed": {},
}  # fmt: skip
LEADS_TO = {
    "start": "new", "undo": "undone", "welcome": "welcomed", "settle": "settled", "gone_quiet": "quiet",
    "seen": "settled", "remind": "unpaid", "call_tried": "call", "paid": "settled", "resign": "resigned",
}  # fmt: skip
# Whoever may what these may.
ALIKE = ("volunteer", "staff_two")


def _stands(joining: Joining, state: str) -> Joining:
    people = joining.people
    if state in ("unpaid", "call", "removed"):
        return _unpaid(joining, state)
    joining.apply()
    if state == "undone":
        joining.take("undo", people.staff)
        return joining
    if state == "applied":
        return joining.settle(joining.today.year)
    joining.confirm()
    if state == "resigned":
        joining.take("resign", people.staff)
        return joining
    if state in ("welcomed", "settled", "quiet"):
        joining.welcome()
    if state in ("settled", "quiet"):
        joining.take("settle", people.coordinator)
    if state == "quiet":
        joining.take("gone_quiet", people.helper)
    return joining


def _unpaid(joining: Joining, state: str) -> Joining:
    if state == "unpaid":
        return joining.unpaid()
    if state == "call":
        joining.reminded().take("ring", joining.people.helper)
        return joining
    joining.rung()
    joining.forward(days=200)
    joining.take("remove", joining.people.staff)
    return joining


def _answers(step: str) -> dict[str, Any]:
    asked: dict[str, dict[str, Any]] = {
        "welcome": {"how_welcomed": "met", "wishes": None},
        "call_tried": {"call_outcome": "not_reached"},
        "paid": {"how_settled": "paid"},
    }
    return asked.get(step, {})


@pytest.mark.parametrize("state", TABLE)
def test_whatever_the_table_does_not_allow_is_turned_down(joining: Joining, state: str) -> None:
    _stands(joining, state)
    before = joining.case
    says = table.refused(table.says(TABLE[state], STEPS, EVERYBODY))
    assert table.tried(joining, says, _answers) == says
    assert joining.case == before


@pytest.mark.parametrize(("state", "step", "name"), table.allowed(TABLE, but=ALIKE))
def test_whatever_the_table_allows_is_done(joining: Joining, state: str, step: str, name: str) -> None:
    _stands(joining, state)
    assert joining.state == state
    assert table.take(joining, step, name, _answers) == YES
    assert joining.state == LEADS_TO[step]
