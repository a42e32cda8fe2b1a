"""What nobody may do alone with a new group: decide what is their own, or what they had a part in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from intranet.certificates import operations as certificates
from intranet.groups import assignments
from intranet.groups.models import Assignment
from intranet.organisation.roles import give_role
from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Refused
from tests.workflows.databases import ON_SQLITE
from tests.workflows.new_group.driver import PLAN, NewGroup

pytestmark = ON_SQLITE


@pytest.mark.parametrize("step", ["approve", "decline"])
@pytest.mark.parametrize("starter", ["staff", "board"])
def test_nobody_decides_their_own_idea(new_group: NewGroup, starter: str, step: str) -> None:
    person = new_group.people.people[starter]
    new_group.register(person)
    new_group.on_until("decision")
    with pytest.raises(Denied):
        new_group.take(step, person, **new_group.answers(step))
    assert new_group.state == "decision"


@pytest.mark.parametrize("name", ["coordinator", "assistant"])
def test_whoever_holds_both_roles_sits_on_one_side_of_the_table(new_group: NewGroup, name: str) -> None:
    person = new_group.people.people[name]
    new_group.until("decision")
    for role in ("staff", "board", "coordinator"):
        new_group.give(person, role)
    with pytest.raises(Denied):
        new_group.take("approve", person, **new_group.answers("approve"))
    assert new_group.state == "decision"


def test_whoever_sent_it_once_does_not_approve_it_when_somebody_else_sends_it_again(
    new_group: NewGroup,
) -> None:
    people = new_group.until("decision").people
    new_group.take("send_back", people.staff, reason="The room is too small.")
    new_group.complete("mend", people.assistant)
    new_group.take("submit", people.assistant, **PLAN)
    new_group.give(people.coordinator, "board")
    with pytest.raises(Denied):
        new_group.take("approve", people.coordinator, **new_group.answers("approve"))


def test_whoever_entered_or_renewed_the_certificate_does_not_approve_on_it(new_group: NewGroup) -> None:
    people = new_group.until("decision").people
    new_group.does(certificates.renew, people.staff, person_id=people.assistant.id)
    for person in (people.staff_two, people.staff):
        with pytest.raises(Refused) as refused:
            new_group.take("approve", person, **new_group.answers("approve"))
        assert [refusal.guard for refusal in refused.value.refusals] == ["not_who_entered_certificate"]


OWN: dict[str, Callable[[NewGroup, Person], Any]] = {
    "enter": lambda new_group, person: new_group.certify(person, by=person),
    "renew": lambda new_group, person: new_group.does(certificates.renew, person, person_id=person.id),
    "lift": lambda new_group, person: new_group.lift(by=person),
    "suspend": lambda new_group, person: new_group.suspend(person, by=person),
}


@pytest.mark.parametrize("act", OWN)
def test_nobody_decides_about_their_own_certificate(new_group: NewGroup, act: str) -> None:
    assistant = new_group.people.assistant
    new_group.certify()
    if act == "lift":
        new_group.suspend()
    for role in ("staff", "board", "admin"):
        new_group.give(assistant, role)
    with pytest.raises(Denied):
        OWN[act](new_group, assistant)


def test_nobody_lifts_what_they_imposed(new_group: NewGroup) -> None:
    new_group.certify()
    new_group.suspend(by=new_group.people.board)
    with pytest.raises(Denied):
        new_group.lift(by=new_group.people.board)
    new_group.lift(by=new_group.people.board_two)


def test_nobody_accepts_for_somebody_else(new_group: NewGroup) -> None:
    people = new_group.until("planning").people
    asked = new_group.session.scalars(select(Assignment.id)).one()
    for name, person in people.people.items():
        if name == "assistant":
            continue
        with pytest.raises((Denied, NotVisible)):
            new_group.does(assignments.accept, person, assignment_id=asked)
    new_group.session.rollback()
    assert new_group.session.scalars(select(Assignment.accepted_at)).one() is None


def test_nobody_gives_themselves_a_role(new_group: NewGroup) -> None:
    people = new_group.people
    for person in people.people.values():
        with pytest.raises((Denied, NotVisible, Refused)):
            new_group.does(
                give_role, person,
                person_id=person.id, role="mentor", unit_id=people.units["vestland"].id,
                starts_on=new_group.today,
            )  # fmt: skip
