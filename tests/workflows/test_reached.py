"""Wherever a process notes how somebody was reached, no forged form notes a way that they did not allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from intranet.cases import load_processes
from intranet.memberships.details import Contact
from tests.cast import Cast
from tests.gatherings.stage import session_beside
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.databases import ON_SQLITE
from tests.workflows.enquiry.driver import Call
from tests.workflows.forging import Forgery
from tests.workflows.member_follow_up.driver import Joining

ABOUT = {"enquiry", "participant", "membership"}
# Answers that say that somebody was rung, written to or left a message; a field that has one of them notes a way.
WAYS = {
    "called", "message", "left_message", "texted", "wrote", "rung", "rang", "written", "letter", "email", "sms",
    "phone", "not_reached", "no_answer", "by_phone", "voicemail",
}  # fmt: skip
# An enquiry that is closed as nobody answered says nothing of how they were tried.
NO_WAY = {"reason"}
PLACES = {
    ("enquiry", "contact", "how"), ("enquiry", "contact_again", "how"),
    ("member_follow_up", "welcome", "how_welcomed"), ("member_follow_up", "call_tried", "call_outcome"),
}  # fmt: skip


def test_these_are_all_the_places_in_which_it_is_noted() -> None:
    """Whoever writes another one tries it here too."""
    found = set()
    for key, process in load_processes(None).items():
        workflow = process.workflow
        if workflow.subject not in ABOUT:
            continue
        asked = {name: step.fields for name, step in workflow.transitions.items()}
        asked |= {name: task.fields for name, task in workflow.tasks.items()}
        for name, fields in asked.items():
            found |= {
                (key, name, field) for field in fields
                if field not in NO_WAY and set(workflow.fields[field].answers or ()) & WAYS
            }  # fmt: skip
    assert found == PLACES


@pytest.fixture
def call(app: Flask, cast: Cast, clock: Clock) -> Iterator[Call]:
    with session_beside(app) as session:
        yield Call(session, cast, clock)


@pytest.fixture
def joining(app: Flask, cast: Cast, clock: Clock) -> Iterator[Joining]:
    with session_beside(app) as session:
        yield Joining(session, cast, clock)


@ON_SQLITE
@pytest.mark.parametrize(
    ("way", "value", "allowed"),
    [("call", "90012345", "called"), ("text", "90012345", "texted"), ("email", "k@hemme.example", "wrote")],
)
def test_whoever_asked_is_reached_in_their_way_and_left_no_message(
    call: Call, visitor: NewVisitor, way: str, value: str, allowed: str
) -> None:
    forged = Forgery(visitor, call, dict)
    call.arrives(way=way, value=value, message=False).is_given()
    for step, state in (("contact", "assigned"), ("contact_again", "contacted")):
        for how in {"called", "message", "texted", "wrote", "shouted", ""} - {allowed}:
            assert forged.step("assistant", step, how=how) == 422, (step, how)
        assert call.state == state
        assert forged.step("assistant", step, how=allowed) == 303


@ON_SQLITE
def test_a_member_who_may_not_be_rung_is_noted_as_rung_by_no_form(
    joining: Joining, visitor: NewVisitor
) -> None:
    forged = Forgery(visitor, joining, dict)
    joining.apply(contact=Contact("Eksempelveien 7", phone="+47 900 10 203", phone_allowed=False)).confirm()
    assert forged.step("staff", "welcome", how_welcomed="rung") == 422
    assert joining.state == "new"
    assert forged.step("staff", "welcome", how_welcomed="written") == 303

    joining.until(date(joining.today.year + 1, 2, 8))
    for days, step in ((20, "remind"), (40, "remind_again")):
        joining.forward(days=days)
        joining.take(step, joining.people.staff)
    joining.take("ring", joining.people.staff)
    forged = Forgery(visitor, joining, dict)  # the sessions of a year ago have ended
    for outcome in ("forgotten", "stays", "leaves", "not_reached"):
        assert forged.step("staff", "call_tried", call_outcome=outcome) == 422, outcome
    assert forged.step("staff", "call_tried", call_outcome="not_rung") == 303
