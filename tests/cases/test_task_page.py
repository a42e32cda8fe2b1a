"""The page of a task: who finds what on it, what each button does, and what is said when it cannot be done."""

from __future__ import annotations

import re
import uuid
from datetime import time, timedelta

import pytest
from werkzeug.test import TestResponse

from intranet.cases.store import TaskRow
from tests.cases.bergen import words
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor
from tests.workflows.new_group.driver import NewGroup

ROOM = {"room": "Church hall", "step_free": "yes"}


def task_of(bergen: NewGroup, key: str) -> TaskRow:
    return next(task for task in bergen.case.tasks if task.key == key)


def page_of(visitor: Visitor, bergen: NewGroup, key: str) -> str:
    answer = visitor.get(f"/tasks/{task_of(bergen, key).id}")
    assert answer.status_code == 200
    return answer.text


def do(visitor: Visitor, bergen: NewGroup, key: str, what: str, **fields: str) -> TestResponse:
    """Open the task's page and send one of its forms."""
    page_of(visitor, bergen, key)
    return visitor.post(f"/tasks/{task_of(bergen, key).id}/{what}", fields)


def buttons(page: str) -> set[str]:
    main = page[page.index('id="main"') :]
    return set(re.findall(r'action="/tasks/[0-9a-f-]+/(\w+)"', main))


def without_token(answer: TestResponse) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)


@pytest.fixture
def planning(bergen: NewGroup) -> NewGroup:
    """Begun by the board, so that no volunteer is named in the case."""
    bergen.register(bergen.people.board)
    bergen.take("take_up", bergen.people.coordinator)
    for key in ("talk_around", "look_nearby"):
        bergen.complete(key, bergen.people.coordinator)
    bergen.take("confirm_need", bergen.people.coordinator, expected=6)
    bergen.certify()
    bergen.take("assistant_found", bergen.people.coordinator, leader=bergen.people.assistant.id)
    return bergen


def test_whoever_could_take_a_task_sees_its_label_and_place_and_nothing_of_the_case(
    planning: NewGroup, visitor: NewVisitor
) -> None:
    volunteer = visitor("volunteer")
    page = page_of(volunteer, planning, "find_room")
    assert "Find a room, step-free and alcohol-free" in words(page)
    assert "Bergen" in words(page)
    assert buttons(page) == {"claim"}
    assert f"/cases/{planning.id}" not in page
    assert "Assistant Eksempel" not in page
    assert 'name="room"' not in page


def test_whoever_has_taken_it_sees_all_that_belongs_to_it(planning: NewGroup, visitor: NewVisitor) -> None:
    volunteer = visitor("volunteer")
    answer = do(volunteer, planning, "find_room", "claim")
    assert answer.status_code == 303
    page = volunteer.get(answer.headers["Location"]).text
    assert 'data-task-status="claimed"' in page
    assert buttons(page) == {"completion", "release", "snooze", "handover", "comments"}
    assert f"/cases/{planning.id}" in page
    assert volunteer.get(f"/cases/{planning.id}").status_code == 200


