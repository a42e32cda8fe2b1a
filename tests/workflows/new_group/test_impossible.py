"""What must be impossible with a new group, tried by its operations; as forged POSTs it is tried in `test_forged`."""

from __future__ import annotations

import uuid
from datetime import time, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from intranet.cases import operations
from intranet.db import writing
from intranet.groups import meetings, policy
from intranet.groups.models import Group
from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Refused, Stale
from tests import factories
from tests.workflows.databases import ON_SQLITE
from tests.workflows.new_group.driver import PLAN, NewGroup
from tests.workflows.new_group.ground import LOST, WAYS_IN, ready_for, second_group

pytestmark = ON_SQLITE

NO = (Denied, NotVisible, Refused, Stale)


@pytest.mark.parametrize("step", WAYS_IN)
@pytest.mark.parametrize("lost", LOST)
def test_nobody_goes_on_without_a_certified_assistant_who_accepted(
    new_group: NewGroup, step: str, lost: str
) -> None:
    ready_for(new_group, step)
    LOST[lost](new_group)
    for name, person in new_group.people.people.items():
        with pytest.raises(NO):
            new_group.take(step, person, **new_group.answers(step))
        assert new_group.state == WAYS_IN[step], f"{name} took {step}"


@pytest.mark.parametrize("step", WAYS_IN)
def test_with_one_the_same_steps_are_taken(new_group: NewGroup, step: str) -> None:
    ready_for(new_group, step)
    who = new_group.people.board if step == "approve" else new_group.people.coordinator
    new_group.take(step, who, **new_group.answers(step))
    assert new_group.state != WAYS_IN[step]


def _undo(new_group: NewGroup, person: Person, reason: str = "") -> None:
    case = new_group.case
    new_group.does(
        lambda session, actor, moment: operations.undo(
            session, case.id, actor, moment, version=case.version, reason=reason
        ),
        person,
    )


@pytest.mark.parametrize("lost", ["suspended", "withdrawn", "left"])
@pytest.mark.parametrize("state", ["approved", "trial"])
def test_taking_a_step_back_never_leads_into_a_state_that_has_lost_its_ground(
    new_group: NewGroup, state: str, lost: str
) -> None:
    new_group.until(state).take("hold", new_group.people.coordinator, reason="Summer.")
    LOST[lost](new_group)
    for person in new_group.people.people.values():
        with pytest.raises(NO):
            _undo(new_group, person, "By mistake.")
    assert new_group.state == "on_hold"


@pytest.mark.parametrize("state", ["approved", "trial"])
def test_with_its_ground_the_rest_is_taken_back(new_group: NewGroup, state: str) -> None:
    new_group.until(state).take("hold", new_group.people.coordinator, reason="Summer.")
    _undo(new_group, new_group.people.coordinator)
    assert new_group.state == state


def test_a_rest_is_no_way_around_the_decision(new_group: NewGroup) -> None:
    people = new_group.people
    new_group.until("trial").take("hold", people.coordinator, reason="Summer.")
    new_group.take("resume", people.coordinator, leader=people.assistant.id)
    assert (new_group.state, new_group.group.status, new_group.group.listed) == ("planning", "planned", False)
    for step in WAYS_IN:
        with pytest.raises(Stale):
            new_group.take(step, people.board, **new_group.answers(step))


@pytest.mark.parametrize("name", ["approved", "to_approved", "Approve", "approve ", "", "__init__", "tick"])
def test_a_step_that_is_not_written_does_not_exist(new_group: NewGroup, name: str) -> None:
    new_group.until("decision")
    for person in new_group.people.people.values():
        with pytest.raises(NotVisible):
            new_group.take(name, person)
    assert new_group.state == "decision"


@pytest.mark.parametrize("step", ["approve", "open", "establish", "resume", "submit"])
def test_no_case_begins_in_the_middle(new_group: NewGroup, step: str) -> None:
    people = new_group.people
    with pytest.raises(NotVisible):
        new_group.does(
            lambda session, actor, moment: operations.begin(
                session, "new_group", step, actor, people.units["vestland"], moment, {}
            ),
            people.board,
        )


def test_a_form_of_yesterday_approves_nothing(new_group: NewGroup) -> None:
    people = new_group.until("decision").people
    old = new_group.case.version
    new_group.take("send_back", people.staff, reason="The room is too small.")
    new_group.complete("mend", people.assistant)
    new_group.take("submit", people.coordinator, **PLAN)
    with pytest.raises(Stale):
        new_group.does(
            lambda session, actor, moment: operations.advance(
                session, new_group.case.id, "approve", actor, moment, new_group.answers("approve"), version=old
            ),
            people.board,
        )  # fmt: skip
    assert new_group.state == "decision"


