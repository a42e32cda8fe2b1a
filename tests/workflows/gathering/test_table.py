"""Who may take which step of a gathering in which state: a table written by hand, never computed from the YAML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Refused, Stale
from tests.workflows.gathering.driver import Arranged

STATES = ("planned", "invited", "full", "held", "followed_up", "cancelled")
EVERYBODY = (
    "trainer",
    "trainer_two",
    "staff",
    "coordinator",
    "board",
    "assistant",
    "volunteer",
    "admin",
    "outsider",
)

# step -> (states it is taken in, by whom, the state it leads to)
STEPS: dict[str, tuple[set[str], set[str], str]] = {
    "change": ({"planned"}, {"trainer", "trainer_two", "staff"}, "planned"),
    "invite": ({"planned"}, {"trainer", "trainer_two", "staff"}, "invited"),
    "name_leader": ({"invited", "full", "held"}, {"trainer", "trainer_two", "staff"}, "invited"),
    "hold": ({"invited", "full"}, {"trainer"}, "held"),
    "follow_up": ({"held"}, {"trainer"}, "followed_up"),
    "cancel": ({"planned", "invited", "full"}, {"trainer", "staff"}, "cancelled"),
    "fill": (set(), set(), "full"),
    "free_seat": (set(), set(), "invited"),
}


def _brought_to(arranged: Arranged, state: str) -> None:
    arranged.plan(seats=2)
    if state == "planned":
        return
    if state == "cancelled":
        arranged.take("cancel", arranged.people.staff, reason="No room.")
        return
    arranged.invite()
    arranged.answer(arranged.people.assistant)
    if state == "full":
        arranged.answer(arranged.people.second)
    if state in ("held", "followed_up"):
        arranged.hold()
        arranged.mark(assistant=90)
    if state == "followed_up":
        arranged.take("follow_up", arranged.people.trainer)


def _given(arranged: Arranged, step: str) -> dict[str, Any]:
    return {
        "change": arranged.plan_of(),
        "invite": {"whom": "chosen"},
        "name_leader": {"leader": arranged.people.trainer_two.id},
        "cancel": {"reason": "The room is not free."},
    }.get(step, {})


def _try(arranged: Arranged, step: str, person: Person) -> str:
    try:
        arranged.take(step, person, **_given(arranged, step))
    except (Denied, NotVisible, Refused, Stale) as no:
        return type(no).__name__
    return arranged.state


@pytest.mark.parametrize("state", STATES)
def test_each_step_is_taken_where_and_by_whom_the_table_says(
    new_arranged: Callable[[], Arranged], state: str
) -> None:
    wrong = []
    for step, (states, by, leads_to) in STEPS.items():
        arranged = new_arranged()
        _brought_to(arranged, state)
        assert arranged.state == state
        if step == "hold":
            arranged.after_it()
        before = arranged.case
        for name in EVERYBODY:
            if state in states and name in by:
                continue
            got = _try(arranged, step, arranged.people.people[name])
            if got not in ("Denied", "NotVisible", "Stale"):
                wrong.append(f"{step} in {state} by {name}: {got}")
        assert arranged.case == before
        if state in states:
            name = min(by)
            got = _try(arranged, step, arranged.people.people[name])
            # Nobody said no: what was full is full again as soon as somebody else leads it.
            if got != ("full" if (step, state) == ("name_leader", "full") else leads_to):
                wrong.append(f"{step} in {state} by {name}: {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_trainers_and_the_office_plan(arranged: Arranged, name: str) -> None:
    person = arranged.people.people[name]
    if name in ("trainer", "trainer_two", "staff"):
        assert arranged.plan(person).state == "planned"
        return
    with pytest.raises(Denied):
        arranged.plan(person)
