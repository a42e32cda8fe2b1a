"""The pages of certificates: what each reader is shown and may press, and that a forged form does nothing."""

from __future__ import annotations

import re
import uuid

import pytest
from flask import Flask

from intranet.certificates import operations, queries
from intranet.certificates.status import Code
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.queries import actor_of
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor

SECRET = "Something that only the board reads"
PAPER = {"number": "17", "kind": "club_assistant", "valid_from": "2026-01-01", "valid_to": "2027-12-31"}


def code(app: Flask, cast: Cast, clock: Clock) -> Code:
    with app.app_context():
        return queries.status_of(db.session(), cast.assistant.id, local_date(clock())).code


def entered(visitor: NewVisitor, cast: Cast, **changed: str) -> str:
    """The address of the assistant's certificate, entered by staff on the page."""
    staff = visitor("staff")
    staff.get("/certificates/new")
    answer = staff.post("/certificates", {**PAPER, "person": str(cast.assistant.id), **changed})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def suspended(app: Flask, cast: Cast, clock: Clock) -> None:
    with app.app_context(), writing(db.session()):
        staff = actor_of(db.session(), cast.staff_two.id, local_date(clock()))
        operations.suspend(
            db.session(), staff, clock(), person_id=cast.assistant.id, ground="safety", reason=SECRET
        )


def test_staff_enter_a_certificate_and_everybody_in_reach_sees_it(visitor: NewVisitor, cast: Cast) -> None:
    address = entered(visitor, cast)
    for name in ("staff", "coordinator", "board", "trainer", "assistant"):
        somebody = visitor(name)
        assert "Certified" in somebody.get(address).text
        assert "Assistant Eksempel" in somebody.get("/certificates").text
    for name in ("volunteer", "coordinator_east", "swede", "outsider", "admin"):
        somebody = visitor(name)
        assert somebody.get(address).status_code == 404
        assert "Assistant Eksempel" not in somebody.get("/certificates").text


def test_a_certificate_whose_end_is_not_known_leads_staff_to_its_dates(
    visitor: NewVisitor, cast: Cast
) -> None:
    address = entered(visitor, cast, valid_from="", valid_to="")
    form = f"/certificates/new?person={cast.assistant.id}&amp;number=17"
    staff = visitor("staff")
    assert form in staff.get(address).text
    assert re.search(r'name="number"[^>]*value="17"', staff.get(form.replace("&amp;", "&")).text)
    assert form not in visitor("coordinator").get(address).text
    entered(visitor, cast)
    assert form not in staff.get(address).text