def test_a_foreign_task_is_as_one_that_does_not_exist(planning: NewGroup, visitor: NewVisitor) -> None:
    task = task_of(planning, "find_room").id
    for name in ("outsider", "coordinator_east", "swede", "admin"):
        stranger = visitor(name)
        foreign, missing = stranger.get(f"/tasks/{task}"), stranger.get(f"/tasks/{uuid.uuid4()}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert without_token(foreign) == without_token(missing)
        for what in ("claim", "release", "completion", "snooze", "handover", "comments", "reopening"):
            assert stranger.post(f"/tasks/{task}/{what}", {**ROOM, "text": "x"}).status_code == 404
    assert task_of(planning, "find_room").status == "open"


def test_who_sees_the_case_and_may_not_do_the_task_hears_so(planning: NewGroup, visitor: NewVisitor) -> None:
    board = visitor("board")
    seen = page_of(board, planning, "agree_contact")
    assert buttons(seen) <= {"claim", "completion", "snooze", "handover", "comments"}
    assistant = visitor("assistant")
    page = page_of(assistant, planning, "agree_contact")
    assert buttons(page) == {"comments"}
    answer = assistant.post(f"/tasks/{task_of(planning, 'agree_contact').id}/claim")
    assert answer.status_code == 403
    assert "This task is for somebody else." in words(answer.text)


def test_what_is_missing_or_impossible_is_pointed_out_and_what_was_typed_stays(
    planning: NewGroup, visitor: NewVisitor
) -> None:
    coordinator = visitor("coordinator")
    answer = do(coordinator, planning, "find_room", "completion", room="Church hall", step_free="perhaps")
    assert answer.status_code == 422
    assert 'href="#step_free"' in answer.text
    assert 'value="Church hall"' in answer.text
    assert task_of(planning, "find_room").status == "open"


def test_a_finished_task_tells_what_comes_next_and_for_whom(planning: NewGroup, visitor: NewVisitor) -> None:
    planning.complete("set_time", planning.people.assistant, weekday="tue", start_time=time(18, 30))
    planning.complete(
        "agree_contact", planning.people.coordinator,
        contact_person=planning.people.volunteer.id, stand_in=planning.people.volunteer.id,
    )  # fmt: skip
    volunteer = visitor("volunteer")
    do(volunteer, planning, "find_room", "claim")
    answer = do(volunteer, planning, "find_room", "completion", **ROOM)
    assert answer.status_code == 303
    page = volunteer.get(answer.headers["Location"]).text
    assert 'data-flash="success"' in page
    assert 'data-task-status="done"' in page
    assert "“Find a room, step-free and alcohol-free” is done. Next: “Send the plan for decision”" in words(
        page
    )
    assert "/reopening" in page


def test_what_is_done_can_be_taken_back_for_ten_minutes_and_no_longer(
    planning: NewGroup, visitor: NewVisitor, clock: Clock
) -> None:
    coordinator = visitor("coordinator")
    do(coordinator, planning, "find_room", "completion", **ROOM)
    assert planning.case.answers["room"] == "Church hall"
    assert do(coordinator, planning, "find_room", "reopening").status_code == 303
    assert task_of(planning, "find_room").status == "claimed"
    assert "room" not in planning.case.answers
    do(coordinator, planning, "find_room", "completion", **ROOM)
    clock.forward(minutes=11)
    assert "/reopening" not in page_of(coordinator, planning, "find_room")
    late = do(coordinator, planning, "find_room", "reopening")
    assert late.status_code == 409
    assert task_of(planning, "find_room").status == "done"


def test_the_second_of_two_who_finish_a_task_hears_so_and_keeps_what_they_typed(
    planning: NewGroup, visitor: NewVisitor
) -> None:
    coordinator, staff = visitor("coordinator"), visitor("staff")
    page_of(coordinator, planning, "find_room")
    page_of(staff, planning, "find_room")
    task = task_of(planning, "find_room").id
    first = coordinator.post(f"/tasks/{task}/completion", ROOM)
    second = staff.post(f"/tasks/{task}/completion", {"room": "The old school", "step_free": "no"})
    assert (first.status_code, second.status_code) == (303, 409)
    assert "This task is already finished." in words(second.text)
    assert "The old school" in second.text
    assert planning.case.answers["room"] == "Church hall"


def test_the_same_form_twice_finishes_once_and_answers_alike(planning: NewGroup, visitor: NewVisitor) -> None:
    coordinator = visitor("coordinator")
    page_of(coordinator, planning, "find_room")
    task = task_of(planning, "find_room").id
    sent = {**ROOM, "idempotency_key": str(uuid.uuid4())}
    answers = [coordinator.post(f"/tasks/{task}/completion", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.headers["Location"] for answer in answers}) == 1


def test_a_task_that_was_taken_meanwhile_is_a_friendly_no(planning: NewGroup, visitor: NewVisitor) -> None:
    """Somebody of the same role, who had the page open, learns that it is taken, and by nobody's name."""
    planning.session.rollback()
    volunteer, coordinator = visitor("volunteer"), visitor("coordinator")
    page_of(volunteer, planning, "find_room")
    do(coordinator, planning, "find_room", "claim")
    answer = volunteer.post(f"/tasks/{task_of(planning, 'find_room').id}/claim")
    assert answer.status_code == 409
    assert "Somebody else has this task now." in words(answer.text)
    assert "Coordinator Eksempel" not in answer.text


def test_a_task_given_back_stands_on_its_list_again(planning: NewGroup, visitor: NewVisitor) -> None:
    volunteer = visitor("volunteer")
    do(volunteer, planning, "find_room", "claim")
    for _twice in range(2):
        assert do(volunteer, planning, "find_room", "release").status_code == 303
    task = task_of(planning, "find_room")
    assert (task.status, task.person_id, task.role) == ("open", None, "volunteer")


def test_a_task_is_put_off_until_a_day_and_no_other_day_will_do(
    planning: NewGroup, visitor: NewVisitor, clock: Clock
) -> None:
    coordinator = visitor("coordinator")
    for wrong in ("2026-05-12", "2020-01-01", "2028-01-01", "2026-02-30", ""):
        answer = do(coordinator, planning, "agree_contact", "snooze", until="day", day=wrong)
        assert answer.status_code == 422
        assert not wrong or wrong in answer.text
    assert do(coordinator, planning, "agree_contact", "snooze", until="week").status_code == 303
    assert 'data-task-key="agree_contact"' in coordinator.get("/tasks?view=snoozed").text
    assert 'data-task-key="agree_contact"' not in coordinator.get("/tasks").text
    assert do(coordinator, planning, "agree_contact", "snooze", until="now").status_code == 303
    assert task_of(planning, "agree_contact").snoozed_until is None
    assert do(coordinator, planning, "agree_contact", "snooze", until="tomorrow").status_code == 303
    until = task_of(planning, "agree_contact").snoozed_until
    assert until is not None
    assert until < clock() + timedelta(days=1)


def test_a_task_is_handed_to_somebody_who_can_do_it_and_to_nobody_else(
    planning: NewGroup, visitor: NewVisitor
) -> None:
    coordinator = visitor("coordinator")
    people = planning.people
    page = page_of(coordinator, planning, "agree_contact")
    assert str(people.staff.id) in page
    for stranger in (people.volunteer.id, people.swede.id, uuid.uuid4(), "nobody"):
        answer = do(coordinator, planning, "agree_contact", "handover", person=str(stranger))
        assert answer.status_code == 422
    assert (
        do(coordinator, planning, "agree_contact", "handover", person=str(people.staff.id)).status_code == 303
    )
    task = task_of(planning, "agree_contact")
    assert (task.person_id, task.status) == (people.staff.id, "claimed")


def test_a_comment_stands_with_its_task_and_an_empty_one_is_refused(
    planning: NewGroup, visitor: NewVisitor
) -> None:
    coordinator = visitor("coordinator")
    assert do(coordinator, planning, "find_room", "comments", text="  ").status_code == 422
    said = "Ask <b>the parish</b>"
    answer = do(coordinator, planning, "find_room", "comments", text=said)
    assert answer.status_code == 303
    page = page_of(coordinator, planning, "find_room")
    assert "Ask &lt;b&gt;the parish&lt;/b&gt;" in page
    volunteer = visitor("volunteer")
    assert (
        volunteer.post(f"/tasks/{task_of(planning, 'find_room').id}/comments", {"text": "x"}).status_code
        == 403
    )


def test_a_task_with_steps_offers_them_as_the_case_does(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("idea")
    page = page_of(visitor("coordinator"), bergen, "call_back")
    assert f'action="/cases/{bergen.id}/transitions/take_up"' in page
    assert f'action="/cases/{bergen.id}/transitions/withdraw"' in page
    assert "completion" not in buttons(page)
    forged = visitor("coordinator")
    answer = do(forged, bergen, "call_back", "completion")
    assert answer.status_code == 403
    assert task_of(bergen, "call_back").status == "open"


def test_a_waiting_task_cannot_be_finished_before_its_time(planning: NewGroup, visitor: NewVisitor) -> None:
    coordinator = visitor("coordinator")
    assert "This task waits until others are finished." in words(page_of(coordinator, planning, "hand_in"))
    assert do(coordinator, planning, "hand_in", "completion").status_code in (403, 409)
    assert task_of(planning, "hand_in").status == "waiting"


def test_every_status_of_a_task_has_a_page(planning: NewGroup, visitor: NewVisitor) -> None:
    planning.take("withdraw", planning.people.coordinator, why_stopped="other")
    statuses = {task.status for task in planning.case.tasks}
    assert statuses == {"done", "cancelled"}
    coordinator = visitor("coordinator")
    for task in planning.case.tasks:
        assert coordinator.get(f"/tasks/{task.id}").status_code == 200
