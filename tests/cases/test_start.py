"""Beginning a case: who may, where, and what is shown when there is something in the town already."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from intranet.cases.models import Case
from intranet.db import writing
from tests import factories
from tests.cases.bergen import hidden, words
from tests.support.visitors import NewVisitor, Visitor
from tests.workflows.new_group.driver import IDEA, NewGroup

START = "/workflows/new_group/start"


def count(bergen: NewGroup) -> int:
    bergen.session.rollback()
    return bergen.session.scalar(select(func.count()).select_from(Case)) or 0


def send(somebody: Visitor, **answers: str) -> tuple[int, str]:
    page = somebody.get(START).text
    answer = somebody.post(START, {**hidden(page, "register"), **IDEA, **answers})
    if answer.status_code == 303:
        return 303, somebody.get(answer.headers["Location"]).text
    return answer.status_code, answer.text


def test_a_volunteer_registers_an_idea_and_follows_it(bergen: NewGroup, visitor: NewVisitor) -> None:
    status, page = send(visitor("volunteer"))
    assert status == 303
    assert 'data-state="idea"' in page
    assert "It is registered." in words(page)
    case = bergen.session.scalars(select(Case)).one()
    assert case.title == "Bergen"
    assert case.people == {"starter": str(bergen.people.volunteer.id)}


def test_the_form_says_what_it_does_and_suggests_towns(bergen: NewGroup, visitor: NewVisitor) -> None:
    page = visitor("volunteer").get(START).text
    assert '<option value="Bergen">' in page
    assert "The group is planned, in the district its town belongs to." in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"place": ""}, "place"), ({"group_kind": "choir"}, "group_kind"), ({"why_here": " "}, "why_here")],
)
def test_what_is_missing_is_pointed_out_and_the_rest_kept(
    bergen: NewGroup, visitor: NewVisitor, wrong: dict[str, str], field: str
) -> None:
    status, page = send(visitor("volunteer"), **{"contact": "Ring the parish", **wrong})
    assert status == 422
    assert f'href="#{field}"' in page
    assert 'value="Ring the parish"' in page
    assert count(bergen) == 0


def test_a_second_idea_for_a_town_is_shown_the_first_before_it_is_registered(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.register(bergen.people.volunteer)
    coordinator = visitor("coordinator")
    status, page = send(coordinator, place="bergen", contact="Another parish")
    assert status == 422
    assert "There is something in Bergen already" in words(page)
    assert f'href="/cases/{bergen.id}"' in page
    assert 'value="Another parish"' in page
    assert count(bergen) == 1
    again = {**hidden(page, "register"), **IDEA, "place": "bergen"}
    other_town = coordinator.post(START, {**again, "place": "Oslo", "idempotency_key": ""})
    assert other_town.status_code == 303  # nothing is in Oslo
    assert coordinator.post(START, again).status_code == 303
    assert count(bergen) == 3


def test_a_plan_that_is_not_for_somebody_is_told_without_saying_whose(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.register(bergen.people.board)
    status, page = send(visitor("volunteer"))
    assert status == 422
    assert str(bergen.id) not in page
    assert "One plan is not open to you; your coordinator knows more." in words(page)


def test_the_same_form_twice_is_one_case(bergen: NewGroup, visitor: NewVisitor) -> None:
    volunteer = visitor("volunteer")
    sent = {**hidden(volunteer.get(START).text, "register"), **IDEA}
    first, second = volunteer.post(START, sent), volunteer.post(START, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert count(bergen) == 1


def test_a_form_gone_back_to_and_filled_in_otherwise_is_not_lost(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    volunteer = visitor("volunteer")
    sent = {**hidden(volunteer.get(START).text, "register"), **IDEA}
    volunteer.post(START, sent)
    answer = volunteer.post(START, {**sent, "place": "Oslo"})
    assert answer.status_code == 409
    assert "This form was already used for something else." in words(answer.text)
    again = {**sent, **hidden(answer.text, "register"), "place": "Oslo"}
    assert again["idempotency_key"] != sent["idempotency_key"]
    assert volunteer.post(START, again).status_code == 303
    assert count(bergen) == 2


def test_whoever_has_roles_in_two_places_says_for_which(bergen: NewGroup, visitor: NewVisitor) -> None:
    units = bergen.people.units
    with writing(bergen.session):
        factories.role(bergen.session, bergen.people.volunteer, "volunteer", units["ostlandet"])
    volunteer = visitor("volunteer")
    page = volunteer.get(START).text
    assert re.findall(r'<option value="[0-9a-f-]{36}"', page)
    status, page = send(volunteer)
    assert status == 422
    assert "Please choose one of these." in words(page)
    assert send(volunteer, unit=str(units["sweden"].id))[0] == 422
    assert send(volunteer, unit=str(units["vestland"].id))[0] == 303


def test_whoever_may_not_begin_hears_for_whom_it_is(bergen: NewGroup, visitor: NewVisitor) -> None:
    for name in ("outsider", "admin", "trainer"):
        somebody = visitor(name)
        assert somebody.get(START).status_code == 403
        assert somebody.post(START, IDEA).status_code == 403
    assert count(bergen) == 0


def test_what_does_not_exist_is_not_found(bergen: NewGroup, visitor: NewVisitor) -> None:
    volunteer = visitor("volunteer")
    for path in ("/workflows/nothing", "/workflows/nothing/start", f"{START}?transition=take_up"):
        assert volunteer.get(path).status_code == 404
    assert volunteer.post(f"{START}?transition=approve", IDEA).status_code == 404


def test_everybody_may_read_how_a_group_is_started(bergen: NewGroup, visitor: NewVisitor) -> None:
    outsider = visitor("outsider")
    assert "Start a new group" in outsider.get("/workflows").text
    read = words(outsider.get("/workflows/new_group").text)
    assert "No group opens without a certified assistant on the spot" in read
    assert "Waiting for a certified assistant" in read
    assert "No assistant in half a year to On hold by itself" in read
