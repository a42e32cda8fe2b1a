"""Who may take which step in which state, written by hand; and who hears of a group that nobody covers, and when."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intranet.cases.models import Notice, Task
from intranet.problems import Denied, Stale
from tests.workflows.lost_cover.driver import Cover

BY_ITSELF = {
    "in_grace": ("made_sure", "cover_gone", "time_is_over", "no_longer_meets"),
    "uncovered": ("somebody_came", "propose_rest", "no_longer_meets"),
    "rest_proposed": ("somebody_came", "no_longer_meets"),
}
EVERYBODY = (
    "volunteer", "assistant", "trainer", "coordinator", "coordinator_east", "staff", "staff_two", "board",
    "board_two", "admin", "swede", "outsider",
)  # fmt: skip


def _stand(cover: Cover, state: str) -> Cover:
    if state == "in_grace":
        cover.meets(days=130)
        cover.until(cover.end)
        cover.pass_days(1)
        return cover
    cover.meets()
    cover.suspend()
    if state == "rest_proposed":
        cover.pass_days(28)
    return cover


@pytest.mark.parametrize("state", BY_ITSELF)
def test_what_happens_by_itself_is_nobodys_to_press(cover: Cover, state: str) -> None:
    _stand(cover, state)
    assert cover.stands() == state
    for step in BY_ITSELF[state]:
        for who in EVERYBODY:
            with pytest.raises(Denied):
                cover.take(step, cover.people.people[who])
    assert cover.stands() == state


def test_the_coordinator_alone_looks_once_more(cover: Cover) -> None:
    _stand(cover, "rest_proposed")
    for who in EVERYBODY:
        if who != "coordinator":
            with pytest.raises(Denied):
                cover.take("keep_looking", cover.people.people[who])
    cover.take("keep_looking", cover.people.coordinator)
    assert cover.stands() == "uncovered"
    with pytest.raises(Stale):
        cover.take("keep_looking", cover.people.coordinator)


def test_the_stand_in_is_for_tomorrow_and_the_office_hears_within_a_week(cover: Cover) -> None:
    _stand(cover, "uncovered")
    flag = cover.flag
    assert flag is not None
    (task,) = (task for task in flag.tasks if task.key == "find_stand_in")
    assert task.due_at is not None
    assert (task.role, (task.due_at.date() - cover.today).days) == ("coordinator", 1)
    assert _told(cover) == []
    cover.pass_days(3)
    assert "coordinator" in _told(cover)
    cover.pass_days(6)  # a week, and a weekend rests
    assert "staff" in _told(cover)
    cover.lift()
    assert _told(cover) == []


def _told(cover: Cover) -> list[str | None]:
    """The roles that were told of the stand-in, and have not been told since that it is not needed."""
    cover.session.rollback()
    rows = select(Notice.role).join(Task, Task.id == Notice.task_id)
    return list(
        cover.session.scalars(
            rows.where(Task.key == "find_stand_in", Notice.withdrawn_at.is_(None)).order_by(Notice.made_at)
        )
    )
