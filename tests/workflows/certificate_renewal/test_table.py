"""Who may take which step in which state, written by hand from the decisions; nothing here is read from the YAML."""

from __future__ import annotations

from typing import Any

import pytest

from intranet.people.models import Person
from intranet.problems import Denied, Refused, Stale
from tests.workflows.certificate_renewal.driver import ASSESSMENT, REFUSAL, Renewal

YES, NOT_THEIRS, NOT_NOW, MISSING = "yes", "not theirs", "not now", "something is missing"

# In each state, of the assistant's certificate with everything earned from the request on: who may take what.
# Whoever is not named may not ("not theirs"); a step that is not named does not leave the state.
TABLE: dict[str, dict[str, dict[str, str]]] = {
    "valid": {"open": {}, "stop": {}},
    "soon": {
        "apply": {"assistant": MISSING},  # the code of conduct
        "note_cover": {"coordinator": MISSING},  # they lead no group
        "expire": {},
        "extended": {},
        "stop": {},
    },
    "applied": {
        "confirm": {"trainer": YES},
        "missing": {"trainer": YES},
        "renew": {"staff": YES, "staff_two": YES},
        "refuse": {"staff": YES, "staff_two": YES},
        "stop": {},
    },
    "completing": {"complete": {"assistant": YES}, "lapse": {}, "run_out": {}, "stop": {}},
    "renewed": {"restart": {}, "stop": {}},
    "grace": {"apply": {"assistant": YES}, "regained": {}, "lapse": {}, "run_out": {}, "stop": {}},
    "refused": {},
    "lapsed": {},
    "stopped": {},
}
EVERYBODY = (
    "volunteer", "assistant", "trainer", "coordinator", "coordinator_east", "staff", "staff_two", "board", "admin",
    "swede", "outsider",
)  # fmt: skip
STEPS = (
    "open", "extended", "apply", "confirm", "missing", "complete", "renew", "refuse", "expire", "regained", "lapse",
    "run_out", "restart", "stop", "note_cover",
)  # fmt: skip
ALLOWED = [
    (state, step, name)
    for state, steps in TABLE.items()
    for step, people in steps.items()
    for name, answer in people.items()
    if answer == YES
]


def _answers(renewal: Renewal, step: str) -> dict[str, Any]:
    asked: dict[str, dict[str, Any]] = {
        "apply": ASSESSMENT,
        "missing": {"what_is_missing": "One supervision."},
        "refuse": REFUSAL,
        "note_cover": {"looked_after_until": renewal.today},
    }
    return asked.get(step, {})


def _outcome(renewal: Renewal, step: str, person: Person) -> str:
    try:
        renewal.take(step, person, **_answers(renewal, step))
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
def test_everybody_may_do_exactly_what_the_table_says(renewal: Renewal, state: str) -> None:
    renewal.until(state)
    expected, found = {}, {}
    for step in STEPS:
        for name in EVERYBODY:
            answer = TABLE[state].get(step, {}).get(name, NOT_THEIRS if step in TABLE[state] else NOT_NOW)
            if answer == YES:
                continue
            expected[step, name] = answer
            found[step, name] = _outcome(renewal, step, renewal.people.people[name])
            assert renewal.state == state, f"{name} moved the case with {step}"
    assert found == expected


@pytest.mark.parametrize(("state", "step", "name"), ALLOWED)
def test_whoever_may_take_a_step_can(renewal: Renewal, state: str, step: str, name: str) -> None:
    renewal.until(state)
    assert _outcome(renewal, step, renewal.people.people[name]) == YES
    assert renewal.steps[-1] == step


def test_nobody_begins_the_case_of_a_certificate(renewal: Renewal) -> None:
    for name in EVERYBODY:
        with pytest.raises(Denied):
            renewal.begin(renewal.people.people[name])
    assert renewal.cases == []
