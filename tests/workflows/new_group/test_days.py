"""What was written for a later day is felt on that day, though nobody presses anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.cases import operations
from intranet.certificates import operations as certificates
from intranet.organisation.models import RoleAssignment
from intranet.organisation.roles import end_role
from intranet.people.models import Person
from tests.workflows.new_group.driver import NewGroup


def _ends_in_three_days(new_group: NewGroup, person: Person) -> None:
    new_group.session.rollback()
    held = new_group.session.scalars(
        select(RoleAssignment.id).where(RoleAssignment.person_id == person.id)
    ).one()
    new_group.does(
        end_role, new_group.people.admin, role_assignment_id=held, ends_on=new_group.today + timedelta(days=3)
    )


def _pass(new_group: NewGroup, days: int) -> None:
    new_group.clock.forward(days=days)
    operations.tick(new_group.session, new_group.clock())


@pytest.mark.parametrize("days", [5, 9])
def test_a_certificate_that_begins_later_offers_the_step_on_its_first_day(
    new_group: NewGroup, days: int
) -> None:
    people = new_group.until("waiting_assistant").people
    _pass(new_group, 0)
    first = new_group.today + timedelta(days=5)
    new_group.does(
        certificates.enter_from_paper, people.staff, person_id=people.assistant.id, number="NO-1",
        valid_from=first, valid_to=first + timedelta(days=730),
    )  # fmt: skip
    _pass(new_group, 4)
    assert "take_the_chance" not in new_group.open_tasks
    _pass(new_group, days - 4)
    assert "take_the_chance" in new_group.open_tasks


def test_a_task_of_somebody_whose_role_ends_later_goes_back_to_the_list_on_that_day(
    new_group: NewGroup,
) -> None:
    people = new_group.until("planning").people
    room = next(task for task in new_group.case.tasks if task.key == "find_room")
    new_group.does(
        lambda session, actor, moment: operations.claim(session, room.id, actor, moment), people.volunteer
    )
    _ends_in_three_days(new_group, people.volunteer)
    _pass(new_group, 2)
    assert new_group.case.task(room.id).person_id == people.volunteer.id
    _pass(new_group, 1)
    back = new_group.case.task(room.id)
    assert (back.status, back.person_id, back.role) == ("open", None, "assistant")


def test_a_list_that_nobody_reads_any_more_is_read_one_step_up(new_group: NewGroup) -> None:
    people = new_group.until("planning").people
    _ends_in_three_days(new_group, people.coordinator)
    _pass(new_group, 3)
    contact = next(task for task in new_group.case.tasks if task.key == "agree_contact")
    assert (contact.role, contact.unit_id) == ("staff", people.units["nation"].id)
