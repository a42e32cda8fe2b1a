"""What must be impossible with a gathering, by operations and by forged POSTs of everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.gatherings.models import Attendance
from intranet.problems import Denied, Refused, Stale
from intranet.training.models import Credit
from tests.cast import Cast
from tests.gatherings.stage import session_beside
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.databases import ON_SQLITE
from tests.workflows.gathering.driver import Arranged

pytestmark = ON_SQLITE

NO = {403, 404, 405, 409, 422}
EVERYBODY = ("trainer", "staff", "coordinator", "board", "assistant", "volunteer", "admin", "swede")
STEPS = ("change", "invite", "fill", "free_seat", "name_leader", "hold", "follow_up", "cancel")


@pytest.fixture
def evening(app: Flask, cast: Cast, clock: Clock) -> Iterator[Arranged]:
    """A supervision in the application's database, announced and answered by the assistant."""
    with session_beside(app) as session:
        arranged = Arranged(session, cast, clock).plan().invite()
        arranged.answer(cast.assistant)
        session.rollback()
        yield arranged


def _hours(evening: Arranged) -> list[Credit]:
    evening.session.rollback()
    return list(evening.session.scalars(select(Credit)))


def test_nothing_is_credited_without_attendance_marked_by_the_leader(evening: Arranged) -> None:
    evening.hold()
    with pytest.raises(Refused):
        evening.take("follow_up", evening.people.trainer)
    for name in ("staff", "trainer_two", "assistant", "coordinator"):
        with pytest.raises(Denied):
            evening.mark(evening.people.people[name], assistant=90)
    assert _hours(evening) == []


def test_nothing_is_finished_that_was_not_held(evening: Arranged) -> None:
    evening.after_it()
    with pytest.raises(Stale):
        evening.take("follow_up", evening.people.trainer)


def test_hours_are_credited_once_whoever_presses_again(evening: Arranged) -> None:
    evening.hold()
    evening.mark(assistant=90)
    evening.take("follow_up", evening.people.trainer)
    for _ in range(2):
        with pytest.raises(Stale):
            evening.take("follow_up", evening.people.trainer)
    assert [credit.minutes for credit in _hours(evening)] == [90]


@pytest.mark.parametrize("state", ["invited", "held", "followed_up"])
def test_no_forged_step_moves_a_gathering(evening: Arranged, visitor: NewVisitor, state: str) -> None:
    """Everybody but its leader and those who plan; of theirs, what the state does not offer."""
    people = evening.people
    if state != "invited":
        evening.hold()
        evening.mark(assistant=None)
    if state == "followed_up":
        evening.take("follow_up", people.trainer)
    case = evening.case
    evening.session.rollback()
    theirs = {
        "invited": {
            ("trainer", "name_leader"),
            ("staff", "name_leader"),
            ("trainer", "cancel"),
            ("staff", "cancel"),
        },
        "held": {("trainer", "name_leader"), ("staff", "name_leader"), ("trainer", "follow_up")},
        "followed_up": set[tuple[str, str]](),
    }[state]
    for name in EVERYBODY:
        browser = visitor(name)
        for step in STEPS:
            if (name, step) in theirs:
                continue
            sent = {"version": str(case.version), "whom": "helpers", "reason": "Forged."}
            got = browser.post(f"/cases/{case.id}/transitions/{step}", sent).status_code
            assert got in NO, f"{step} by {name}: {got}"
    assert evening.case == case


def test_forged_forms_write_no_attendance_and_no_hours(evening: Arranged, visitor: NewVisitor) -> None:
    evening.hold()
    here = evening.here.gathering
    evening.session.rollback()
    for name in EVERYBODY:
        if name == "trainer":
            continue
        browser = visitor(name)
        for person in ("assistant", name):
            sent = _ticked(evening, person, "90")
            assert browser.post(f"/gatherings/{here.id}/attendance", sent).status_code in NO
        if name != "staff":
            assert browser.post(f"/gatherings/{here.id}/attendance/leader").status_code in NO
    evening.session.rollback()
    assert evening.session.scalars(select(Attendance)).all() == []
    assert _hours(evening) == []


def test_the_leader_forges_neither_their_own_hours_nor_more_than_it_lasted(
    evening: Arranged, visitor: NewVisitor
) -> None:
    evening.hold()
    address = f"/gatherings/{evening.here.gathering.id}/attendance"
    evening.session.rollback()
    browser = visitor("trainer")
    assert browser.post(address, _ticked(evening, "assistant", "91")).status_code == 422
    assert browser.post(f"{address}/leader").status_code == 403
    # A tick beside oneself is not read: it says of the others that they were not there.
    assert browser.post(address, _ticked(evening, "trainer", "90")).status_code == 303
    evening.session.rollback()
    rows = evening.session.scalars(select(Attendance)).all()
    assert [(row.person_id, row.present) for row in rows] == [(evening.people.assistant.id, False)]


def _ticked(evening: Arranged, name: str, minutes: str) -> dict[str, str]:
    here, person_id = evening.here.gathering, evening.people.people[name].id
    evening.session.rollback()
    return {
        "version": str(here.version),
        "day": here.starts_at.date().isoformat(),
        f"there-{person_id}": "on",
        f"minutes-{person_id}": minutes,
    }


@pytest.mark.parametrize("field", ["seats", "leader", "minutes", "status", "held_at"])
def test_a_field_that_a_form_does_not_have_says_nothing(
    evening: Arranged, visitor: NewVisitor, field: str
) -> None:
    here = evening.here.gathering
    before = (here.seats, here.leader_id, here.minutes, here.status, here.held_at)
    evening.session.rollback()
    sent = {"answer": "no", field: "99"}
    assert visitor("assistant").post(f"/gatherings/{here.id}/answer", sent).status_code == 303
    now = evening.here.gathering
    assert (now.seats, now.leader_id, now.minutes, now.status, now.held_at) == before
