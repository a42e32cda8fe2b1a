"""What is changed on the group's own page after approval reaches the case in the same transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from intranet.cases.models import CaseEvent, Timer
from intranet.db import writing
from intranet.groups import assignments, details
from intranet.organisation import operations as organisation
from intranet.problems import Refused
from tests import factories
from tests.workflows.new_group.driver import NewGroup


def _second_assistant(new_group: NewGroup) -> None:
    people = new_group.people
    with writing(new_group.session):
        second = factories.person(
            new_group.session, "Second Eksempel", people.units["vestland"], people.towns["Bergen"]
        )
        factories.role(new_group.session, second, "assistant", people.units["vestland"])
    people.people["second"] = second
    new_group.certify(second)
    new_group.does(
        assignments.ask, people.coordinator, group_id=new_group.case.subject_id, person_id=second.id
    )
    new_group.accept(second)


def test_another_leader_takes_over_the_leaders_tasks_and_steps(new_group: NewGroup) -> None:
    new_group.until("approved")
    _second_assistant(new_group)
    group = new_group.group
    new_group.does(
        details.change_leader,
        new_group.people.coordinator,
        group_id=group.id,
        version=group.version,
        person_id=new_group.people.second.id,
    )
    case = new_group.case
    assert case.people["leader"] == new_group.people.second.id
    hold_first = next(task for task in case.tasks if task.key == "hold_first")
    assert hold_first.person_id == new_group.people.second.id
    new_group.session.rollback()
    told = new_group.session.scalars(
        select(CaseEvent.facts).where(CaseEvent.case_id == case.id, CaseEvent.kind == "subject_changed")
    ).one()
    assert told == {"fields": ["leader"]}
    new_group.clock.forward(days=7)
    new_group.take("open", new_group.people.second, came=3)
    assert new_group.state == "trial"


def test_another_first_day_moves_what_counts_from_it(new_group: NewGroup) -> None:
    new_group.until("approved")
    group, before = new_group.group, _due(new_group, "hold_first")
    assert group.first_meeting_on
    assert group.start_time
    later = group.first_meeting_on + timedelta(days=7)
    new_group.does(
        details.change_details,
        new_group.people.coordinator,
        group_id=group.id,
        version=group.version,
        details=details.Details(
            room=str(group.room), address_hidden=False, step_free=True, weekday=str(group.weekday),
            start_time=group.start_time, end_time=group.end_time, rhythm=group.rhythm, meeting_language=None,
            contact_person_id=group.contact_person_id, stand_in_id=group.stand_in_id, children_welcome=False,
            first_meeting_on=later,
        ),
    )  # fmt: skip
    assert new_group.case.answers["first_meeting"] == later.isoformat()
    assert _due(new_group, "hold_first") == before + timedelta(days=7)
    hold_first = next(task for task in new_group.case.tasks if task.key == "hold_first")
    new_group.session.rollback()
    told = new_group.session.scalars(
        select(Timer.at).where(
            Timer.task_id == hold_first.id, Timer.kind == "tell", Timer.cancelled_at.is_(None)
        )
    ).all()
    assert told
    assert min(told).date() > later


def _due(new_group: NewGroup, key: str) -> datetime:
    due_at = next(task.due_at for task in new_group.case.tasks if task.key == key)
    assert due_at
    return due_at


def test_a_case_goes_with_its_group_into_the_district_that_gets_the_town(new_group: NewGroup) -> None:
    people = new_group.people
    new_group.register(people.staff, place="Trondheim")
    assert new_group.case.unit_id == people.units["nation"].id
    with writing(new_group.session):
        region = new_group.session.get_one(
            type(people.units["ostlandet"]), people.units["ostlandet"].id
        ).regions
    new_group.does(
        organisation.set_regions,
        people.staff,
        unit_id=people.units["ostlandet"].id,
        regions=[*region, "NO.21"],
    )
    assert new_group.case.unit_id == people.units["ostlandet"].id
    call_back = next(task for task in new_group.case.tasks if task.key == "call_back")
    assert call_back.unit_id == people.units["ostlandet"].id
    new_group.take("take_up", people.coordinator_east)


def test_whoever_approved_the_group_is_not_named_its_leader_afterwards(new_group: NewGroup) -> None:
    people = new_group.people
    new_group.until("approved")
    with writing(new_group.session):
        people.board.home_town_id = people.towns["Bergen"].id
        new_group.session.merge(people.board)
        factories.role(new_group.session, people.board, "assistant", people.units["vestland"])
    new_group.certify(people.board)
    new_group.does(
        assignments.ask, people.coordinator, group_id=new_group.case.subject_id, person_id=people.board.id
    )
    new_group.accept(people.board)
    group = new_group.group
    with pytest.raises(Refused):
        new_group.does(
            details.change_leader,
            people.coordinator,
            group_id=group.id,
            version=group.version,
            person_id=people.board.id,
        )
    assert new_group.case.people["leader"] == people.assistant.id
    assert new_group.group.leader_id == people.assistant.id
