"""Papers by the table: whom a row is about, what is refused with its row, and that nothing is half entered."""

from __future__ import annotations

import html
import io
import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from intranet.certificates import operations, queries
from intranet.certificates.models import Certificate
from intranet.certificates.sheet import read
from intranet.certificates.status import Code
from intranet.clock import local_date
from intranet.db import writing
from intranet.engine.text import english
from intranet.extensions import db
from intranet.organisation.actors import actor_of
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor, email_of

HEADER = "person;number;kind;valid_from;valid_to\n"


class Desk:
    """Somebody of the staff with a table."""

    def __init__(self, app: Flask, cast: Cast, clock: Clock) -> None:
        self.app, self.cast, self.clock = app, cast, clock

    def tries(self, rows: str, by: str = "staff", *, write: bool = False) -> list[tuple[int, str]]:
        sheet = read((HEADER + rows).encode())
        with self.app.app_context(), writing(db.session()):
            actor = actor_of(db.session(), self.cast.people[by].id, local_date(self.clock()))
            act = operations.import_papers if write else operations.rehearse
            found = act(db.session(), actor, self.clock(), sheet)
            if found.problems:
                db.session().rollback()
            return [(problem.line, english(problem.text)) for problem in found.problems]

    def count(self) -> int:
        with self.app.app_context():
            return db.session().scalar(select(func.count()).select_from(Certificate)) or 0


@pytest.fixture
def desk(app: Flask, cast: Cast, clock: Clock) -> Desk:
    return Desk(app, cast, clock)


def test_rows_are_entered_by_name_or_e_mail_and_trying_writes_nothing(desk: Desk) -> None:
    rows = f"assistant  EKSEMPEL;NO 1;;2025-01-01;2027-12-31\n{email_of('trainer').upper()};no 2;;;\n"
    assert desk.tries(rows) == []
    assert desk.count() == 0
    assert desk.tries(rows, write=True) == []
    with desk.app.app_context():
        people, today = desk.cast, local_date(desk.clock())
        codes = [
            queries.status_of(db.session(), person.id, today).code
            for person in (people.assistant, people.trainer)
        ]
        assert codes == [Code.CERTIFIED, Code.UNKNOWN]
        paper = queries.newest_of(db.session(), people.assistant.id)
        assert paper is not None
        assert (paper.number, paper.source, paper.entered_by) == ("NO 1", "paper", people.staff.id)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Nobody Eksempel;1;;;", "Nobody of this name or e-mail is known here."),
        ("Swede Eksempel;1;;;", "Nobody of this name or e-mail is known here."),
        ("nobody@demo.example;1;;;", "Nobody of this name or e-mail is known here."),
        ("Staff Eksempel;1;;;", "Nobody enters their own certificate. Ask a colleague."),
        ("Assistant Eksempel;;;;", "Write the number on the paper."),
        ("Assistant Eksempel;1;;2026-01-01;2025-01-01", "The last day lies before the first."),
        ("Assistant Eksempel;1;;1066-01-01;", "This first day cannot be right. Look at the paper again."),
        ("Assistant Eksempel;1;;;2126-01-01", "This last day cannot be right. Look at the paper again."),
        ("Assistant Eksempel;TAKEN;;;", "There is a certificate with this number already."),
    ],
)
def test_one_wrong_row_enters_nothing_and_is_answered_with_its_reason(
    desk: Desk, row: str, said: str
) -> None:
    with desk.app.app_context(), writing(db.session()):
        paper = factories.certificate(db.session(), desk.cast.coordinator, desk.cast.staff_two, None, None)
        paper.number = "TAKEN"
    rows = f"Trainer Eksempel;NO 1;;;\n{row}\n"
    for write in (False, True):
        assert desk.tries(rows, write=write) == [(3, said)]
    assert desk.count() == 1


def test_two_people_of_one_name_are_told_apart_by_e_mail_and_whoever_left_is_not_there(desk: Desk) -> None:
    with desk.app.app_context(), writing(db.session()):
        factories.person(db.session(), "Assistant Eksempel", desk.cast.units["nation"])
        gone = factories.person(db.session(), "Gone Eksempel", desk.cast.units["nation"])
        gone.left_on = local_date(desk.clock())
    assert desk.tries("Assistant Eksempel;1;;;\n") == [
        (2, "2 people are called Assistant Eksempel. Write the e-mail instead.")
    ]
    assert desk.tries("Gone Eksempel;1;;;\n") == [(2, "Gone Eksempel has left.")]
    assert desk.tries(f"{email_of('assistant')};1;;;\n", write=True) == []


def test_dates_that_became_known_complete_the_paper_with_the_same_number(desk: Desk) -> None:
    assert desk.tries("Assistant Eksempel;17;;;\n", write=True) == []
    assert desk.tries("Assistant Eksempel;17;;2025-01-01;2027-12-31\n", write=True) == []
    assert desk.tries("Assistant Eksempel;17;;2025-01-01;2027-12-31\n") == [
        (2, "There is a certificate with this number already.")
    ]


