"""The day until which somebody may answer or appeal is the day that they are shown, also in July and at weekends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from intranet.clock import local_date
from intranet.problems import Refused
from tests.workflows.assistant_certification.driver import SUSPENSION, Candidate
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

APPEAL = {"appeal": "Nobody asked the others."}


def _shown(candidate: Candidate, task: str) -> date:
    due = candidate.task_of(task).due_at
    assert due is not None
    return local_date(due)


def _certified_on(candidate: Candidate, day: date) -> Candidate:
    """A certificate on paper, and the day on which something happens to it."""
    candidate.clock.moment = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    candidate.paper(candidate.whose)
    candidate.id = candidate.cases_of(candidate.whose)[0].id
    return candidate


def test_thirty_days_to_answer_that_end_in_july_last_until_august(candidate: Candidate) -> None:
    _certified_on(candidate, date(2026, 6, 10)).suspended()
    assert _shown(candidate, "may_answer") == date(2026, 8, 3)
    candidate.clock.moment = datetime(2026, 8, 3, 10, tzinfo=UTC)
    with pytest.raises(Refused) as unheard:
        candidate.take("revoke", candidate.people.board, **SUSPENSION)
    assert unheard.value.refusals[0].text.values == {"day": date(2026, 8, 3)}
    candidate.clock.forward(days=1)
    candidate.take("revoke", candidate.people.board, **SUSPENSION)
    assert candidate.state == "revoked"


@pytest.mark.parametrize(("late", "may"), [(0, True), (1, False)])
def test_an_appeal_is_in_time_until_the_end_of_the_day_that_is_shown(
    candidate: Candidate, late: int, may: bool
) -> None:
    _certified_on(candidate, date(2026, 6, 20)).suspended()
    candidate.take("answer", candidate.whose, reply="It was not so.")
    candidate.take("revoke", candidate.people.board, **SUSPENSION)
    assert _shown(candidate, "may_appeal") == date(2026, 8, 3)
    candidate.clock.moment = datetime(2026, 8, 3, 21, 30, tzinfo=UTC) + timedelta(days=late)
    if may:
        candidate.take("lodge_appeal", candidate.whose, **APPEAL)
        assert candidate.steps[-1] == "lodge_appeal"
        return
    with pytest.raises(Refused) as refused:
        candidate.take("lodge_appeal", candidate.whose, **APPEAL)
    assert [one.guard for one in refused.value.refusals] == ["appeal_in_time"]


def test_whoever_was_shown_a_later_day_keeps_it_when_the_setting_is_lowered(candidate: Candidate) -> None:
    _certified_on(candidate, date(2026, 3, 2)).suspended()
    assert _shown(candidate, "may_answer") == date(2026, 4, 1)
    candidate.set_limit("answer_days", 5)
    candidate.clock.forward(days=20)
    with pytest.raises(Refused):
        candidate.take("revoke", candidate.people.board, **SUSPENSION)
    assert candidate.state == "suspended"


def test_a_setting_that_is_raised_gives_the_days_it_says(candidate: Candidate) -> None:
    _certified_on(candidate, date(2026, 3, 2)).suspended()
    candidate.set_limit("answer_days", 60)
    candidate.clock.forward(days=45)
    with pytest.raises(Refused) as unheard:
        candidate.take("revoke", candidate.people.board, **SUSPENSION)
    assert unheard.value.refusals[0].text.values == {"day": date(2026, 5, 1)}
