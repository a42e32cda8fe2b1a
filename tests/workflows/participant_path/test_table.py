"""Who may take which step of the way in which state: a table written by hand, never computed from the YAML."""

from __future__ import annotations

from typing import Any

import pytest

from intranet.problems import Denied, NotVisible, Refused, Stale
from tests.workflows.databases import ON_SQLITE
from tests.workflows.participant_path.driver import Path

pytestmark = ON_SQLITE

STATES = ("visitor", "welcomed", "regular", "thinking", "applied", "member", "contributor", "away", "left")
GROUP = {"helper", "leader"}
LEADER = {"leader"}
THEY = {"themselves"}
# Whatever these are elsewhere, or above the group: here they take no step.
OTHERS = {
    "of_neighbour",
    "of_club",
    "volunteer",
    "assistant",
    "trainer",
    "coordinator",
    "staff",
    "board",
    "admin",
}
EVERYBODY = GROUP | THEY | OTHERS
STAYING = {"welcomed", "regular", "thinking", "member", "contributor"}

# step -> (states it is taken in, by whom, the state it leads to)
STEPS: dict[str, tuple[set[str], set[str], str]] = {
    "welcome": ({"visitor"}, GROUP, "welcomed"),
    "settle": ({"welcomed"}, GROUP, "regular"),
    "consider": ({"welcomed", "regular"}, GROUP, "thinking"),
    "not_now": ({"thinking"}, GROUP | THEY, "regular"),
    "join": ({"thinking"}, THEY, "applied"),
    # Their own word, as joining is: it may end a membership that the office has confirmed, of which no helper knows.
    "undo": ({"applied"}, THEY, "regular"),
    "wants_to_help": ({"member"}, GROUP, "member"),
    # A promise is their own word; then they themselves, or who leads the group, never a helper alone.
    "sign": ({"member"}, THEY, "member"),
    "help_out": ({"member"}, LEADER | THEY, "contributor"),
    "step_back": ({"contributor"}, GROUP | THEY, "member"),
    "pause": (STAYING, GROUP | THEY, "away"),
    "return": ({"away"}, GROUP | THEY, "regular"),
    # It erases for good: themselves, or who leads the group where they said so to them; never a helper alone.
    "leave": (STAYING | {"visitor", "applied", "away"}, LEADER | THEY, "left"),
    # They were regular before they were away: these lead nowhere for them.
    "return_welcomed": (set(), set(), "welcomed"),
    "return_thinking": (set(), set(), "thinking"),
    "return_member": (set(), set(), "member"),
    "return_contributor": (set(), set(), "contributor"),
    # Nobody takes what only time or the office's word does.
    "thought_long": (set(), set(), "regular"),
    "confirm": (set(), set(), "member"),
    "application_ended": (set(), set(), "regular"),
    "membership_over": (set(), set(), "regular"),
    "never_came_back": (set(), set(), "left"),
    "silent": (set(), set(), "left"),
}
GIVEN: dict[str, dict[str, Any]] = {
    "welcome": {"informed": True},
    "settle": {"says_so": True},
    "consider": {"raised": "they"},
}


def tried(path: Path, step: str, name: str) -> str:
    given = GIVEN.get(step, {})
    try:
        if name == "themselves":
            path.presses(step, **given)
        else:
            path.take(step, path.people.people[name], **given)
    except (Denied, NotVisible, Refused, Stale) as no:
        return type(no).__name__
    return path.state


def brought(path: Path, state: str, step: str = "") -> Path:
    path.brought_to(state)
    if state == "thinking":
        path.applies()
    if step == "help_out":
        path.presses("sign")
    assert path.state == state
    return path


@pytest.mark.parametrize("state", STATES)
def test_whoever_may_not_take_a_step_is_refused_and_nothing_changes(path: Path, state: str) -> None:
    before, wrong = brought(path, state).case, []
    for step, (states, by, _leads_to) in STEPS.items():
        for name in sorted(EVERYBODY):
            if state in states and name in by:
                continue
            got = tried(path, step, name)
            usual = {"Denied", "NotVisible", "Stale"}
            if state == "away" and step.startswith("return_"):
                usual |= {"Refused"}
            if got not in usual:
                wrong.append(f"{step} in {state} by {name}: {got}")
    assert not wrong, "\n".join(wrong)
    assert path.case == before


@pytest.mark.parametrize("state", STATES)
def test_whoever_may_take_a_step_comes_to_where_it_leads(path: Path, state: str) -> None:
    wrong = []
    for step, (states, by, leads_to) in STEPS.items():
        for name in sorted(by) if state in states else ():
            got = tried(brought(path, state, step), step, name)
            if got != leads_to:
                wrong.append(f"{step} in {state} by {name}: {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(EVERYBODY - THEY))
def test_only_those_who_help_in_the_group_note_a_first_visit(path: Path, name: str) -> None:
    person = path.people.people[name]
    if name in GROUP:
        assert path.comes(person=person).state == "visitor"
        return
    with pytest.raises((Denied, NotVisible)):
        path.comes(person=person)
