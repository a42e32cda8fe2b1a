"""Tasks and cases are called by the name for those who know them by it; for everybody else they stay a number."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, select

from intranet.cases.models import Case, SensitiveRead, Task
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.actors import actor_of
from intranet.participants import bars, consents
from intranet.participants.consent_texts import CURRENT
from intranet.participants.consents import Shown
from intranet.participants.models import IN_PERSON, RECORD
from tests.support.visitors import NewVisitor, Visitor
from tests.welcoming.conftest import Circle
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

NAME = "Kanari fra torget"


def is_called(circle: Circle, participant_id: uuid.UUID, name: str = NAME) -> None:
    with circle.session() as session, writing(session):
        helper = actor_of(session, circle.people.people["helper"].id, local_date(circle.clock()))
        shown = Shown(CURRENT[RECORD], "nb", IN_PERSON)
        consents.give(session, helper, circle.clock(), participant_id, RECORD, shown, name=name)


def pages_of(circle: Circle, participant_id: uuid.UUID) -> tuple[str, ...]:
    """Wherever a helper meets somebody by a task: the lists, the task, the case and a step of it."""
    with circle.session() as session:
        case_id = session.scalars(select(Case.id).where(Case.subject_id == participant_id)).one()
        task_id = session.scalars(select(Task.id).where(Task.case_id == case_id)).one()
    return ("/tasks", "/", f"/tasks/{task_id}", f"/cases/{case_id}", f"/cases/{case_id}/transitions/welcome")


def readers(circle: Circle) -> list[tuple[uuid.UUID, list[str]]]:
    with circle.session() as session:
        rows = session.execute(select(SensitiveRead.reader_id, SensitiveRead.fields))
        return [(row.reader_id, row.fields) for row in rows]


@contextmanager
def statements(circle: Circle) -> Iterator[list[str]]:
    run: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        run.append(statement)

    with circle.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_those_who_help_in_the_group_read_the_name_and_it_is_noted_once_a_day(
    circle: Circle, visitor: NewVisitor
) -> None:
    known, silent = circle.comes(), circle.comes()
    is_called(circle, known)
    helper, number = visitor("helper"), circle.row(silent).number
    for path in pages_of(circle, known):
        assert f"Bergen Eksempel · {NAME}" in helper.get(path).text, path
    for path in pages_of(circle, silent):
        assert f"Bergen Eksempel · {number}" in helper.get(path).text, path
    assert readers(circle) == [(circle.people.helper.id, ["name"])]


def test_nobody_else_reads_it(circle: Circle, visitor: NewVisitor) -> None:
    known = circle.comes()
    is_called(circle, known)
    for name in ("of_neighbour", "coordinator", "volunteer", "assistant", "staff"):
        somebody = visitor(name)
        for path in pages_of(circle, known):
            assert NAME not in somebody.get(path).text, (name, path)
    assert readers(circle) == []


def test_whoever_is_kept_away_reads_nothing_and_nothing_is_noted(circle: Circle, visitor: NewVisitor) -> None:
    known, helper = circle.comes(), visitor("helper")
    is_called(circle, known)
    with circle.session() as session, writing(session):
        bars.bar_helper(session, circle.clock(), known, circle.people.helper.id)
    for path in pages_of(circle, known):
        assert NAME not in helper.get(path).text, path
    assert readers(circle) == []


def test_whoever_lives_under_protection_is_a_number_there(circle: Circle, visitor: NewVisitor) -> None:
    known, helper = circle.comes(), visitor("helper")
    is_called(circle, known)
    helper.post(f"/participants/{known}/protected", {"protected": "yes"})
    for path in pages_of(circle, known):
        page = helper.get(path).text
        assert NAME not in page, path
        assert f"Bergen Eksempel · {circle.row(known).number}" in page, path
    assert readers(circle) == []


def test_a_name_that_was_taken_back_is_read_no_more(circle: Circle, visitor: NewVisitor) -> None:
    known, helper = circle.comes(), visitor("helper")
    is_called(circle, known)
    assert NAME in helper.get("/tasks").text
    helper.post(f"/participants/{known}/withdrawn/record", {"channel": IN_PERSON})
    for path in pages_of(circle, known):
        assert NAME not in helper.get(path).text, path


def test_a_list_of_many_takes_as_many_statements_as_a_list_of_one(
    circle: Circle, visitor: NewVisitor
) -> None:
    helper, leader = visitor("helper"), visitor("leader")

    def on(somebody: Visitor) -> int:
        with statements(circle) as run:
            somebody.get("/tasks")
        return len(run)

    circle.helps("another", "volunteer")
    another = visitor("another")
    for one in (helper, another, leader):
        one.get("/tasks")
    is_called(circle, circle.comes())
    first, again = on(helper), on(helper)
    for number in range(6):
        is_called(circle, circle.comes(), f"{NAME} {number}")
    assert on(another) == first, "of seven, each noted for the first time"
    assert on(another) == again, "of seven, noted before"
