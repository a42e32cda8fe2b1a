"""The worklist as a page: its tabs and counts, what narrows it, its pages, and addresses nobody can read."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from intranet.cases.queries.worklist import VIEWS
from tests.cases.bergen import words
from tests.cases.worklists import task, write
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.new_group.driver import NewGroup


def shown(page: str) -> list[str]:
    """The keys of the tasks on the page, in their order."""
    return re.findall(r'<li class="task-row"[^>]*data-task-key="(\w+)"', page)


def tabs(page: str) -> dict[str, str]:
    return dict(re.findall(r'href="/tasks\?view=(\w+)"[^>]*>[^<]*<span class="count">([^<]+)</span>', page))


def test_the_counts_on_the_tabs_are_the_rows_of_their_lists(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("planning")
    coordinator = visitor("coordinator")
    counts = tabs(coordinator.get("/tasks").text)
    assert set(counts) == set(VIEWS)
    rows = {view: len(shown(coordinator.get(f"/tasks?view={view}").text)) for view in VIEWS}
    assert {view: int(count) for view, count in counts.items()} == rows
    assert rows["done"] > 0


def test_a_row_tells_what_where_by_when_and_has_one_button(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("need")
    page = visitor("coordinator").get("/tasks").text
    assert shown(page) == ["look_nearby", "talk_around"]
    read = words(page)
    assert "nobody yet" in read
    assert "by 19 May" in read
    assert "Look up groups within 40 km" in read
    assert "Bergen" in read
    assert len(re.findall(r'action="/tasks/[0-9a-f-]+/claim"', page)) == 2


def test_what_is_overdue_says_so_in_words(bergen: NewGroup, visitor: NewVisitor, clock: Clock) -> None:
    bergen.until("need")
    clock.forward(days=9)
    assert "was due on 19 May" in words(visitor("coordinator").get("/tasks").text)


def test_an_empty_list_says_what_will_come_and_what_to_do_now(visitor: NewVisitor) -> None:
    volunteer = visitor("volunteer")
    assert "Nothing is waiting for you" in words(volunteer.get("/tasks").text)
    for view in VIEWS:
        page = volunteer.get(f"/tasks?view={view}").text
        assert 'class="empty"' in page
        assert shown(page) == []


def test_what_was_chosen_is_remembered_until_everything_is_asked_for(
    bergen: NewGroup, visitor: NewVisitor, cast: Cast
) -> None:
    bergen.until("idea")
    bergen.take("take_up", cast.coordinator)
    staff, east = visitor("staff"), str(cast.units["ostlandet"].id)
    with_filter = staff.get(f"/tasks?view=done&unit={east}").text
    assert "Only a part of your tasks is shown" in words(with_filter)
    assert "Only a part of your tasks is shown" in words(staff.get("/tasks").text)
    assert "Only a part of your tasks is shown" not in words(staff.get("/tasks?all=1").text)
    assert "Only a part of your tasks is shown" not in words(staff.get("/tasks").text)


@pytest.mark.parametrize(
    "address", ["unit=nonsense", "unit=00000000-0000-0000-0000-000000000000", "role=admin", "workflow=x"]
)
def test_a_choice_that_is_not_the_readers_is_left_out(visitor: NewVisitor, address: str) -> None:
    answer = visitor("coordinator").get(f"/tasks?{address}")
    assert answer.status_code == 200
    assert "Only a part of your tasks is shown" not in words(answer.text)


@pytest.mark.parametrize(
    "address",
    [
        "after=nonsense",
        "after=~",
        "after=2026-01-01~x",
        "after=2026-13-01T00:00:00~y",
        "after=9999",
        "after=0001-01-01T00:00:00%2B14:00~00000000-0000-4000-8000-000000000000",
    ],
)
def test_a_place_in_the_list_that_cannot_be_read_is_its_beginning(visitor: NewVisitor, address: str) -> None:
    assert visitor("coordinator").get(f"/tasks?{address}").status_code == 200


def test_a_view_that_does_not_exist_is_not_found(visitor: NewVisitor) -> None:
    assert visitor("coordinator").get("/tasks?view=everything").status_code == 404


def test_a_long_list_goes_on_page_by_page_and_says_fifty_and_more(
    bergen: NewGroup, visitor: NewVisitor, clock: Clock, cast: Cast
) -> None:
    bergen.until("need")
    here, now = cast.units["vestland"], clock()
    assert bergen.id is not None
    write(
        bergen.session,
        *(task(bergen.id, here, now, key="look_nearby", due_at=now + timedelta(hours=n)) for n in range(60)),
    )
    coordinator = visitor("coordinator")
    first = coordinator.get("/tasks").text
    assert tabs(first)["ready"] == "50+"
    assert len(shown(first)) == 50
    more = re.search(r'href="(/tasks\?view=ready&amp;after=[^"]+)"', first)
    assert more is not None
    second = coordinator.get(more[1].replace("&amp;", "&")).text
    assert len(shown(second)) == 12
    ids = re.findall(r'data-task="([^"]+)"', first + second)
    assert len(set(ids)) == 62


def test_nobody_who_is_not_signed_in_sees_a_list(visitor: NewVisitor) -> None:
    answer = visitor().get("/tasks?view=done")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/tasks?view%3Ddone")
