"""What the page of a case says to whom: the candidate, those who train, and those who decide."""

from __future__ import annotations

import re
import uuid

import pytest

from intranet.db import writing
from tests import factories
from tests.support.visitors import NewVisitor, Visitor
from tests.workflows.assistant_certification.driver import SUSPENSION, Candidate
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

REASON = SUSPENSION["reason"]


def _page(visitor: Visitor, candidate: Candidate) -> str:
    answer = visitor.get(f"/cases/{candidate.id}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("name", ["staff", "board", "volunteer"])
def test_why_somebody_was_suspended_is_read_by_those_who_decide_and_by_themselves(
    driven: Candidate, visitor: NewVisitor, name: str
) -> None:
    driven.until("certified").suspended()
    page = _page(visitor(name), driven)
    assert REASON in page
    assert "Confidentiality" in page


@pytest.mark.parametrize("name", ["trainer", "trainer_two", "mentor", "coordinator"])
@pytest.mark.parametrize("lifted", [False, True])
def test_why_somebody_was_suspended_is_read_by_nobody_else(
    driven: Candidate, visitor: NewVisitor, name: str, lifted: bool
) -> None:
    """Also not by those who have a task or a step of the case again, once it was lifted."""
    driven.until("certified").suspended()
    driven.take("answer", driven.whose, reply="Nobody was named.")
    if lifted:
        driven.take("lift", driven.people.board, reason="Nothing was found.")
    page = _page(visitor(name), driven)
    for words in (REASON, "Confidentiality", "Nobody was named.", "Nothing was found."):
        assert words not in page


def test_whoever_decides_on_an_appeal_reads_what_it_is_about(driven: Candidate, visitor: NewVisitor) -> None:
    driven.revoked().take("lodge_appeal", driven.whose, appeal="Nobody asked the others.")
    driven.claim("decide_appeal", driven.people.appeals)
    page = _page(visitor("appeals"), driven)
    for words in ("Nobody asked the others.", REASON, "It was not so."):
        assert words in page
    assert "First Eksempel" not in page


@pytest.mark.parametrize(("step", "state"), [("uphold_appeal", "certified"), ("reject_appeal", "revoked")])
def test_whoever_saw_the_case_by_their_task_alone_takes_its_step_and_goes_on_to_their_tasks(
    driven: Candidate, visitor: NewVisitor, step: str, state: str
) -> None:
    driven.revoked().take("lodge_appeal", driven.whose, appeal="Nobody asked the others.")
    driven.claim("decide_appeal", driven.people.appeals)
    somebody = visitor("appeals")
    somebody.get(f"/cases/{driven.id}")
    answer = somebody.post(f"/cases/{driven.id}/transitions/{step}", {"reason": "It was looked at again."})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/tasks")
    assert driven.steps[-1] == step
    assert driven.state == state
    assert "Done:" in somebody.get("/tasks").text
    assert somebody.get(f"/cases/{driven.id}").status_code == 404


def test_whoever_saw_the_case_by_their_task_alone_and_presses_twice_is_told_that_it_is_done(
    driven: Candidate, visitor: NewVisitor
) -> None:
    driven.revoked().take("lodge_appeal", driven.whose, appeal="Nobody asked the others.")
    driven.claim("decide_appeal", driven.people.appeals)
    somebody, address = visitor("appeals"), f"/cases/{driven.id}/transitions/uphold_appeal"
    somebody.get(f"/cases/{driven.id}")
    sent = {"reason": "It was looked at again.", "idempotency_key": str(uuid.uuid4())}
    answers = [somebody.post(address, sent) for _ in range(2)]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(303, "/tasks")] * 2
    assert "It is done already." in somebody.get("/tasks").text
    assert driven.steps.count("uphold_appeal") == 1
    # Another form, and the same one sent by somebody else, find nothing.
    assert somebody.post(address, sent | {"idempotency_key": str(uuid.uuid4())}).status_code == 404
    stranger = visitor("outsider")
    stranger.get("/tasks")
    assert stranger.post(address, sent).status_code == 404


def test_an_application_is_read_by_those_who_take_it_up(driven: Candidate, visitor: NewVisitor) -> None:
    driven.until("applied")
    for name in ("trainer", "staff", "volunteer"):
        assert "First Eksempel" in _page(visitor(name), driven), name
    for name in ("coordinator", "board", "safeguarding"):
        assert "First Eksempel" not in _page(visitor(name), driven), name


