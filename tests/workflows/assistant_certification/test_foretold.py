"""Before a trainer or mentor is suspended, pauses or leaves: whose way to a certificate would wait for another."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from intranet.cases.queries.foretelling import stopped_without, without_them
from tests.workflows.assistant_certification.driver import Candidate

TOLD = "“%(case)s”, %(name)s, would wait for another trainer or mentor."


def _foretold(candidate: Candidate, reader: str, without: str) -> Sequence[tuple[str, object]]:
    """Each sentence with the name in it."""
    candidate.session.rollback()
    people = candidate.people.people
    lines = without_them(
        candidate.session, candidate.as_(people[reader]), people[without].id, candidate.today
    )
    return [(line.msgid, line.values.get("name")) for line in lines]


@pytest.mark.parametrize(
    ("state", "trainer", "mentor"),
    [
        ("applied", False, False),  # nobody is named
        ("talk", True, False),
        ("training", True, False),
        ("practice", True, True),
        ("decision", False, False),  # the office decides
        ("certified", False, False),
    ],
)
def test_a_candidate_is_told_of_while_the_trainer_or_mentor_has_work_with_them(
    candidate: Candidate, state: str, trainer: bool, mentor: bool
) -> None:
    candidate.until(state)
    if state == "practice":
        candidate.take("change_mentor", candidate.people.trainer, mentored_by=candidate.people.mentor.id)
    told = [(TOLD, candidate.whose.name)]
    assert _foretold(candidate, "staff", "trainer") == (told if trainer else [])
    assert _foretold(candidate, "staff", "mentor") == (told if mentor else [])


def test_who_may_not_open_the_case_reads_how_many_and_no_name(candidate: Candidate) -> None:
    candidate.until("talk")
    assert _foretold(candidate, "coordinator_east", "trainer") == [
        ("One more case would wait for somebody else.", None)
    ]


def test_ones_own_way_waits_for_nobody_else(candidate: Candidate) -> None:
    candidate.until("practice")
    candidate.session.rollback()
    reader = candidate.as_(candidate.people.staff)
    stopped = stopped_without(candidate.session, reader, candidate.whose.id)
    assert (list(stopped.seen), stopped.others) == ([], 0)
