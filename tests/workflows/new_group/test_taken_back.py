"""What is taken back is as if it had not been: tasks, reminders, and what the record says about people in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intranet.cases import operations
from intranet.cases.models import CaseEvent, Notice, Timer
from intranet.db import writing
from intranet.groups import assignments, details
from intranet.people.models import Person
from intranet.problems import Denied, Refused
from tests import factories
from tests.workflows.databases import ON_SQLITE
from tests.workflows.new_group.driver import NewGroup

pytestmark = ON_SQLITE


def _undo(new_group: NewGroup, person: Person, reason: str) -> None:
    case = new_group.case
    new_group.does(
        lambda session, actor, moment: operations.undo(
            session, case.id, actor, moment, version=case.version, reason=reason
        ),
        person,
    )


def test_an_opening_is_taken_back_weeks_later_by_staff_with_a_reason_and_nothing_of_it_stays(
    new_group: NewGroup,
) -> None:
    people = new_group.until("approved").people
    before = new_group.open_tasks
    new_group.clock.forward(days=7)
    new_group.take("open", people.coordinator, came=3)
    for _ in range(3):
        new_group.clock.forward(days=7)
        operations.tick(new_group.session, new_group.clock())
        new_group.meet(3)
    assert {"early_talks", "is_it_running"} <= new_group.open_tasks

    with pytest.raises(Denied):
        _undo(new_group, people.coordinator, "A mistake.")
    with pytest.raises(Refused):
        _undo(new_group, people.staff, "")
    _undo(new_group, people.staff, "A mistake.")

    assert (new_group.state, new_group.group.status) == ("approved", "approved")
    assert new_group.open_tasks == before


def test_a_task_that_is_taken_up_again_is_told_of_and_climbs_as_before(new_group: NewGroup) -> None:
    people = new_group.until("idea").people
    new_group.take("take_up", people.coordinator)
    task = next(task for task in new_group.case.tasks if task.key == "look_nearby")
    new_group.clock.forward(days=8)
    operations.tick(new_group.session, new_group.clock())

    def ahead() -> tuple[list[Any], list[Any]]:
        new_group.session.rollback()
        alive = Timer.fired_at.is_(None), Timer.cancelled_at.is_(None)
        timers = new_group.session.scalars(select(Timer.at).where(Timer.task_id == task.id, *alive)).all()
        told = select(Notice.id).where(Notice.task_id == task.id, Notice.withdrawn_at.is_(None))
        return sorted(timers), list(new_group.session.scalars(told))

    before = ahead()
    assert all(before)
    new_group.complete("look_nearby", people.coordinator)
    assert ahead() == ([], [])
    new_group.does(
        lambda session, actor, moment: operations.reopen(session, task.id, actor, moment), people.coordinator
    )
    assert ahead() == before


def test_when_the_answers_are_erased_the_history_names_nobody_any_more(new_group: NewGroup) -> None:
    leader = str(new_group.until("active").people.assistant.id)

    def named() -> bool:
        new_group.session.rollback()
        rows = new_group.session.scalars(select(CaseEvent.facts).where(CaseEvent.case_id == new_group.id))
        return any(leader in str(facts) for facts in rows)

    assert named()
    new_group.clock.forward(days=120)
    operations.tick(new_group.session, new_group.clock())
    assert "leader" not in new_group.case.people
    assert not named()


def test_nobody_puts_a_group_on_a_certificate_they_entered(new_group: NewGroup) -> None:
    people = new_group.until("approved").people
    with writing(new_group.session):
        home = people.units["vestland"]
        second = factories.person(new_group.session, "Second Eksempel", home, people.towns["Bergen"])
        factories.role(new_group.session, second, "assistant", home)
    new_group.certify(second, by=people.staff)
    group = new_group.group
    new_group.does(assignments.ask, people.coordinator, group_id=group.id, person_id=second.id)
    new_group.accept(second)
    new = {"group_id": group.id, "version": new_group.group.version, "person_id": second.id}
    with pytest.raises(Refused):
        new_group.does(details.change_leader, people.staff, **new)
    new_group.does(details.change_leader, people.staff_two, **new)
    assert new_group.group.leader_id == second.id
    assert new_group.today + timedelta(days=7) == new_group.group.first_meeting_on