@pytest.mark.parametrize("name", ["trainer", "coordinator", "staff", "board"])
def test_a_pause_says_nothing_but_its_days(driven: Candidate, visitor: NewVisitor, name: str) -> None:
    driven.until("certified")
    page = _page(visitor("coordinator"), driven)
    asked = page[page.index('data-transition="pause"') :].split("</form>")[0]
    assert asked.count("<textarea") == 0
    assert 'type="text"' not in asked
    driven.take("pause", driven.whose, pause_from=driven.today, pause_until=driven.today)
    assert "Paused at own request" in _page(visitor(name), driven)


def test_what_is_missing_is_said_with_how_far_it_has_come(driven: Candidate, visitor: NewVisitor) -> None:
    driven.until("practice").practise("led", 2)
    page = _page(visitor("volunteer"), driven)
    assert "2 of 6 led meetings" in page
    assert "0 of 4 observed meetings" in page
    assert "/training" in page


def test_before_a_pause_is_taken_it_says_what_would_be_without_them(
    driven: Candidate, visitor: NewVisitor
) -> None:
    driven.until("certified").leads_club()
    page = _page(visitor("volunteer"), driven)
    before = page[page.index('data-transition="pause"') :].split("</form>")[0]
    assert "Fana" in before


def test_nobody_is_told_that_a_step_of_others_is_not_for_them(driven: Candidate, visitor: NewVisitor) -> None:
    driven.revoked().take("lodge_appeal", driven.whose, appeal="Nobody asked the others.")
    page = _page(visitor("volunteer"), driven)
    assert "You took part in this case before" not in page
    assert 'data-transition="uphold_appeal"' in page


@pytest.mark.parametrize(
    ("state", "own", "others"),
    [
        ("certified", {"pause"}, set[str]()),
        ("decision", {"withdraw"}, {"certify", "more_practice", "decline"}),
        ("practice", {"withdraw"}, {"practice_done", "change_mentor"}),
    ],
)
def test_what_others_could_do_stands_there_when_they_are_about_to_and_not_before(
    driven: Candidate, visitor: NewVisitor, state: str, own: set[str], others: set[str]
) -> None:
    """On the day of the certificate nobody reads who could suspend them."""
    driven.until(state)
    page = _page(visitor("volunteer"), driven)
    told = set(re.findall(r'<li class="others" data-transition="(\w+)"', page))
    assert told == others
    assert set(re.findall(r'<form[^>]*data-transition="(\w+)"', page)) == own


def test_whoever_has_two_roles_does_not_read_either_what_others_could_do_to_them(
    driven: Candidate, visitor: NewVisitor
) -> None:
    driven.until("certified")
    with writing(driven.session):
        factories.role(driven.session, driven.whose, "staff", driven.people.units["nation"])
    page = _page(visitor("volunteer"), driven)
    assert 'data-transition="pause"' in page
    assert 'data-transition="suspend"' not in page


def test_the_person_it_is_about_is_named_under_a_label(driven: Candidate, visitor: NewVisitor) -> None:
    driven.until("practice")
    page = _page(visitor("trainer"), driven)
    assert "The person it is about</dt>" in page
    assert "the person it is about</dt>" not in page


def test_the_history_tells_each_step_in_a_sentence(driven: Candidate, visitor: NewVisitor) -> None:
    driven.until("certified")
    page = _page(visitor("staff"), driven)
    for sentence in (
        "Volunteer Eksempel began the case: Tell us you are interested.",
        "Trainer Eksempel took the step “Offer a place”. It now stands at “Place on course”.",
        "Mentor Eksempel took the step “Ask for certification”. It now stands at “Waiting for a decision”.",
        "Staff Eksempel took the step “Certify”. It now stands at “Certified”.",
    ):
        assert sentence in page


def test_somebody_who_may_see_nobody_else_begins_for_themselves(visitor: NewVisitor) -> None:
    somebody = visitor("volunteer")
    page = somebody.get("/workflows/assistant_certification/start?transition=register").text
    assert 'name="place"' in page
    assert "Staff Eksempel" not in page
