"""Another trainer before the practice, a pause that begins later, a lapse while suspended, applying after a no."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.refusals import fields
from tests.workflows.assistant_certification.driver import APPLICATION, NO, Candidate
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE


@pytest.mark.parametrize(("state", "step", "task"), [
    ("talk", "change_trainer_in_talk", "hold_talk"),
    ("accepted", "change_trainer_before_course", "open_course"),
    ("training", "change_trainer_on_course", "close_course"),
])  # fmt: skip
def test_the_trainer_changes_and_the_task_goes_with_them(
    candidate: Candidate, state: str, step: str, task: str
) -> None:
    people = candidate.until(state).people
    other = people.people["trainer_two"]
    candidate.take(step, people.coordinator, trained_by=other.id)
    assert (candidate.state, candidate.case.people["trained_by"]) == (state, other.id)
    assert task in candidate.tasks_of(other)
    own = {"trained_by": candidate.whose.id}
    assert fields(lambda: candidate.take(step, people.trainer, **own)) == ["trainer_can_train"]


def test_a_course_that_ended_before_the_trainer_changed_is_found(candidate: Candidate) -> None:
    candidate.until("accepted").course(days=1)
    candidate.clock.forward(days=8)
    two = candidate.people.people["trainer_two"]
    candidate.take("change_trainer_before_course", candidate.people.coordinator, trained_by=two.id)
    candidate.clock.forward(days=1)
    candidate.take("start", two)
    assert candidate.state == "training"


def test_a_pause_that_begins_later_asks_for_cover_at_once(candidate: Candidate) -> None:
    candidate.until("certified")
    first = candidate.today + timedelta(60)
    candidate.take("pause", candidate.whose, pause_from=first, pause_until=first + timedelta(30))
    task = candidate.task_of("see_to_groups")
    assert task.role == "coordinator"
    assert task.due_at is not None
    assert (task.due_at - candidate.clock()).days <= 5


def test_a_suspension_that_outlives_the_certificate_is_the_boards_to_decide(candidate: Candidate) -> None:
    candidate.until("certified").suspended().clock.forward(days=730 + 92)
    candidate.tick()
    assert candidate.state == "lapsed"
    task = candidate.task_of("decide_after_lapse")
    assert task.role == "board"
    assert task.due_at is not None
    assert 14 <= (task.due_at - candidate.clock()).days + 1 <= 60
    candidate.take("lift", candidate.people.board, reason="Nothing was found.")
    assert candidate.state == "lapsed"
    assert "decide_after_lapse" not in candidate.open_tasks


def test_whoever_lapses_without_a_suspension_gives_the_board_nothing_to_decide(candidate: Candidate) -> None:
    candidate.until("certified").clock.forward(days=730 + 92)
    candidate.tick()
    assert candidate.state == "lapsed"
    assert "decide_after_lapse" not in candidate.open_tasks


@pytest.mark.parametrize(("away", "missing"), [(30, []), (800, ["course_hours"])])
def test_whoever_applies_again_after_a_no_keeps_what_is_not_too_old(
    candidate: Candidate, away: int, missing: list[str]
) -> None:
    candidate.until("practice").prepare()
    candidate.take("decline", candidate.people.trainer, **NO)
    candidate.clock.forward(days=away)
    candidate.take("reapply", candidate.whose, **APPLICATION)
    candidate.talk()
    candidate.offer()
    candidate.course(days=1)
    candidate.clock.forward(days=7)
    candidate.take("start", candidate.people.trainer)
    finish = {"visited_club": True}
    if not missing:
        candidate.take("finish_course", candidate.people.trainer, **finish)
        candidate.take("practice_done", candidate.people.trainer)
        assert candidate.state == "decision"
        return
    assert fields(lambda: candidate.take("finish_course", candidate.people.trainer, **finish)) == missing
