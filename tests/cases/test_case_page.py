"""The page of a case: who finds what on it, what is missing, and what is said after a step."""

from __future__ import annotations

import re
import uuid
from datetime import date, time

import pytest
from sqlalchemy import select, text

from intranet.cases.models import Case, SensitiveRead
from intranet.cases.queries.listing import Narrowed, cases
from intranet.db import writing
from tests.cases.bergen import CONTACT, hidden, offers, open_case, refusals, take, words
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.new_group.driver import NewGroup


def without_token(page: str) -> str:
    """The token that keeps forms ours says when it was made."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def test_a_case_tells_where_it_stands_and_what_leads_on(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("need")
    page = open_case(visitor("coordinator"), bergen)
    assert f'data-case="{bergen.id}"' in page
    assert 'data-state="need"' in page
    assert 'data-task-key="talk_around"' in page
    assert offers(page, "confirm_need")
    read = words(page)
    assert "We find out who would come and who is nearby." in read
    assert "Coordinator Eksempel took the step “Take it up”" in read


def test_what_time_will_do_is_told_with_its_day(bergen: NewGroup, visitor: NewVisitor, clock: Clock) -> None:
    clock.moment = clock.moment.replace(month=1, day=5)
    bergen.until("waiting_assistant")
    # 180 days after 5 January is 4 July; July rests, and so do weekends: the first day after is Monday, 3 August.
    assert "On hold by itself on 3 August: No assistant in half a year." in words(
        open_case(visitor("coordinator"), bergen)
    )


def test_what_is_missing_is_told_with_who_can_mend_it_and_no_button_is_dead(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("waiting_assistant")
    page = open_case(visitor("coordinator"), bergen)
    assert not offers(page, "assistant_found")
    assert 'data-transition="assistant_found"' in page
    assert "assistant_within_reach" in refusals(page)
    assert f"/groups/{bergen.case.subject_id}" in page


def test_who_is_named_in_the_case_and_can_mend_it_is_told_by_name(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("planning")
    page = open_case(visitor("coordinator"), bergen)
    assert "Who can help: Assistant Eksempel." in words(page)
    assert "Text(" not in page


def test_a_step_that_leads_aside_is_folded_away_and_one_that_leads_on_is_not(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("need")
    form = r'<details class="card fold" >\s*<summary><h3>Put on hold'
    assert re.search(form, open_case(visitor("staff"), bergen))
    page = open_case(visitor("coordinator"), bergen)
    assert re.search(form, page)
    assert not re.search(r"<summary><h3>Need confirmed", page)
    assert offers(page, "confirm_need")


def test_the_nearest_assistant_is_offered_first_with_the_way(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("waiting_assistant")
    bergen.certify()
    page = open_case(visitor("coordinator"), bergen)
    assert offers(page, "assistant_found")
    assert "Assistant Eksempel, in the town" in page
    assert "The assistant is asked, and answers in person on their first page." in page


def test_a_step_says_what_happened_what_comes_next_and_for_whom(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("idea")
    status, page = take(visitor("coordinator"), bergen, "take_up")
    assert status == 303
    assert bergen.state == "need"
    assert 'data-flash="success"' in page
    read = words(page)
    assert "Done: Take it up. It now stands at “Checking the local need”." in read
    assert "Next: “Talk to municipality, clinic and associations nearby”, for the coordinator." in read


def test_four_eyes_are_explained_to_whoever_had_the_idea(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.register(bergen.people.board)
    for step in bergen.way()[1:5]:  # the same way as until(), begun by somebody else
        step[0]()
    board = visitor("board")
    page = open_case(board, bergen)
    assert not offers(page, "approve")
    assert "not_by" in refusals(page)
    assert "You began this case, so somebody else takes this step." in words(page)
    forged = {"first_meeting": "2026-06-01", "version": str(bergen.case.version)}
    answer = board.post(f"/cases/{bergen.id}/transitions/approve", forged)
    assert answer.status_code == 403
    assert "You began this case, so somebody else takes this step." in words(answer.text)
    assert bergen.state == "decision"


def test_what_others_can_do_is_one_quiet_line(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("idea")
    page = open_case(visitor("volunteer"), bergen)
    assert not offers(page, "take_up")
    assert "Take it up for the coordinator" in words(page)
    assert offers(page, "withdraw")


def test_a_case_that_is_not_for_somebody_is_as_one_that_does_not_exist(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("idea")
    for name in ("outsider", "coordinator_east", "swede", "admin", "trainer"):
        stranger = visitor(name)
        foreign, missing = stranger.get(f"/cases/{bergen.id}"), stranger.get(f"/cases/{uuid.uuid4()}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert without_token(foreign.text) == without_token(missing.text)
        assert stranger.post(f"/cases/{bergen.id}/transitions/take_up").status_code == 404
        assert stranger.post(f"/cases/{bergen.id}/comments", {"text": "hello"}).status_code == 404
        assert stranger.post(f"/cases/{bergen.id}/undo", {"version": "1"}).status_code == 404
    assert bergen.state == "idea"


def test_a_form_from_before_is_told_so_and_what_was_typed_stays(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("need")
    coordinator = visitor("coordinator")
    old = hidden(open_case(coordinator, bergen), "hold")
    bergen.complete("talk_around", bergen.people.coordinator)
    bergen.complete("look_nearby", bergen.people.coordinator)
    bergen.take("confirm_need", bergen.people.coordinator, expected=6)
    answer = coordinator.post(
        f"/cases/{bergen.id}/transitions/hold", {**old, "reason": "The hall has burnt down"}
    )
    assert answer.status_code == 409
    assert "The hall has burnt down" in answer.text
    assert "This case has moved on since the page was drawn." in words(answer.text)
    assert hidden(answer.text, "hold")["version"] == str(bergen.case.version)
    assert bergen.state == "waiting_assistant"


def test_a_step_that_no_longer_leaves_the_state_gives_back_what_was_typed(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("need")
    coordinator = visitor("coordinator")
    old = hidden(open_case(coordinator, bergen), "hold")
    bergen.take("withdraw", bergen.people.coordinator, why_stopped="other")
    answer = coordinator.post(
        f"/cases/{bergen.id}/transitions/hold", {**old, "reason": "The hall has burnt down"}
    )
    assert answer.status_code == 409
    assert "The hall has burnt down" in answer.text


def test_the_same_form_twice_is_one_step(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("idea")
    coordinator = visitor("coordinator")
    sent = hidden(open_case(coordinator, bergen), "take_up")
    first = coordinator.post(f"/cases/{bergen.id}/transitions/take_up", sent)
    second = coordinator.post(f"/cases/{bergen.id}/transitions/take_up", sent)
    assert (first.status_code, second.status_code) == (303, 303)
    bergen.session.rollback()
    assert bergen.steps == ["register", "take_up"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_meeting", "2026-02-30"),
        ("first_meeting", "soon"),
        ("first_meeting", "99999-01-01"),
        ("first_meeting", "0001-01-01"),
        ("first_meeting", ""),
    ],
)
def test_an_impossible_answer_is_pointed_out_and_kept(
    bergen: NewGroup, visitor: NewVisitor, field: str, value: str
) -> None:
    bergen.until("decision")
    status, page = take(visitor("board"), bergen, "approve", **{field: value})
    assert status == 422
    assert f'href="#approve-{field}"' in page
    assert not value or f'value="{value}"' in page
    assert bergen.state == "decision"


def test_somebody_who_was_not_offered_cannot_be_named(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("waiting_assistant")
    bergen.certify()
    stranger = str(bergen.people.swede.id)
    for given in (stranger, str(uuid.uuid4()), "nobody"):
        status, page = take(visitor("coordinator"), bergen, "assistant_found", leader=given)
        assert status == 422
        assert "Please choose one of these." in words(page)
    assert bergen.state == "waiting_assistant"


def test_a_guard_that_refuses_what_was_filled_in_says_so_beside_the_form(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("planning")
    bergen.accept()
    bergen.complete("find_room", bergen.people.volunteer, room="Church hall", step_free=True)
    bergen.complete("set_time", bergen.people.assistant, weekday="tue", start_time=time(18, 30))
    bergen.complete(
        "agree_contact", bergen.people.coordinator,
        contact_person=bergen.people.volunteer.id, stand_in=bergen.people.volunteer.id,
    )  # fmt: skip
    coordinator = visitor("coordinator")
    assert offers(open_case(coordinator, bergen), "submit")
    status, page = take(coordinator, bergen, "submit", children_welcome="yes", budget="250", minutes="")
    assert status == 422
    assert {"checks_seen", "start_papers"} <= refusals(page)
    assert 'value="250"' in page
    assert bergen.state == "planning"


def test_only_who_works_in_the_case_reads_what_was_written_about_people_and_it_is_noted(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("idea")
    assert CONTACT in open_case(visitor("coordinator"), bergen)
    bergen.session.rollback()
    noted = bergen.session.scalars(select(SensitiveRead)).all()
    assert [(row.reader_id, row.fields) for row in noted] == [
        (bergen.people.coordinator.id, ["contact", "why_here"])
    ]
    bergen.session.rollback()
    # The board sees the case; in this state it takes no step and has no task.
    assert CONTACT not in open_case(visitor("board"), bergen)
    assert len(bergen.session.scalars(select(SensitiveRead)).all()) == 1


def test_what_was_written_about_people_is_not_shown_when_that_cannot_be_noted(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("idea")
    coordinator = visitor("coordinator")
    with writing(bergen.session):
        bergen.session.execute(text("DROP TABLE sensitive_reads"))
    page = open_case(coordinator, bergen)
    assert CONTACT not in page
    assert "cannot be shown just now" in words(page)


def test_a_comment_stands_with_its_author_and_an_empty_one_does_not(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("idea")
    volunteer = visitor("volunteer")
    open_case(volunteer, bergen)
    path = f"/cases/{bergen.id}/comments"
    assert volunteer.post(path, {"text": " \n "}).status_code == 422
    assert volunteer.post(path, {"text": "x" * 2001}).status_code == 422
    assert volunteer.post(path, {"text": "<b>The parish</b> would lend us the hall"}).status_code == 303
    page = open_case(visitor("coordinator"), bergen)
    assert "&lt;b&gt;The parish&lt;/b&gt; would lend us the hall" in page
    assert "Volunteer Eksempel" in page


def test_the_last_step_can_be_taken_back_for_ten_minutes(
    bergen: NewGroup, visitor: NewVisitor, clock: Clock
) -> None:
    bergen.until("idea")
    coordinator = visitor("coordinator")
    _, page = take(coordinator, bergen, "take_up")
    assert f'action="/cases/{bergen.id}/undo"' in page
    assert "take it back" in words(page)
    assert coordinator.post(f"/cases/{bergen.id}/undo", {"version": "0"}).status_code == 409
    answer = coordinator.post(f"/cases/{bergen.id}/undo", {"version": str(bergen.case.version)})
    assert answer.status_code == 303
    assert bergen.state == "idea"
    assert "Coordinator Eksempel took back “Take it up”." in words(open_case(coordinator, bergen))
    take(coordinator, bergen, "take_up")
    clock.forward(minutes=11)
    assert f'action="/cases/{bergen.id}/undo"' not in open_case(coordinator, bergen)
    late = coordinator.post(f"/cases/{bergen.id}/undo", {"version": str(bergen.case.version)})
    assert late.status_code == 403
    assert bergen.state == "need"


def test_a_goal_is_celebrated_once(bergen: NewGroup, visitor: NewVisitor, clock: Clock) -> None:
    bergen.until("trial")
    for _ in range(3):
        clock.forward(days=7)
        bergen.meet(3)
    coordinator = visitor("coordinator")
    _, page = take(coordinator, bergen, "establish")
    assert "A new group is running. Thank you!" in page
    assert "A new group is running. Thank you!" not in open_case(coordinator, bergen)
    assert 'data-state="active"' in open_case(visitor("board"), bergen)


def test_a_step_into_an_end_says_that_it_cannot_be_undone_and_has_a_page_of_its_own(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("idea")
    coordinator = visitor("coordinator")
    own = coordinator.get(f"/cases/{bergen.id}/transitions/withdraw")
    assert own.status_code == 200
    assert offers(own.text, "withdraw")
    assert "This ends the case and cannot be undone." in words(own.text)
    assert coordinator.get(f"/cases/{bergen.id}/transitions/approve").status_code == 404
    assert coordinator.get(f"/cases/{bergen.id}/transitions/nonsense").status_code == 404
    assert coordinator.post(f"/cases/{bergen.id}/transitions/nonsense").status_code == 404
    status, page = take(coordinator, bergen, "withdraw", why_stopped="other")
    assert status == 303
    assert 'data-state="withdrawn"' in page


def test_a_suspended_certificate_shows_at_once_that_nobody_may_open_the_group(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("approved")
    bergen.clock.forward(days=7)
    coordinator = visitor("coordinator")
    page = open_case(coordinator, bergen)
    assert offers(page, "open")
    before = hidden(page, "open")
    bergen.suspend()
    page = open_case(coordinator, bergen)
    assert not offers(page, "open")
    assert "certified_assistant_on_site" in refusals(page)
    forged = coordinator.post(f"/cases/{bergen.id}/transitions/open", {**before, "came": "3"})
    assert forged.status_code == 422
    assert re.search(r'<textarea name="came"[^>]*>3</textarea>', forged.text)
    assert bergen.state == "approved"


def test_the_list_holds_what_one_may_open_narrowed_and_page_by_page(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("idea")
    first = bergen.id
    for _ in range(3):
        bergen.clock.forward(days=1)
        bergen.register(bergen.people.volunteer)
    board = visitor("board")
    assert board.get("/cases").text.count("data-case=") == 4
    assert f'data-case="{first}"' in board.get("/cases?workflow=new_group&state=idea").text
    assert "data-case=" not in board.get("/cases?workflow=new_group&state=trial").text
    assert "data-case=" not in visitor("coordinator_east").get("/cases").text
    assert "data-case=" not in visitor("outsider").get("/cases").text
    before_time = "after=0001-01-01T00:00:00%2B14:00~00000000-0000-4000-8000-000000000000"
    for nonsense in ("after=nonsense", "after=2026-01-01~x", before_time, "unit=x", "workflow=x&state=y"):
        assert board.get(f"/cases?{nonsense}").status_code == 200


def test_the_next_page_of_the_list_goes_on_where_this_one_ends(bergen: NewGroup) -> None:
    for _ in range(5):
        bergen.register(bergen.people.volunteer)
        bergen.clock.forward(days=1)
    actor = bergen.as_(bergen.people.board)
    seen, after = [], None
    while True:
        page = cases(bergen.session, actor, Narrowed(), after, limit=2)
        seen += [row.id for row in page.rows]
        if (after := page.after) is None:
            break
    newest_first = bergen.session.scalars(select(Case.id).order_by(Case.entered_at.desc())).all()
    assert seen == list(newest_first)


def test_dates_are_told_in_the_readers_language(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("decision")
    bergen.take("approve", bergen.people.board, first_meeting=date(2026, 6, 2))
    page = visitor("coordinator").get(f"/cases/{bergen.id}", Accept_Language="sv").text
    assert "2 juni" in words(page)
    assert "Godkänd, inte öppen än" in words(page)
