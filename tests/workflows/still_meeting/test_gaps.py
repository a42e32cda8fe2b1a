"""No club falls through: the worker was away for weeks, or the day on which silence counts had passed before it did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from intranet.cases.models import DayBegun
from intranet.cases.operations.whose_day import whose_day_came
from intranet.db import writing
from tests.workflows.databases import ON_SQLITE
from tests.workflows.still_meeting.driver import Silence

pytestmark = ON_SQLITE

NEVER = 100_000
SILENCES = ("silent_remind_days", "silent_unlist_days", "silent_close_days")


@pytest.mark.parametrize(
    ("jumps", "listed", "asked", "proposed"),
    [
        ((27,), True, ["quiet"], []),
        ((40,), False, ["quiet"], []),
        ((13, 40), False, ["quiet"], []),
        ((5, 20, 30), False, ["unanswered"], []),
        ((89,), False, ["quiet"], []),
        ((90,), False, [], ["proposed"]),
        ((20, 80), False, [], ["proposed"]),
        ((200,), False, [], ["proposed"]),
    ],
)
def test_days_without_a_worker_are_made_up_for(
    silence: Silence, jumps: tuple[int, ...], listed: bool, asked: list[str], proposed: list[str]
) -> None:
    for days in jumps:
        silence.tick(days)
    assert silence.group.listed is listed
    assert [case.state for case in silence.all if case.ended_at is None] == asked
    assert silence.change_states == proposed


def test_a_worker_that_begins_late_finds_what_was_silent_before_it(silence: Silence) -> None:
    silence.clock.forward(days=40)
    with writing(silence.session):
        silence.session.execute(delete(DayBegun))
    silence.worker(1)
    assert (silence.group.listed, silence.group.hidden_for) == (False, "silent")
    assert silence.follow().state == "quiet"


def test_a_limit_that_is_made_shorter_counts_for_a_club_that_is_silent_already(silence: Silence) -> None:
    for key in SILENCES:
        silence.set_limit(key, NEVER)
    silence.worker(1)
    silence.tick(39)
    assert silence.group.listed
    silence.change_limit("silent_unlist_days", 28)
    silence.change_limit("silent_remind_days", 14)
    silence.worker(1)
    assert (silence.group.listed, silence.group.hidden_for) == (False, "silent")
    assert silence.follow().state == "quiet"


def test_a_report_that_is_withdrawn_leaves_the_club_as_silent_as_it_was(silence: Silence) -> None:
    silence.worker(20)
    silence.meet(4)
    silence.worker(5)
    assert silence.group.listed
    silence.takes_back_the_newest_report()
    silence.worker(1)
    assert (silence.group.listed, silence.group.hidden_for) == (False, "silent")


def test_a_day_is_told_of_a_silent_club_only_where_somebody_wonders_about_silence(silence: Silence) -> None:
    silence.clock.forward(days=40)
    day = silence.session, silence.today - timedelta(1), silence.today, silence.clock()
    assert silence.group.id in {fact.group_id for fact in whose_day_came(*day)}
    for key in SILENCES:
        silence.change_limit(key, NEVER)
    assert silence.group.id not in {fact.group_id for fact in whose_day_came(*day)}
