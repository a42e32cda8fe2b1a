"""What must be impossible with a new group, tried by forged POSTs: everybody signed in, the right token, any fields."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.certificates.models import Certificate, CertificateEvent
from intranet.db import writing
from intranet.groups.models import Assignment
from intranet.organisation.models import RoleAssignment
from tests import factories
from tests.cases.bergen import driven
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.databases import ON_SQLITE
from tests.workflows.forging import NOT_DONE, Forgery
from tests.workflows.new_group.driver import NewGroup
from tests.workflows.new_group.ground import WAYS_IN, every_field

pytestmark = ON_SQLITE

PHONE = "+47 00 11 22 33"


@pytest.fixture
def bergen(app: Flask, cast: Cast, clock: Clock) -> Iterator[NewGroup]:
    with driven(app, cast, clock) as driver:
        yield driver


@pytest.fixture
def forged(visitor: NewVisitor, bergen: NewGroup) -> Forgery:
    return Forgery(visitor, bergen, lambda: every_field(bergen))


@pytest.mark.parametrize("state", ["need", "decision", "approved", "trial"])
def test_nobody_posts_a_group_into_a_state_without_a_certified_assistant(
    bergen: NewGroup, forged: Forgery, state: str
) -> None:
    bergen.until(state)
    if state != "need":
        bergen.suspend()
    for name in bergen.people.people:
        for step in WAYS_IN:
            assert forged.step(name, step) in NOT_DONE
        assert forged.step(name, "approve", version="") in NOT_DONE
        assert forged.step(name, "approve", version="0") in NOT_DONE
    assert bergen.state == state


@pytest.mark.parametrize("state", ["approved", "trial"])
def test_nobody_posts_a_way_back_into_a_state_that_has_lost_its_ground(
    bergen: NewGroup, forged: Forgery, state: str
) -> None:
    bergen.until(state).take("hold", bergen.people.coordinator, reason="Summer.")
    bergen.suspend()
    version = str(bergen.case.version)
    for name in bergen.people.people:
        answer = forged.post(name, f"/cases/{bergen.id}/undo", version=version, reason="By mistake.")
        assert answer in NOT_DONE
        for step in WAYS_IN:
            assert forged.step(name, step) in NOT_DONE
    assert bergen.state == "on_hold"


@pytest.mark.parametrize("step", ["nobody_found", "never_opened", "to_approved", "register", "__init__"])
@pytest.mark.parametrize("state", ["waiting_assistant", "approved"])
def test_nobody_posts_a_step_of_the_system_or_one_that_is_not_there(
    bergen: NewGroup, forged: Forgery, state: str, step: str
) -> None:
    bergen.until(state)
    for name in bergen.people.people:
        assert forged.step(name, step) == 404
    assert bergen.state == state


@pytest.mark.parametrize("starter", ["staff", "board"])
def test_nobody_posts_a_decision_on_their_own_idea(bergen: NewGroup, forged: Forgery, starter: str) -> None:
    bergen.register(bergen.people.people[starter])
    bergen.on_until("decision")
    assert forged.step(starter, "approve") == 403
    assert forged.step(starter, "decline") == 403
    assert bergen.state == "decision"


def test_nobody_posts_a_decision_on_what_they_sent_or_lead(bergen: NewGroup, forged: Forgery) -> None:
    people = bergen.until("decision").people
    with writing(bergen.session):
        for person in (people.coordinator, people.assistant):
            factories.role(bergen.session, person, "staff", people.units["nation"])
    for name in ("coordinator", "assistant"):
        assert forged.step(name, "approve") == 403
    assert forged.step("staff_two", "approve") == 422  # entered the certificate
    assert bergen.state == "decision"


@pytest.mark.parametrize("day", ["2026-05-11", "2003-09-01", "9999-12-31", "soon", ""])
def test_no_first_meeting_is_posted_for_a_day_that_cannot_be(
    bergen: NewGroup, forged: Forgery, day: str
) -> None:
    bergen.until("decision")
    assert forged.step("board", "approve", first_meeting=day) == 422
    assert bergen.state == "decision"


def test_a_forged_field_changes_nobody(bergen: NewGroup, forged: Forgery) -> None:
    people = bergen.until("decision").people
    other = str(people.outsider.id)
    assert forged.step("board", "approve", leader=other, starter=other, state="active", listed="1") == 303
    assert (bergen.state, bergen.case.people["leader"]) == ("approved", people.assistant.id)
    assert bergen.case.people["starter"] == people.volunteer.id
    assert bergen.group.leader_id == people.assistant.id


@pytest.mark.parametrize("who", ["nobody", "outsider", "swede", "not an id"])
def test_nobody_is_posted_as_leader_who_is_not_certified_here(
    bergen: NewGroup, forged: Forgery, who: str
) -> None:
    people = bergen.until("waiting_assistant").people
    bergen.certify()
    named = {"nobody": uuid.uuid4(), "outsider": people.outsider.id, "swede": people.swede.id}
    assert forged.step("coordinator", "assistant_found", leader=str(named.get(who, who))) == 422
    assert bergen.state == "waiting_assistant"


def test_nobody_posts_an_answer_for_somebody_else(bergen: NewGroup, forged: Forgery) -> None:
    bergen.until("planning")
    asked = bergen.session.scalars(select(Assignment.id)).one()
    for name in bergen.people.people:
        if name != "assistant":
            path = f"/groups/{bergen.case.subject_id}/assignments/{asked}/acceptance"
            assert forged.post(name, path) in {403, 404}
    bergen.session.rollback()
    assert bergen.session.scalars(select(Assignment.accepted_at)).one() is None


def test_nobody_posts_anything_about_their_own_certificate(bergen: NewGroup, forged: Forgery) -> None:
    people = bergen.people
    bergen.certify()
    bergen.suspend()
    with writing(bergen.session):
        for role in ("staff", "board", "admin"):
            factories.role(bergen.session, people.assistant, role, people.units["nation"])
    paper = bergen.session.scalars(select(Certificate.id)).one()
    entered = {
        "person": str(people.assistant.id), "number": "NO-1", "kind": "club_assistant",
        "valid_from": str(bergen.today), "valid_to": str(bergen.today + timedelta(days=700)),
    }  # fmt: skip
    reasons = {"reason": "Because.", "ground": "safety", "heard": "y"}
    assert forged.post("assistant", "/certificates", **entered) in NOT_DONE
    for act in ("renewal", "lifting", "suspension", "revocation"):
        answer = forged.post("assistant", f"/certificates/{paper}/{act}", **reasons)
        assert answer in NOT_DONE, act
    bergen.session.rollback()
    assert bergen.session.scalar(select(func.count()).select_from(Certificate)) == 1
    assert bergen.session.scalars(select(CertificateEvent.kind)).all() == ["suspended"]


def test_nobody_posts_a_role_for_themselves(bergen: NewGroup, forged: Forgery) -> None:
    people = bergen.people
    before = bergen.session.scalar(select(func.count()).select_from(RoleAssignment))
    for name, person in people.people.items():
        answer = forged.post(
            name, f"/people/{person.id}/roles/new",
            role="mentor", unit=str(people.units["vestland"].id), starts_on=str(bergen.today),
        )  # fmt: skip
        assert answer in {403, 404}, name
    bergen.session.rollback()
    assert bergen.session.scalar(select(func.count()).select_from(RoleAssignment)) == before


def test_no_request_deletes_a_group(bergen: NewGroup, forged: Forgery) -> None:
    bergen.until("trial")
    for name in ("coordinator", "staff", "board", "admin"):
        for path in ("", "/delete", "/deletion", "/removal"):
            assert forged.post(name, f"/groups/{bergen.case.subject_id}{path}") in {404, 405}
    assert bergen.group.status == "trial"


def test_a_group_page_tells_nobody_where_the_assistant_lives(
    bergen: NewGroup, cast: Cast, visitor: NewVisitor
) -> None:
    with writing(bergen.session):
        cast.assistant.phone = PHONE
        bergen.session.add(cast.assistant)
    bergen.until("trial")
    for name in ("volunteer", "coordinator_east", "outsider", "swede", "trainer"):
        reader = visitor(name)
        for path in ("/groups", f"/groups/{bergen.case.subject_id}", "/", "/people", "/certificates"):
            assert PHONE not in reader.get(path).text, (name, path)
