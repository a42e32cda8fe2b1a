"""How a table of state × step × person is read and tried; each table stands by hand beside its process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from intranet.problems import Denied, Refused, Stale
from tests.workflows.driver import Driver

YES, NOT_THEIRS, NOT_NOW, MISSING = "yes", "not theirs", "not now", "something is missing"

# state -> step -> name -> what they are told. Whoever is not named may not ("not theirs"); a step that is not named
# does not leave the state ("not now").
Table = dict[str, dict[str, dict[str, str]]]
Answers = Callable[[str], dict[str, Any]]


def told(attempt: Callable[[], object]) -> str:
    """What somebody is told who tries it."""
    try:
        attempt()
    except Denied:
        return NOT_THEIRS
    except Stale:
        return NOT_NOW
    except Refused:
        return MISSING
    return YES


def says(
    steps_of_state: dict[str, dict[str, str]], steps: Iterable[str], everybody: Iterable[str]
) -> dict[tuple[str, str], str]:
    """What the table says of every step and everybody in one state."""
    names = tuple(everybody)
    return {
        (step, name): steps_of_state[step].get(name, NOT_THEIRS) if step in steps_of_state else NOT_NOW
        for step in steps
        for name in names
    }


def refused(said: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Whatever is tried of it leaves the case where it is."""
    return {pair: answer for pair, answer in said.items() if answer != YES}


def tried(driver: Driver, pairs: Iterable[tuple[str, str]], answers: Answers) -> dict[tuple[str, str], str]:
    """What people are told who try these steps, one after the other in the same case."""
    found = {}
    for step, name in pairs:
        found[step, name] = take(driver, step, name, answers)
    return found


def take(driver: Driver, step: str, name: str, answers: Answers) -> str:
    return told(lambda: driver.take(step, driver.people.people[name], **answers(step)))


def allowed(table: Table, *, but: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """State, step and name of whatever somebody may take; people who may what another one may can be left out."""
    return [
        (state, step, name)
        for state, steps in table.items()
        for step, people in steps.items()
        for name, answer in people.items()
        if answer == YES and name not in but
    ]