@pytest.mark.parametrize("days", [-1, -30, -4000])
def test_no_first_meeting_lies_before_its_approval(new_group: NewGroup, days: int) -> None:
    new_group.until("decision")
    with pytest.raises(Refused):
        new_group.take("approve", new_group.people.board, first_meeting=new_group.today + timedelta(days))
    assert new_group.state == "decision"


def test_a_step_takes_no_answer_that_it_does_not_ask_for(new_group: NewGroup) -> None:
    people = new_group.until("decision").people
    new_group.take(
        "approve", people.board, first_meeting=new_group.today + timedelta(days=7),
        leader=people.outsider.id, starter=people.outsider.id, state="active",
    )  # fmt: skip
    assert new_group.case.people["leader"] == people.assistant.id
    assert new_group.case.people["starter"] == people.volunteer.id
    assert new_group.state == "approved"


@pytest.mark.parametrize("who", ["nobody", "uncertified", "another country"])
def test_no_assistant_is_named_who_is_not_certified_here(new_group: NewGroup, who: str) -> None:
    people = new_group.until("waiting_assistant").people
    new_group.certify()
    if who == "another country":
        with writing(new_group.session):
            people.swede.home_town_id = people.towns["Bergen"].id
            new_group.session.add(people.swede)
            paper = new_group.today, new_group.today + timedelta(days=730)
            factories.certificate(new_group.session, people.swede, people.staff, *paper)
    named = {"nobody": uuid.uuid4(), "uncertified": people.outsider.id, "another country": people.swede.id}
    with pytest.raises(Refused):
        new_group.take("assistant_found", people.coordinator, leader=named[who])
    assert new_group.state == "waiting_assistant"


def _listed(new_group: NewGroup, person: Person) -> bool:
    new_group.session.rollback()
    rows = new_group.session.scalars(policy.visible_to(new_group.as_(person)))
    return any(group.id == new_group.case.subject_id for group in rows)


def test_a_group_is_on_the_list_from_its_approval_until_it_rests(new_group: NewGroup) -> None:
    # The coordinator of another district sees of this one what everybody does.
    people = new_group.register(new_group.people.volunteer).people
    far = people.coordinator_east
    for step, reached in new_group.way()[1:]:
        assert not _listed(new_group, far), f"listed before {reached}"
        step()
        if reached == "approved":
            break
    assert _listed(new_group, far)
    new_group.take("hold", people.coordinator, reason="Summer.")
    assert not _listed(new_group, far)
    new_group.take("withdraw", people.coordinator, why_stopped="no_room")
    assert not _listed(new_group, far)


def test_the_same_assistant_leads_no_two_groups_at_overlapping_times(new_group: NewGroup) -> None:
    people = new_group.until("trial").people
    second = second_group(new_group, time(19, 30))
    with pytest.raises(Refused) as refused:
        second.take("submit", people.coordinator, **PLAN)
    assert [refusal.guard for refusal in refused.value.refusals] == ["certified_assistant_on_site"]
    assert second.state == "planning"


def test_the_same_assistant_reports_no_two_meetings_at_overlapping_times(new_group: NewGroup) -> None:
    people = new_group.until("trial").people
    second = second_group(new_group, time(20))
    second.take("submit", people.coordinator, **PLAN)
    second.take("approve", people.board, first_meeting=second.today)
    new_group.clock.forward(days=1)
    with writing(new_group.session):
        # However the time came to be the same.
        new_group.session.get_one(Group, second.case.subject_id).start_time = time(18)
    with pytest.raises(Refused):
        second.take("open", people.coordinator, came=3)
    first_on = second.group.first_meeting_on
    assert first_on is not None
    told = meetings.Report(group_id=second.group.id, held_on=first_on, led_by=people.assistant.id, came=3)
    with pytest.raises(Refused):
        second.does(meetings.report, people.coordinator, told)
    assert second.state == "approved"


def test_a_group_with_a_history_is_not_deleted(new_group: NewGroup) -> None:
    new_group.until("trial")
    with pytest.raises(IntegrityError), writing(new_group.session):
        new_group.session.execute(delete(Group).where(Group.id == new_group.case.subject_id))
    assert new_group.group.status == "trial"
