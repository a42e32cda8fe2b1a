"""Who may take which step in which state, written by hand from the decisions; nothing here is read from the YAML."""

from __future__ import annotations

from typing import Any

import pytest

from intranet.problems import Denied
from tests.workflows.certificate_renewal.driver import APPEAL, ASSESSMENT, REFUSAL, Renewal
from tests.workflows.databases import ON_SQLITE
from tests.workflows.table import MISSING, YES, Table, allowed, refused, says, take, tried

pytestmark = ON_SQLITE

# In each state, of the assistant's certificate with everything earned from the request on: who may take what.
TABLE: Table = {
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
        "renew": {"staff": YES, "staff_two": MISSING},  # the other one gave the exemption it rests on
        "refuse": {"staff": YES, "staff_two": YES},
        "stop": {},
    },
    "completing": {"complete": {"assistant": YES}, "lapse": {}, "run_out": {}, "stop": {}},
    "renewed": {"restart": {}, "stop": {}},
    "grace": {"apply": {"assistant": YES}, "regained": {}, "lapse": {}, "run_out": {}, "stop": {}},
    "refused": {
        "lodge_appeal": {"assistant": YES},
        "uphold_appeal": {"appeals": MISSING},
        "reject_appeal": {"appeals": MISSING},
    },
    "refused, appealed": {
        "lodge_appeal": {"assistant": MISSING},
        "uphold_appeal": {"appeals": YES},
        "reject_appeal": {"appeals": YES},
    },
    "lapsed": {},
    "stopped": {},
}
EVERYBODY = (
    "volunteer", "assistant", "trainer", "coordinator", "coordinator_east", "staff", "staff_two", "board",
    "appeals", "admin", "swede", "outsider",
)  # fmt: skip
STEPS = (
    "open", "extended", "apply", "confirm", "missing", "complete", "renew", "refuse", "expire", "regained", "lapse",
    "run_out", "restart", "stop", "note_cover", "lodge_appeal", "uphold_appeal", "reject_appeal",
)  # fmt: skip


def _answers(renewal: Renewal, step: str) -> dict[str, Any]:
    asked: dict[str, dict[str, Any]] = {
        "apply": ASSESSMENT,
        "missing": {"what_is_missing": "One supervision."},
        "refuse": REFUSAL,
        "lodge_appeal": APPEAL,
        "uphold_appeal": {"reason": "They did count."},
        "reject_appeal": {"reason": "They did not count."},
        "note_cover": {"looked_after_until": renewal.today},
    }
    return asked.get(step, {})


@pytest.fixture(autouse=True)
def _somebody_who_decides_appeals(renewal: Renewal) -> None:
    renewal.joins("appeals", "appeals", "nation")


def _reach(renewal: Renewal, state: str) -> None:
    renewal.until(state.split(",", maxsplit=1)[0])
    if state == "refused, appealed":
        renewal.take("lodge_appeal", renewal.whose, **APPEAL)


@pytest.mark.parametrize("state", TABLE)
def test_everybody_may_do_exactly_what_the_table_says(renewal: Renewal, state: str) -> None:
    _reach(renewal, state)
    expected = refused(says(TABLE[state], STEPS, EVERYBODY))
    assert tried(renewal, expected, lambda step: _answers(renewal, step)) == expected
    assert renewal.state == state.split(",", maxsplit=1)[0]


@pytest.mark.parametrize(("state", "step", "name"), allowed(TABLE))
def test_whoever_may_take_a_step_can(renewal: Renewal, state: str, step: str, name: str) -> None:
    _reach(renewal, state)
    assert take(renewal, step, name, lambda asked: _answers(renewal, asked)) == YES
    assert renewal.steps[-1] == step


def test_nobody_begins_the_case_of_a_certificate(renewal: Renewal) -> None:
    for name in EVERYBODY:
        with pytest.raises(Denied):
            renewal.begin(renewal.people.people[name])
    assert renewal.cases == []
