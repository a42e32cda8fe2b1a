"""The first page: which parts each of the three kinds of people finds, in which order, and when they go away."""

from __future__ import annotations

import re
from datetime import timedelta

from intranet.cases import operations
from intranet.db import writing
from tests import factories
from tests.cases.bergen import hidden, words
from tests.cases.worklists import task, write
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.assistant_certification.driver import Candidate
from tests.workflows.new_group.driver import NewGroup


def headings(page: str) -> list[str]:
    """The parts of the page, in their order; a count at the end of a heading is left out."""
    main = page[page.index('id="main"') :]
    found = re.findall(r"<h2[^>]*>(.*?)</h2>", main, re.DOTALL)
    return [" ".join(re.sub(r"<span class=.count.>.*?</span>|<[^>]+>", " ", one).split()) for one in found]


def parts(page: str) -> list[str]:
    return [one for one in headings(page) if not one.startswith("New here")]


def test_a_volunteer_finds_their_tasks_and_the_cases_they_may_follow(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("planning")
    page = visitor("volunteer").get("/").text
    assert parts(page) == ["Ready for you", "Your way", "New groups"]
    assert f'href="/cases/{bergen.id}"' in page
    assert 'href="/cases"' in page


def test_who_may_begin_a_case_finds_how_and_who_may_not_does_not(visitor: NewVisitor) -> None:
    way = 'href="/workflows/new_group/start?transition=register"'
    page = visitor("volunteer").get("/").text
    assert way in page
    assert "Register an idea" in words(page)
    assert 'href="/cases"' not in page
    for name in ("trainer", "outsider"):
        assert way not in visitor(name).get("/").text


def test_a_trainer_finds_waiting_places_and_certificates_that_end(
    bergen: NewGroup, visitor: NewVisitor, cast: Cast
) -> None:
    bergen.until("waiting_assistant")
    bergen.certify(cast.assistant, days=120)
    page = visitor("trainer").get("/").text
    assert parts(page) == ["Candidates", "Assistants", "Ready for you"]
    read = words(page)
    assert "Waiting for a certified assistant" in read
    assert "Assistant Eksempel until 9 September" in read


def test_a_certificate_that_ends_in_a_year_is_no_news(
    bergen: NewGroup, visitor: NewVisitor, cast: Cast
) -> None:
    bergen.certify(cast.assistant, days=365)
    assert "None ends within half a year" in words(visitor("trainer").get("/").text)


def test_a_suspension_stands_on_the_first_page_of_whom_it_is_about_and_of_who_decides(
    bergen: NewGroup, visitor: NewVisitor, cast: Cast
) -> None:
    bergen.certify(cast.assistant)
    assert "Your certificate" not in headings(visitor("assistant").get("/").text)
    bergen.suspend(cast.assistant)
    page = visitor("assistant").get("/").text
    assert "Your certificate" in headings(page)
    assert "It does not count until the board has decided." in words(page)
    told = {
        name: "Suspended, waiting for the board" in headings(visitor(name).get("/").text)
        for name in ("board", "board_two", "staff", "coordinator", "volunteer", "swede")
    }
    assert told == {
        "board": True, "board_two": True, "staff": False, "coordinator": False, "volunteer": False, "swede": False,
    }  # fmt: skip


def test_coordinators_staff_and_board_find_the_new_groups_first(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("waiting_assistant")
    for name in ("coordinator", "staff", "board"):
        page = visitor(name).get("/").text
        assert parts(page) == ["New groups", "Ready for you"]
        assert 'href="/workflows/new_group/board#waiting_assistant"' in page
        assert f'href="/cases/{bergen.id}"' in page


def test_another_district_is_not_counted(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("waiting_assistant")
    read = words(visitor("coordinator_east").get("/").text)
    assert "No new group is on its way" in read
    assert "Bergen" not in read


def test_who_is_several_finds_the_parts_in_their_order(
    bergen: NewGroup, visitor: NewVisitor, cast: Cast
) -> None:

    with writing(bergen.session):
        for role in ("trainer", "coordinator"):
            factories.role(bergen.session, cast.volunteer, role, cast.units["vestland"])
    assert parts(visitor("volunteer").get("/").text) == [
        "Ready for you",
        "Your way",
        "Candidates",
        "Assistants",
        "New groups",
    ]


def test_somebody_without_a_role_gets_a_calm_page(visitor: NewVisitor) -> None:
    page = visitor("outsider").get("/").text
    assert headings(page) == []
    assert "You are signed in, and nothing is waiting for you" in words(page)


def test_whoever_is_asked_to_lead_a_group_finds_the_question_until_they_answer(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("planning")
    assistant = visitor("assistant")
    page = assistant.get("/").text
    assert headings(page)[0] == "A question for you"
    assert "Coordinator Eksempel asks whether you would lead" in words(page)
    assert "A question for you" not in headings(visitor("coordinator").get("/").text)
    bergen.accept()
    assert "A question for you" not in headings(assistant.get("/").text)


def test_a_reminder_stands_there_until_the_task_is_done_and_only_for_whom_it_is(
    bergen: NewGroup, visitor: NewVisitor, clock: Clock
) -> None:
    bergen.until("idea")
    clock.forward(days=15)
    operations.tick(bergen.session, clock())
    staff = visitor("staff")
    page = staff.get("/").text
    assert "You should know" in headings(page)
    assert "Call the person who had the idea" in words(page)
    for name in ("volunteer", "trainer", "coordinator_east"):
        assert "You should know" not in headings(visitor(name).get("/").text)
    bergen.take("take_up", bergen.people.coordinator)
    assert "You should know" not in headings(staff.get("/").text)


def test_a_reached_goal_is_told_once_to_those_who_took_part(
    bergen: NewGroup, visitor: NewVisitor, clock: Clock
) -> None:
    bergen.until("active")
    volunteer = visitor("volunteer")
    page = volunteer.get("/").text
    assert "Bergen: A new group is running. Thank you!" in words(page)
    assert "A new group is running" not in words(visitor("trainer").get("/").text)
    for _twice in range(2):
        assert volunteer.post(f"/celebrations/{bergen.id}/seen").status_code == 303
    assert "A new group is running" not in words(volunteer.get("/").text)
    assert visitor("trainer").post(f"/celebrations/{bergen.id}/seen").status_code == 404
    assistant = visitor("assistant")
    assert "A new group is running" in words(assistant.get("/").text)
    clock.forward(days=15)
    assert "A new group is running" not in words(visitor("assistant").get("/").text)


CERTIFIED = "A new club assistant is certified"


def test_a_return_from_a_pause_is_not_celebrated_as_a_new_certificate(
    candidate: Candidate, visitor: NewVisitor
) -> None:
    candidate.until("certified")
    assert CERTIFIED in words(visitor("trainer").get("/").text)
    days = {"pause_from": candidate.today, "pause_until": candidate.today + timedelta(7)}
    candidate.take("pause", candidate.whose, **days)
    candidate.clock.forward(days=2)
    volunteer, address = visitor("volunteer"), f"/cases/{candidate.id}"
    sent = hidden(volunteer.get(address).text, "end_pause")
    assert volunteer.post(f"{address}/transitions/end_pause", sent).status_code == 303
    assert candidate.state == "certified"
    assert CERTIFIED not in words(volunteer.get(address).text)
    assert CERTIFIED not in words(visitor("trainer").get("/").text)
    candidate.suspended()
    candidate.take("lift", candidate.people.board, reason="It was not so.")
    assert CERTIFIED not in words(visitor("trainer").get("/").text)


def test_a_paper_that_is_entered_is_no_goal_reached(candidate: Candidate, visitor: NewVisitor) -> None:
    candidate.until("applied")
    candidate.paper(candidate.whose)
    assert candidate.state == "certified"
    assert CERTIFIED not in words(visitor("volunteer").get("/").text)
    candidate.paper(candidate.people.assistant)
    assert CERTIFIED not in words(visitor("assistant").get("/").text)


def test_three_cards_welcome_whoever_is_new_until_they_are_put_away(visitor: NewVisitor) -> None:
    volunteer = visitor("volunteer")
    assert "New here? Three things to know" in headings(volunteer.get("/").text)
    for _twice in range(2):
        assert volunteer.post("/welcome/seen").status_code == 303
    assert "New here? Three things to know" not in headings(volunteer.get("/").text)
    assert "New here? Three things to know" not in headings(visitor("volunteer").get("/").text)


def test_the_welcome_goes_with_the_first_finished_task(bergen: NewGroup, visitor: NewVisitor) -> None:
    coordinator = visitor("coordinator")
    assert "New here? Three things to know" in headings(coordinator.get("/").text)
    bergen.until("waiting_assistant")
    assert "New here? Three things to know" not in headings(coordinator.get("/").text)


def test_more_tasks_than_the_first_page_shows_are_counted_and_one_tap_away(
    bergen: NewGroup, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:

    bergen.until("need")
    assert bergen.id is not None
    here = cast.units["vestland"]
    write(bergen.session, *(task(bergen.id, here, clock(), key="look_nearby") for _ in range(7)))
    page = visitor("coordinator").get("/").text
    assert len(re.findall(r'<li class="task-row"', page)) == 5
    assert re.search(r'Ready for you <span class="count">9</span>', page)
    assert 'href="/tasks"' in page


def test_a_group_that_lost_its_assistant_stands_on_the_first_page_without_saying_why(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("trial")
    coordinator = visitor("coordinator")
    assert "These groups need an assistant" not in headings(coordinator.get("/").text)
    bergen.suspend()
    page = coordinator.get("/").text
    assert "These groups need an assistant" in headings(page)
    assert "Being looked into" not in page
    assert "These groups need an assistant" not in headings(visitor("volunteer").get("/").text)
