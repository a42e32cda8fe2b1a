"""A workflow's fields as a form: each kind, with answers that make sense and with those that do not."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, time
from typing import Any

import pytest
from flask import Flask

from intranet.cases.forms import form_for, point_out, typed_answers
from intranet.cases.queries.offered import Offered, Option
from intranet.engine.process import Process
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.web.forms import Form
from tests.support.applications import NewApp
from tests.support.databases import FreshDatabase

Send = Callable[[str, str], Form]

KARI = uuid.UUID(int=7)
OFFERED = Offered(options={"leader": (Option(str(KARI), Text("%(name)s", {"name": "Kari Example"})),)})


@pytest.fixture
def app(new_app: NewApp, fresh_database: FreshDatabase) -> Flask:
    return new_app(fresh_database("sqlite"), WTF_CSRF_ENABLED=False)


@pytest.fixture
def process(app: Flask) -> Process:
    found: Process = app.extensions["processes"]["new_group"]
    return found


@pytest.fixture
def reading(app: Flask) -> Iterator[None]:
    """Somebody looks at a page; nothing was sent."""
    with app.test_request_context("/"):
        yield


@pytest.fixture
def sent(app: Flask, process: Process) -> Iterator[Send]:
    with ExitStack() as requests:

        def send(field: str, value: str) -> Form:
            requests.enter_context(app.test_request_context("/", method="POST", data={field: value}))
            return form_for(process, [field], OFFERED)

        yield send


@pytest.mark.parametrize(
    ("field", "value", "typed"),
    [
        ("contact", "  The library  ", "The library"),
        ("contact", "The\x00 lib\x1brary", "The library"),
        ("why_here", "One\r\ntwo", "One\ntwo"),
        ("place", "Bergen", "Bergen"),
        ("place", "A town nobody knows", "A town nobody knows"),
        ("expected", "12", 12),
        ("expected", "0", 0),
        ("first_meeting", "2026-06-02", date(2026, 6, 2)),
        ("first_meeting", "2.6.2026", date(2026, 6, 2)),
        ("start_time", "18:30", time(18, 30)),
        ("start_time", "18.30", time(18, 30)),
        ("group_kind", "family_club", "family_club"),
        ("weekday", "tue", "tue"),
        ("step_free", "yes", True),
        ("step_free", "no", False),
        ("leader", str(KARI), KARI),
        ("minutes", "", None),
        ("parent", "", None),
    ],
)
def test_an_answer_becomes_what_operations_want(sent: Send, field: str, value: str, typed: Any) -> None:
    form = sent(field, value)
    assert form.validate(), form.errors
    assert typed_answers(form) == {field: typed}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contact", ""),
        ("contact", "   "),
        ("contact", "\x00"),
        ("contact", "x" * 201),
        ("why_here", "x" * 2001),
        ("place", "x" * 81),
        ("expected", "-1"),
        ("expected", "12.5"),
        ("expected", "many"),
        ("expected", "10000001"),
        ("expected", "9" * 5000),
        ("first_meeting", "2026-02-30"),
        ("first_meeting", "1026-02-03"),
        ("first_meeting", "9999-12-31"),
        ("start_time", "25:00"),
        ("group_kind", "choir"),
        ("weekday", "someday"),
        ("step_free", "perhaps"),
        ("leader", str(uuid.UUID(int=8))),
        ("leader", "Kari"),
        ("leader", ""),
        ("parent", str(KARI)),
    ],
)
def test_an_answer_that_makes_no_sense_is_pointed_out_and_never_an_error(
    sent: Send, field: str, value: str
) -> None:
    form = sent(field, value)
    assert not form.validate()
    assert list(form.errors) == [field]
    typed_answers(form)


def test_a_refusal_stands_beside_the_field_it_names(sent: Send) -> None:
    form = sent("place", "Atlantis")
    rest = Refusal("has_district", Text("No district."))
    assert point_out(form, (Refusal("place", Text("Write the name of a town.")), rest)) == (rest,)
    assert form["place"].errors == ["Write the name of a town."]


def test_the_same_field_in_two_forms_of_a_page_has_two_ids_and_one_name(
    process: Process, reading: None
) -> None:
    one, other = (
        form_for(process, ["reason"], prefix=prefix, posted=False) for prefix in ("hold", "decline")
    )
    assert (one["reason"].id, other["reason"].id) == ("hold-reason", "decline-reason")
    assert one["reason"].name == other["reason"].name == "reason"


def test_answers_that_stand_are_filled_in(process: Process, reading: None) -> None:
    standing = {"step_free": False, "expected": 6, "leader": KARI}
    form = form_for(process, list(standing), OFFERED, answers=standing, posted=False)
    assert (form["step_free"].data, form["expected"].data, form["leader"].data) == ("no", 6, str(KARI))
    assert "selected" in str(form["leader"]())
