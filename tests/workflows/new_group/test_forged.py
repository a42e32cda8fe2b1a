"""What must be impossible with a new group, tried by forged POSTs of everybody; by operations in `test_impossible`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import pytest
from flask import Flask

from intranet.db import writing
from intranet.people.models import Person
from tests.cases.bergen import driven
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.databases import ON_SQLITE
from tests.workflows.forging import NOT_DONE, Forgery
from tests.workflows.new_group.driver import NewGroup
from tests.workflows.new_group.ground import LOST, WAYS_IN, every_field, ready_for, second_group

pytestmark = ON_SQLITE


@pytest.fixture
def bergen(app: Flask, cast: Cast, clock: Clock) -> Iterator[NewGroup]:
    with driven(app, cast, clock) as driver:
        yield driver


EVERYBODY = ("volunteer", "assistant", "coordinator", "coordinator_east", "staff", "board", "admin")


@pytest.fixture
def forged(visitor: NewVisitor, bergen: NewGroup) -> Forgery:
    return Forgery(visitor, bergen, lambda: every_field(bergen))


@pytest.mark.parametrize("step", WAYS_IN)
@pytest.mark.parametrize("lost", LOST)
def test_nobody_forges_a_way_in_without_a_certified_assistant(
    bergen: NewGroup, forged: Forgery, step: str, lost: str
) -> None:
    ready_for(bergen, step)
    LOST[lost](bergen)
    here = [name for name in EVERYBODY if (name, lost) != ("assistant", "left")]
    for name in here:
        assert forged.step(name, step) in NOT_DONE, name
    assert bergen.state == WAYS_IN[step]


@pytest.mark.parametrize("step", WAYS_IN)
def test_with_one_the_same_forged_form_is_taken(bergen: NewGroup, forged: Forgery, step: str) -> None:
    ready_for(bergen, step)
    who = "board" if step == "approve" else "coordinator"
    assert forged.step(who, step) == 303
    assert bergen.state != WAYS_IN[step]


@pytest.mark.parametrize("step", ["approve", "decline"])
@pytest.mark.parametrize("starter", ["staff", "board"])
def test_nobody_forges_a_decision_on_their_own_idea(
    bergen: NewGroup, forged: Forgery, starter: str, step: str
) -> None:
    bergen.register(bergen.people.people[starter])
    bergen.on_until("decision")
    stranger = str(bergen.people.outsider.id)
    assert forged.step(starter, step, starter=stranger, leader=stranger) == 403
    assert bergen.state == "decision"


def test_no_forged_form_puts_a_group_on_the_list_before_it_is_approved(
    bergen: NewGroup, forged: Forgery
) -> None:
    group_id = bergen.until("decision").case.subject_id
    for name in EVERYBODY:
        for path in ("details", "leader"):
            sent = {"status": "approved", "listed": "1", "version": str(bergen.group.version)}
            assert forged.post(name, f"/groups/{group_id}/{path}", **sent) in NOT_DONE
    far = forged.visitor("coordinator_east")
    assert str(group_id) not in far.get("/groups").text
    assert far.get(f"/groups/{group_id}").status_code == 404
    bergen.take("approve", bergen.people.board, first_meeting=bergen.today)
    assert str(group_id) in far.get("/groups").text


def test_no_forged_form_gives_an_assistant_two_groups_at_overlapping_times(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("trial")
    second = second_group(bergen, time(19, 30))
    forged = Forgery(visitor, second, lambda: every_field(second))
    for name in EVERYBODY:
        assert forged.step(name, "submit") in NOT_DONE
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


def test_no_forged_form_deletes_a_group_with_a_history(bergen: NewGroup, forged: Forgery) -> None:
    group_id = bergen.until("trial").case.subject_id
    for name in EVERYBODY:
        for path in (f"/groups/{group_id}", f"/groups/{group_id}/deletion", f"/cases/{bergen.id}"):
            assert forged.visitor(name).client.delete(path).status_code in {400, *NOT_DONE}
            assert forged.post(name, path, _method="DELETE") in NOT_DONE
        assert forged.step(name, "withdraw", why_stopped="other") in NOT_DONE
    assert (bergen.state, bergen.group.status) == ("trial", "trial")