def test_a_certificate_that_rests_with_the_board_is_not_entered_around_it(desk: Desk) -> None:
    assert desk.tries("Assistant Eksempel;17;;2025-01-01;2027-12-31\n", write=True) == []
    with desk.app.app_context(), writing(db.session()):
        staff = actor_of(db.session(), desk.cast.staff.id, local_date(desk.clock()))
        operations.suspend(
            db.session(), staff, desk.clock(), person_id=desk.cast.assistant.id, ground="safety", reason="Hm."
        )
    for write in (False, True):
        assert desk.tries("Assistant Eksempel;18;;;\n", write=write) == [
            (2, "The certificate of Assistant Eksempel rests with the board.")
        ]


@pytest.mark.parametrize("name", ["coordinator", "trainer", "board", "assistant"])
def test_for_others_nobody_is_known_and_the_pages_do_not_exist(
    desk: Desk, visitor: NewVisitor, name: str
) -> None:
    assert [line for line, _said in desk.tries("Assistant Eksempel;1;;;\n", by=name)] == [2]
    somebody = visitor(name)
    assert somebody.get("/certificates/import").status_code == 404
    assert upload(somebody, b"").status_code == 404
    rows = f"{HEADER}Assistant Eksempel;1;;;\n"
    assert somebody.post("/certificates/import/entered", {"rows": rows}).status_code == 404
    assert desk.count() == 0


def test_the_page_stands_in_sight_beside_the_certificates_for_whoever_may_use_it(visitor: NewVisitor) -> None:
    way = '<a class="button button-secondary" href="/certificates/import">'
    assert way in visitor("staff").get("/certificates").text
    assert "/certificates/import" not in visitor("coordinator").get("/certificates").text


def upload(somebody: Visitor, data: bytes) -> TestResponse:
    answer = somebody.post("/certificates/import", {"table": (io.BytesIO(data), "papers.csv")})
    answer.request.environ["wsgi.input"].close()  # the test client keeps what is large in a file
    return answer


def test_staff_choose_a_table_see_what_it_would_do_and_then_enter_it(desk: Desk, visitor: NewVisitor) -> None:
    staff = visitor("staff")
    data = (HEADER + "Assistant Eksempel;Æ 1;;2025-01-01;\n").encode("utf-8-sig")
    shown = upload(staff, data)
    assert shown.status_code == 200
    assert "1 certificate would be entered" in shown.text
    assert desk.count() == 0
    found = re.search(r'<textarea name="rows" hidden>\n(.*?)</textarea>', shown.text, re.DOTALL)
    assert found is not None
    rows = html.unescape(found[1])
    done = staff.post("/certificates/import/entered", {"rows": rows})
    assert (done.status_code, desk.count()) == (303, 1)
    again = staff.post("/certificates/import/entered", {"rows": rows})
    assert (again.status_code, desk.count()) == (422, 1)
    assert "with this number already" in again.text


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (b"", 0),
        (b"\xff\xfeP\x00", 0),
        ((HEADER + "Åse;1;;;\n").encode("latin-1"), 0),
        (b"person\tnumber\n", 0),
        ((HEADER + "Assistant Eksempel;=1+1;;;\n").encode(), 2),
        ((HEADER + "<script>alert(1)</script>;1;king;;\n").encode(), 2),
    ],
)
def test_a_table_that_will_not_do_is_answered_with_rows_and_reasons(
    desk: Desk, visitor: NewVisitor, data: bytes, row: int
) -> None:
    answer = upload(visitor("staff"), data)
    assert answer.status_code == 422
    assert f'data-row="{row}"' in answer.text
    assert "<script>alert" not in answer.text
    assert 'name="rows"' not in answer.text
    assert desk.count() == 0


def test_a_hundred_thousand_rows_are_answered_on_the_page(visitor: NewVisitor) -> None:
    data = (HEADER + "".join(f"Assistant Eksempel;{n};;2025-01-01;\n" for n in range(100_000))).encode()
    answer = upload(visitor("staff"), data)
    assert answer.status_code == 422
    assert "100000 rows" in answer.text
    assert upload(visitor("staff"), b"x" * (13 * 2**20)).status_code == 413


def test_without_a_file_and_with_forged_rows_nothing_happens(desk: Desk, visitor: NewVisitor) -> None:
    staff = visitor("staff")
    assert staff.post("/certificates/import", {}).status_code == 422
    for rows in ("", HEADER, HEADER + "Staff Eksempel;1;;;\n", HEADER + '"Ola', "\x01"):
        assert staff.post("/certificates/import/entered", {"rows": rows}).status_code == 422
    assert desk.count() == 0


def test_many_are_entered_in_one_go(desk: Desk) -> None:
    with desk.app.app_context(), writing(db.session()):
        for n in range(20):
            factories.person(db.session(), f"Nummer {n} Eksempel", desk.cast.units["vestland"])
    rows = "".join(f"Nummer {n} Eksempel;P {n};;2025-01-01;2027-12-31\n" for n in range(20))
    assert desk.tries(rows, write=True) == []
    assert desk.count() == 20
