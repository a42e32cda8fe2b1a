"""The pages of certificates: what each reader is shown and may press, and that a forged form does nothing."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import update

from intranet.certificates import operations, queries
from intranet.certificates.models import CertificateEvent
from intranet.certificates.status import Code
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.actors import actor_of
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor

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


def step_to(page: str, key: str) -> str | None:
    """Where the page leads for this step of one of the cases; None when it does not."""
    found = re.search(rf'href="(/cases/[^"]+/transitions/{key})"', page)
    return found[1] if found else None


def take(somebody: Visitor, step: str | None, **answers: str) -> int:
    assert step is not None
    form = somebody.get(step).text
    hidden = {
        name: value
        for name in ("version", "idempotency_key")
        for value in re.findall(rf'name="{name}" value="([^"]*)"', form)
    }
    return somebody.post(step, {**hidden, **answers}).status_code


def test_the_page_leads_to_the_steps_of_its_cases_and_to_nobody_elses(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    address = entered(visitor, cast)
    board, other = visitor("board"), visitor("board_two")
    assert step_to(visitor("trainer").get(address).text, "suspend") is None
    suspend = step_to(board.get(address).text, "suspend")
    assert take(board, suspend, ground="safety", reason=SECRET) == 303
    assert code(app, cast, clock) is Code.SUSPENDED
    assert step_to(board.get(address).text, "lift") is None
    assert take(other, step_to(other.get(address).text, "lift"), reason="All is well.") == 303
    assert code(app, cast, clock) is Code.CERTIFIED


@pytest.mark.parametrize("act", ["suspension", "lifting", "revocation", "renewal"])
def test_nothing_is_decided_beside_the_cases(visitor: NewVisitor, cast: Cast, act: str) -> None:
    address = entered(visitor, cast)
    for name in ("staff", "board"):
        somebody = visitor(name)
        assert somebody.get(f"{address}/{act}").status_code == 404
        assert somebody.post(f"{address}/{act}", {"reason": SECRET, "ground": "safety"}).status_code == 404


def test_the_reason_is_for_those_who_decide_and_nobody_else(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    address = entered(visitor, cast)
    suspended(app, cast, clock)
    for name, reads in {"staff": True, "board": True, "coordinator": False, "assistant": False}.items():
        page = visitor(name).get(address).text
        assert "Suspended" in page
        assert (SECRET in page, "safety" in page) == (reads, reads)


def test_why_somebody_pauses_stands_nowhere_and_the_days_are_there(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    address = entered(visitor, cast)
    today = local_date(clock())
    with app.app_context(), writing(db.session()):
        whose = actor_of(db.session(), cast.assistant.id, today)
        paused = operations.pause(
            db.session(),
            whose,
            clock(),
            person_id=cast.assistant.id,
            from_on=today,
            until_on=date(2026, 12, 1),
        )
        assert (paused.reason, paused.ground) == ("", "")
    for name in ("staff", "board", "trainer", "assistant"):
        page = visitor(name).get(address).text
        assert "Pause began" in page
        assert "1 December" in page
        assert "blockquote" not in page
        assert ("as you asked" in page, "as the person asked" in page) == (
            (True, False) if name == "assistant" else (False, True)
        )
    lists = [("board", "/certificates"), ("board", f"/people/{cast.assistant.id}"), ("assistant", "/")]
    for name, where in lists:
        told = re.sub(r"<[^>]+>", "", visitor(name).get(where).text)
        assert re.search(r"until\s+1 December", told), where


def test_the_reasons_of_a_revocation_and_an_appeal_are_read_only_by_staff_and_board(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    address = entered(visitor, cast)
    suspended(app, cast, clock)
    today = local_date(clock())
    with app.app_context(), writing(db.session()):
        board = actor_of(db.session(), cast.board.id, today)
        operations.revoke(
            db.session(),
            board,
            clock(),
            person_id=cast.assistant.id,
            ground="safety",
            reason=SECRET,
            heard=True,
        )
        db.session().execute(update(CertificateEvent).values(reason=SECRET))
    for name, reads in {
        "staff": True,
        "board": True,
        "coordinator": False,
        "trainer": False,
        "assistant": False,
    }.items():
        somebody = visitor(name)
        for path in (address, "/certificates", f"/people/{cast.assistant.id}"):
            told = somebody.get(path).text
            assert (SECRET in told) == (reads and path == address), (name, path)
            assert ("Somebody&#39;s safety" in told) == (reads and path == address), (name, path)


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