def test_what_does_not_count_is_never_said_to_count_until_a_day(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    address = entered(visitor, cast)
    board = visitor("board")
    assert "Counts until" in board.get(address).text
    assert "until <time" in board.get("/certificates").text
    assert "1 January 2026" in board.get(address).text
    suspended(app, cast, clock)
    for page in (address, "/certificates", f"/people/{cast.assistant.id}"):
        assert "Counts until" not in board.get(page).text
        assert "until <time" not in board.get(page).text


def test_a_foreign_certificate_and_none_at_all_answer_alike(visitor: NewVisitor, cast: Cast) -> None:
    address = entered(visitor, cast)
    volunteer = visitor("volunteer")
    foreign, none = volunteer.get(address), volunteer.get(f"/certificates/{uuid.uuid4()}")
    same = [re.sub(r'value="[^"]*"', "", page.text) for page in (foreign, none)]
    assert (foreign.status_code, none.status_code) == (404, 404)
    assert same[0] == same[1]


@pytest.mark.parametrize(
    "changed",
    [
        {"number": ""},
        {"number": "1" * 400},
        {"valid_to": "2025-01-01"},
        {"valid_to": "9999-12-31"},
        {"valid_from": "the day before yesterday"},
        {"kind": "king"},
        {"person": "nobody"},
        {"person": str(uuid.uuid4())},
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_is_kept(
    visitor: NewVisitor, cast: Cast, changed: dict[str, str]
) -> None:
    staff = visitor("staff")
    staff.get("/certificates/new")
    answer = staff.post("/certificates", {**PAPER, "person": str(cast.assistant.id), **changed})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert 'value="2027-12-31"' in answer.text or "valid_to" in changed


def test_nobody_is_offered_to_enter_their_own_and_a_forged_form_is_refused(
    visitor: NewVisitor, cast: Cast
) -> None:
    staff = visitor("staff")
    assert f'value="{cast.staff.id}"' not in staff.get("/certificates/new").text
    answer = staff.post("/certificates", {**PAPER, "person": str(cast.staff.id)})
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["volunteer", "assistant", "coordinator", "trainer", "admin", "swede"])
def test_for_others_entering_does_not_exist(visitor: NewVisitor, cast: Cast, name: str) -> None:
    somebody = visitor(name)
    assert somebody.get("/certificates/new").status_code == 404
    answer = somebody.post("/certificates", {**PAPER, "person": str(cast.assistant.id)})
    assert answer.status_code == 404


def test_staff_suspend_and_another_board_member_lifts_it(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    address = entered(visitor, cast)
    board = visitor("board")
    board.get(f"{address}/suspension")
    answer = board.post(f"{address}/suspension", {"ground": "safety", "reason": SECRET})
    assert answer.status_code == 303
    assert code(app, cast, clock) is Code.SUSPENDED
    assert board.get(f"{address}/lifting").status_code == 403
    assert board.post(f"{address}/lifting", {"reason": "All is well."}).status_code == 403
    other = visitor("board_two")
    assert "Lift the suspension" in other.get(address).text
    other.get(f"{address}/lifting")
    assert other.post(f"{address}/lifting", {"reason": "All is well."}).status_code == 303
    assert code(app, cast, clock) is Code.CERTIFIED


def test_the_reason_is_for_those_who_decide_and_nobody_else(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    address = entered(visitor, cast)
    suspended(app, cast, clock)
    for name, reads in {"staff": True, "board": True, "coordinator": False, "assistant": False}.items():
        page = visitor(name).get(address).text
        assert "Suspended" in page
        assert (SECRET in page, "safety" in page) == (reads, reads)


def test_a_suspension_without_a_reason_comes_back_with_its_page(visitor: NewVisitor, cast: Cast) -> None:
    address = entered(visitor, cast)
    staff = visitor("staff")
    staff.get(f"{address}/suspension")
    answer = staff.post(f"{address}/suspension", {"ground": "safety", "reason": "   "})
    assert answer.status_code == 422
    assert "Please fill this in." in answer.text


def test_revoking_too_early_says_until_when_the_person_may_answer(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    address = entered(visitor, cast)
    suspended(app, cast, clock)
    board = visitor("board")
    board.get(f"{address}/revocation")
    answer = board.post(f"{address}/revocation", {"ground": "safety", "reason": "Decided."})
    assert answer.status_code == 422
    assert "may answer until" in answer.text
    assert (
        board.post(
            f"{address}/revocation", {"ground": "safety", "reason": "Decided.", "heard": "y"}
        ).status_code
        == 303
    )
    assert code(app, cast, clock) is Code.REVOKED


def test_pressing_renew_twice_renews_once_from_the_old_end(visitor: NewVisitor, cast: Cast) -> None:
    address = entered(visitor, cast)
    staff = visitor("staff")
    assert 'name="old_end" value="2027-12-31"' in staff.get(address).text
    renewed = staff.post(f"{address}/renewal", {"old_end": "2027-12-31"})
    assert renewed.status_code == 303
    assert staff.post(f"{address}/renewal", {"old_end": "2027-12-31"}).status_code == 409
    assert staff.post(f"{address}/renewal", {"old_end": "later"}).status_code == 422
    assert "31 December 2029" in staff.get(renewed.headers["Location"]).text


def test_a_search_is_remembered_and_no_name_stands_in_an_address(visitor: NewVisitor, cast: Cast) -> None:
    entered(visitor, cast)
    staff = visitor("staff")
    staff.get("/certificates")
    assert staff.post("/certificates/search", {"q": "assis", "status": ""}).headers["Location"] == (
        "/certificates"
    )
    assert "Assistant Eksempel" in staff.get("/certificates").text
    staff.post("/certificates/search", {"q": "assis", "status": "lapsed"})
    assert "Nobody fits" in staff.get("/certificates").text
