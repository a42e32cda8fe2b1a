"""What must be impossible with a new group, tried by forged POSTs of everybody; by operations in `test_impossible`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask

from intranet.db import writing
from intranet.people.models import Person
from tests.cases.bergen import driven
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor
from tests.workflows.new_group.driver import NewGroup
from tests.workflows.new_group.test_impossible import LOST, WAYS_IN, _ready_for, _second_group, _to_decision

NO = {403, 404, 405, 409, 422}


@pytest.fixture
def database_url(fresh_database: Any) -> str:
    """Rules are the same on every database; what differs between them is tried in tests/races."""
    url: str = fresh_database("sqlite")
    return url


@pytest.fixture
def bergen(app: Flask, cast: Cast, clock: Clock) -> Iterator[NewGroup]:
    with driven(app, cast, clock) as driver:
        yield driver


# Sessions end while a test lets weeks pass, so people sign in when it is about them.
EVERYBODY = ("volunteer", "assistant", "coordinator", "coordinator_east", "staff", "board", "admin")


def _signed_in(visitor: NewVisitor, *but: str) -> dict[str, Visitor]:
    return {name: visitor(name) for name in EVERYBODY if name not in but}


def _forge(visitor: Visitor, bergen: NewGroup, step: str, **fields: str) -> int:
    """As no form of ours would send it: with every field that any step asks, and the version of this moment."""
    sent = {
        "version": str(bergen.case.version),
        "first_meeting": (bergen.today + timedelta(days=7)).isoformat(),
        "came": "3",
        "reason": "Of course.",
        "leader": str(bergen.people.assistant.id),
        "children_welcome": "no",
        "budget": "0",
        "minutes": "Folder 3",
        **fields,
    }
    return visitor.post(f"/cases/{bergen.id}/transitions/{step}", sent).status_code


@pytest.mark.parametrize("step", WAYS_IN)
@pytest.mark.parametrize("lost", LOST)
def test_nobody_forges_a_way_in_without_a_certified_assistant(
    bergen: NewGroup, visitor: NewVisitor, step: str, lost: str
) -> None:
    _ready_for(bergen, step)
    LOST[lost](bergen)
    for name, person in _signed_in(visitor, "assistant" if lost == "left" else "").items():
        assert _forge(person, bergen, step) in NO, name
    assert bergen.state == WAYS_IN[step]


@pytest.mark.parametrize("step", WAYS_IN)
def test_with_one_the_same_forged_form_is_taken(bergen: NewGroup, visitor: NewVisitor, step: str) -> None:
    _ready_for(bergen, step)
    who = "board" if step == "approve" else "coordinator"
    assert _forge(visitor(who), bergen, step) == 303
    assert bergen.state != WAYS_IN[step]


@pytest.mark.parametrize("step", ["approve", "decline"])
@pytest.mark.parametrize("starter", ["staff", "board"])
def test_nobody_forges_a_decision_on_their_own_idea(
    bergen: NewGroup, visitor: NewVisitor, starter: str, step: str
) -> None:
    bergen.register(bergen.people.people[starter])
    _to_decision(bergen)
    stranger = str(bergen.people.outsider.id)
    assert _forge(visitor(starter), bergen, step, starter=stranger, leader=stranger) == 403
    assert bergen.state == "decision"


def test_no_forged_form_puts_a_group_on_the_list_before_it_is_approved(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    group_id = bergen.until("decision").case.subject_id
    for person in _signed_in(visitor).values():
        for path in ("details", "leader"):
            sent = {"status": "approved", "listed": "1", "version": str(bergen.group.version)}
            assert person.post(f"/groups/{group_id}/{path}", sent).status_code in NO
    far = visitor("coordinator_east")
    assert str(group_id) not in far.get("/groups").text
    assert far.get(f"/groups/{group_id}").status_code == 404
    bergen.take("approve", bergen.people.board, first_meeting=bergen.today)
    assert str(group_id) in far.get("/groups").text


def test_no_forged_form_gives_an_assistant_two_groups_at_overlapping_times(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("trial")
    second = _second_group(bergen, time(19, 30))
    for person in _signed_in(visitor).values():
        assert _forge(person, second, "submit") in NO
    assert second.state == "planning"


def test_no_page_for_everybody_tells_an_assistants_phone(bergen: NewGroup, visitor: NewVisitor) -> None:
    group_id = bergen.until("trial").case.subject_id
    mine = f"/people/{bergen.people.assistant.id}"
    with writing(bergen.session):
        bergen.session.get_one(Person, bergen.people.assistant.id).phone = "+47 555 01 234"
    assert "555 01 234" in visitor("coordinator").get(mine).text
    for name in ("coordinator_east", "swede", "outsider", "volunteer"):
        somebody = visitor(name)
        for path in ("/", "/groups", f"/groups/{group_id}", mine, "/people", f"/cases/{bergen.id}"):
            assert "555 01 234" not in somebody.get(path).text, (name, path)


def test_no_forged_form_deletes_a_group_with_a_history(bergen: NewGroup, visitor: NewVisitor) -> None:
    group_id = bergen.until("trial").case.subject_id
    for person in _signed_in(visitor).values():
        for path in (f"/groups/{group_id}", f"/groups/{group_id}/deletion", f"/cases/{bergen.id}"):
            assert person.client.delete(path).status_code in {400, *NO}
            assert person.post(path, {"_method": "DELETE"}).status_code in NO
        assert _forge(person, bergen, "withdraw", why_stopped="other") in NO
    assert (bergen.state, bergen.group.status) == ("trial", "trial")
