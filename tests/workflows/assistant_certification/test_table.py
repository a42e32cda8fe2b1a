"""Who may take which step in which state, written by hand from the decisions; nothing here is read from the YAML."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from intranet.cases import operations
from intranet.db import writing
from tests.workflows.assistant_certification.driver import APPLICATION, NO, OFFER, SUSPENSION, Candidate
from tests.workflows.databases import ON_SQLITE
from tests.workflows.table import MISSING, YES, Table, says, told

pytestmark = ON_SQLITE

THEIRS = {"volunteer": YES}  # the person it is about
TRAINERS = {"trainer": YES, "trainer_two": YES}
OFFICE = {"staff": YES, "staff_two": YES}
BOARD = {"board": YES, "board_two": YES}


def _missing(who: dict[str, str]) -> dict[str, str]:
    return dict.fromkeys(who, MISSING)


# In each state, with everything done that is asked there: who may take what. The volunteer is the candidate,
# the trainer trains, the mentor mentors, staff suspended, the board revoked.
TABLE: Table = {
    "interested": {"apply": THEIRS, "withdraw": THEIRS, "gone_quiet": {}, "found_on_paper": {}},
    "applied": {"book_talk": TRAINERS, "decline": TRAINERS | OFFICE, "withdraw": THEIRS, "found_on_paper": {}},
    "talk": {
        "accept": TRAINERS,
        "change_trainer_in_talk": TRAINERS | {"coordinator": YES},
        "decline": TRAINERS | OFFICE,
        "withdraw": THEIRS,
        "found_on_paper": {},
    },
    "accepted": {
        "start": TRAINERS,
        "change_trainer_before_course": TRAINERS | {"coordinator": YES},
        "rebook": TRAINERS | THEIRS,
        "withdraw": THEIRS,
    },
    "training": {
        "finish_course": TRAINERS,
        "change_trainer_on_course": TRAINERS | {"coordinator": YES},
        "rebook": TRAINERS | THEIRS,
        "withdraw": THEIRS,
    },
    "practice": {
        "practice_done": TRAINERS | {"mentor": YES},
        "change_mentor": TRAINERS,
        "change_trainer": TRAINERS | {"coordinator": YES},
        "decline": TRAINERS | OFFICE,
        "withdraw": THEIRS,
    },
    "decision": {
        "certify": OFFICE,
        "more_practice": OFFICE,
        "decline": OFFICE | _missing(TRAINERS),  # once it is asked for, the office decides
        "withdraw": THEIRS,
    },
    "certified": {
        "pause": THEIRS | {"coordinator": YES},
        "suspend": OFFICE | BOARD | {"safeguarding": YES},
        "still_paused": {},
        "lapse": {},
    },
    "paused": {
        "end_pause": THEIRS | TRAINERS | {"coordinator": YES},
        "unpause": _missing(TRAINERS),  # no supervision since the pause began
        "suspend": OFFICE | BOARD | {"safeguarding": YES},
        "lapse": {},
    },
    "suspended": {"answer": THEIRS, "lift": BOARD, "revoke": BOARD, "lapse": {}},
    "suspended, not answered": {"answer": THEIRS, "lift": BOARD, "revoke": _missing(BOARD), "lapse": {}},
    "suspended by the board": {"answer": THEIRS, "lift": {"board_two": YES}, "revoke": {"board_two": YES}, "lapse": {}},
    "revoked": {"lodge_appeal": THEIRS, "uphold_appeal": {"appeals": MISSING}, "reject_appeal": {"appeals": MISSING}},
    "revoked, appealed": {
        "lodge_appeal": {"volunteer": MISSING},
        "uphold_appeal": {"appeals": YES},
        "reject_appeal": {"appeals": YES},
    },
    "lapsed": {"reapply": THEIRS, "lift": _missing(BOARD), "found_on_paper": {}},  # there is no suspension
    "declined": {"reapply": THEIRS, "found_on_paper": {}},
    "withdrawn": {"reapply": THEIRS, "found_on_paper": {}},
}  # fmt: skip

EVERYBODY = (
    "volunteer", "assistant", "trainer", "trainer_two", "mentor", "mentor_two", "coordinator", "coordinator_east",
    "staff", "staff_two", "board", "board_two", "safeguarding", "appeals", "admin", "swede", "outsider",
)  # fmt: skip
STEPS = (
    "found_on_paper", "apply", "book_talk", "accept", "decline", "start", "rebook", "finish_course",
    "change_trainer_in_talk", "change_trainer_before_course", "change_trainer_on_course", "change_trainer",
    "change_mentor",
    "practice_done", "more_practice", "certify", "withdraw", "gone_quiet", "pause", "still_paused", "end_pause",
    "unpause", "suspend", "answer", "lift", "revoke", "lodge_appeal", "uphold_appeal", "reject_appeal", "lapse",
    "reapply",
)  # fmt: skip


CHANGES_OF_TRAINER = tuple(step for step in STEPS if step.startswith("change_trainer"))


class _TakenBackAtOnce(Exception):
    """Rolls back a step that was possible, so that the next person finds the case as it was."""


def _answers(candidate: Candidate, step: str) -> dict[str, Any]:
    people, today = candidate.people, candidate.today
    asked: dict[str, dict[str, Any]] = {
        "apply": APPLICATION,
        "reapply": APPLICATION,
        "book_talk": {"trained_by": people.trainer.id, "talk_on": today, "not_related": True},
        "accept": OFFER,
        "decline": NO,
        "finish_course": {"visited_club": True},
        **{key: {"trained_by": people.trainer_two.id} for key in CHANGES_OF_TRAINER},
        "change_mentor": {"mentored_by": people.mentor_two.id},
        "more_practice": {"what_is_missing": "Two more meetings."},
        "pause": {"pause_from": today, "pause_until": today + timedelta(days=30)},
        "unpause": {"talked": True},
        "suspend": SUSPENSION,
        "answer": {"reply": "It was not so."},
        "lift": {"reason": "Nothing was found."},
        "revoke": SUSPENSION,
        "lodge_appeal": {"appeal": "Nobody asked the others."},
        "uphold_appeal": {"reason": "It was not so."},
        "reject_appeal": {"reason": "It was so."},
    }
    return asked.get(step, {})


def _reach(candidate: Candidate, state: str) -> None:  # noqa: C901, PLR0912 - one line of a table each
    people, whose = candidate.people, candidate.whose
    match state:
        case "talk":
            candidate.until("talk").sign()
        case "accepted":
            candidate.until("accepted").course()
            candidate.clock.forward(days=7)
        case "training":
            candidate.until("training").attend(candidate.booked)
        case "practice":
            candidate.until("practice").prepare()
        case "paused":
            candidate.until("certified")
            candidate.take("pause", whose, **_answers(candidate, "pause"))
        case "suspended":
            candidate.until("certified").suspended().take("answer", whose, reply="It was not so.")
        case "suspended, not answered":
            candidate.until("certified").suspended()
        case "suspended by the board":
            candidate.until("certified").suspended(by=people.board)
            candidate.take("answer", whose, reply="It was not so.")
        case "revoked":
            candidate.revoked()
        case "revoked, appealed":
            candidate.revoked().take("lodge_appeal", whose, **_answers(candidate, "lodge_appeal"))
        case "lapsed":
            candidate.until("certified").clock.forward(days=730 + 92)
            candidate.tick()
        case "declined":
            candidate.until("applied").take("decline", people.trainer, **NO)
        case "withdrawn":
            candidate.until("interested").take("withdraw", whose)
        case _:
            candidate.until(state)
    assert candidate.state == state.split(maxsplit=1)[0].strip(",")


def _try(candidate: Candidate, step: str, name: str) -> None:
    case, person = candidate.case, candidate.people.people[name]
    with suppress(_TakenBackAtOnce), writing(candidate.session):
        operations.advance(
            candidate.session, case.id, step, candidate.as_(person), candidate.clock(),
            _answers(candidate, step), version=case.version,
        )  # fmt: skip
        raise _TakenBackAtOnce


@pytest.mark.parametrize("state", TABLE)
def test_everybody_may_do_exactly_what_the_table_says(candidate: Candidate, state: str) -> None:
    _reach(candidate, state)
    before = candidate.case
    expected = says(TABLE[state], STEPS, EVERYBODY)
    found = {(step, name): told(partial(_try, candidate, step, name)) for step, name in expected}
    assert found == expected
    assert candidate.case == before
