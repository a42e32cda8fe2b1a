"""Who may take which step of extra support in which state: written by hand, and tried one by one."""

from __future__ import annotations

from typing import Any

import pytest

from intranet.problems import Denied, NotVisible, Refused, Stale
from tests.workflows.extra_support.driver import Support

YES, NOT_THEIRS, NOT_NOW = "yes", "not theirs", "not now"
STEPS = (
    "choose_again", "agree", "start", "renew", "rest", "come_back", "close", "want_no_more",
    "unanswered", "over", "rested_long", "well_back", "yes_ended",
)  # fmt: skip
# the person themselves, who is asked, who keeps in touch (while nobody does: one who helps), and the others
EVERYBODY = (
    "the_person",
    "leader",
    "helper",
    "leader_two",
    "helper_two",
    "coordinator",
    "staff",
    "board",
    "volunteer",
)

# state -> step -> who may. Whoever is not named may not; a step that is not named does not leave the state.
MAY: dict[str, dict[str, set[str]]] = {
    "wished": {
        "choose_again": {"the_person"},
        "agree": {"leader"},
        "come_back": {"leader"},
        "close": {"the_person", "leader"},
        "unanswered": set(),
        "yes_ended": set(),
    },
    "agreed": {
        "choose_again": {"the_person"},
        "start": {"helper"},
        "renew": {"leader"},
        "rest": {"the_person", "helper"},
        "come_back": {"leader"},
        "close": {"the_person", "leader"},
        "want_no_more": {"helper"},
        "over": set(),
        "yes_ended": set(),
    },
    "in_touch": {
        "choose_again": {"the_person"},
        "renew": {"leader"},
        "rest": {"the_person", "helper"},
        "come_back": {"leader"},
        "close": {"the_person", "leader"},
        "want_no_more": {"helper"},
        "over": set(),
        "yes_ended": set(),
    },
    "resting": {
        "choose_again": {"the_person"},
        "renew": {"leader"},
        "come_back": {"leader"},
        "close": {"the_person", "leader"},
        "want_no_more": {"helper"},
        "over": set(),
        "rested_long": set(),
        "yes_ended": set(),
    },
    "back": {"close": {"the_person", "leader"}, "well_back": set(), "yes_ended": set()},
    "closed": {},
}


@pytest.mark.parametrize("state", MAY)
def test_a_step_that_is_not_theirs_changes_nothing(support: Support, state: str) -> None:
    support.brought_to(state)
    allowed = MAY[state]
    for step in STEPS:
        for name in EVERYBODY:
            if name in allowed.get(step, set()):
                continue
            expected = NOT_THEIRS if step in allowed else NOT_NOW
            found = _tried(support, step, name)
            # Whoever is not of the group at all does not learn whether there is such a case.
            stranger = name in ("coordinator", "staff", "board", "volunteer")
            assert found == expected or (stranger and found == NOT_THEIRS), (step, name, found)
    assert support.state == state


@pytest.mark.parametrize(
    ("state", "step", "name"),
    [
        (state, step, name)
        for state, steps in MAY.items()
        for step, names in steps.items()
        for name in sorted(names)
    ],
)
def test_a_step_that_is_theirs_is_taken(support: Support, state: str, step: str, name: str) -> None:
    support.brought_to(state)
    assert _tried(support, step, name) == YES


def _tried(support: Support, step: str, name: str) -> str:
    answers = _answers(support, step)
    try:
        if name == "the_person":
            support.presses(step, **answers)
        else:
            support.take(step, support.people.people[name], **answers)
    except (Denied, NotVisible):
        return NOT_THEIRS
    except Stale:
        return NOT_NOW
    except Refused as refused:
        return f"refused: {[one.guard for one in refused.refusals]}"
    return YES


def _answers(support: Support, step: str) -> dict[str, Any]:
    if step in ("agree", "renew"):
        return support.agreement()
    return {"leader": support.people.people["leader_two"].id} if step == "choose_again" else {}
