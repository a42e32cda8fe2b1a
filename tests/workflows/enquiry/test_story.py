"""The story of an enquiry, on both databases, through all layers but the web."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from intranet.cases import operations
from intranet.cases.models import Case, CaseEvent
from intranet.cases.policy import can_see_case
from intranet.cases.queries import worklist
from intranet.cases.runtime import process
from intranet.db import writing
from intranet.enquiries import operations as enquiries
from intranet.enquiries.reading import contact_of, opened
from intranet.organisation.models import RoleAssignment
from intranet.organisation.roles import give_role
from intranet.participants.models import Participant
from intranet.people.models import Person
from intranet.policy import SYSTEM
from intranet.problems import Denied, Refused
from intranet.training.models import Signature
from tests.workflows.enquiry.driver import NAME, Call


def _tick(call: Call) -> None:
    call.session.rollback()
    operations.tick(call.session, call.clock())


def test_an_enquiry_goes_from_the_form_to_the_first_visit(call: Call) -> None:
    people = call.people
    call.arrives()
    assert (call.state, call.case.title, call.open_tasks) == ("new", "Bergen", {"take_it", "can_you"})
    assert call.case.people == {}

    call.is_given()
    assert call.open_tasks == {"first_contact"}
    assert call.task_of("first_contact").person_id == people.assistant.id

    call.is_called()
    assert call.open_tasks == {"offer_time"}

    call.is_booked(greeter=people.greeter.id)
    assert call.task_of("meet").person_id == people.greeter.id

    call.day_comes()
    call.take("came", people.greeter)
    assert call.state == "visited"
    (participant,) = call.session.scalars(select(Participant))
    assert participant.group_id == call.group_id
    assert (participant.name, participant.contact) == (None, None)

    call.clock.forward(days=8)
    _tick(call)
    assert call.state == "closed"
    assert call.enquiry.outcome == "visited"
    assert call.steps == ["receive", "assign", "contact", "book", "came", "tidy"]

    call.clock.forward(days=89)
    _tick(call)
    assert opened(call.session, call.enquiry, with_contact=True).name == NAME
    call.clock.forward(days=2)
    _tick(call)
    left = call.enquiry
    assert left.erased_at is not None
    assert (left.name, left.contact, left.note, left.contact_index, left.language) == (None,) * 5
    assert (left.channel, left.outcome, left.received_on.day) == ("form", "visited", 1)
    assert left.town_id == people.towns["Bergen"].id
    assert contact_of(call.session, left) is None


def test_the_way_in_the_group_begins_at_no_moment_of_the_enquiry(call: Call) -> None:
    call.brought_to("visited")
    about = {case.subject_kind: case for case in call.session.scalars(select(Case))}
    told = set(call.session.scalars(select(CaseEvent.at).where(CaseEvent.case_id == about["enquiry"].id)))
    began = set(
        call.session.scalars(select(CaseEvent.at).where(CaseEvent.case_id == about["participant"].id))
    )
    assert began
    assert not told & began
    assert about["participant"].started_at not in told


def test_whoever_took_the_phone_goes_on_with_it(call: Call) -> None:
    people = call.people
    call.arrives(people.assistant, goes_on=True)
    assert (call.state, call.case.people) == ("contacted", {"taker": people.assistant.id})
    assert call.open_tasks == {"offer_time"}
    call.is_booked()
    assert call.task_of("meet").person_id == people.assistant.id


def test_whoever_took_the_phone_and_goes_no_further_is_no_part_of_it(call: Call) -> None:
    call.arrives(call.people.assistant)
    assert (call.state, call.case.people) == ("new", {})


def test_whoever_has_promised_nothing_does_not_go_on_with_it(call: Call) -> None:
    call.arrives(call.people.volunteer, goes_on=True)
    assert (call.state, call.case.people) == ("new", {})
    assert call.open_tasks == {"take_it", "can_you"}


def test_what_is_handed_back_is_given_to_somebody_else(call: Call) -> None:
    people = call.people
    call.arrives().is_given()
    call.take("hand_back", people.assistant)
    assert (call.state, call.case.people) == ("new", {})
    assert call.open_tasks == {"take_it", "can_you", "handed_back"}
    call.take("assign", people.coordinator, taker=people.greeter.id)
    assert call.case.people == {"taker": people.greeter.id}
    call.take("pass_on", people.coordinator, taker=people.assistant.id)
    assert call.case.people == {"taker": people.assistant.id}
    assert call.task_of("first_contact").person_id == people.assistant.id


def test_an_assistant_takes_it_themselves(call: Call) -> None:
    people = call.people
    call.arrives()
    asked = call.task_of("can_you")
    assert (asked.person_id, asked.role, asked.unit_id) == (None, "assistant", people.units["vestland"].id)
    call.take("take", people.assistant)
    assert (call.state, call.case.people) == ("assigned", {"taker": people.assistant.id})
    assert call.open_tasks == {"first_contact"}
    assert call.task_of("first_contact").person_id == people.assistant.id


def test_whoever_took_it_and_hands_it_back_is_heard_of(call: Call) -> None:
    people = call.people
    call.joins("second", "assistant", "vestland")
    call.promises(people.people["second"])
    call.arrives().take("take", people.assistant)
    with pytest.raises(Denied, match="cannot be taken back"), writing(call.session):
        operations.undo(
            call.session, call.case.id, call.as_(people.assistant), call.clock(), version=call.case.version
        )
    call.take("hand_back", people.assistant)
    assert (call.state, call.case.people) == ("new", {})
    told = call.task_of("handed_back")
    assert (told.role, told.unit_id) == ("coordinator", people.units["vestland"].id)
    # Nobody makes that unheard by taking it in their turn.
    call.take("take", people.people["second"])
    assert call.open_tasks == {"first_contact", "handed_back"}
    call.complete("handed_back", people.coordinator)
    assert call.open_tasks == {"first_contact"}


def test_where_no_assistant_is_none_is_asked_before_one_comes(call: Call) -> None:
    call.session.rollback()
    with writing(call.session):
        call.session.execute(
            update(RoleAssignment)
            .where(RoleAssignment.person_id == call.people.assistant.id)
            .values(ends_on=call.today)
        )
    assert call.arrives().open_tasks == {"take_it"}
    # Whoever comes to the district afterwards is asked about what is there already.
    with writing(call.session):
        give_role(
            call.session, SYSTEM, call.clock(), person_id=call.people.greeter.id, role="assistant",
            unit_id=call.people.units["vestland"].id, starts_on=call.today,
        )  # fmt: skip
    assert call.open_tasks == {"take_it", "can_you"}


def test_what_nobody_goes_on_with_is_told_loudly_then_closed_and_erased(call: Call) -> None:
    for state in ("new", "assigned", "contacted"):
        call.brought_to(state)
        for _ in range(5):
            call.clock.forward(days=6)
            _tick(call)
        assert "still_waiting" in call.open_tasks, state
        waits = call.task_of("still_waiting")
        told = select(CaseEvent.facts).where(CaseEvent.task_id == waits.id, CaseEvent.kind == "told")
        assert {fact["who"] for fact in call.session.scalars(told)} >= {"staff", "board"}, state
        assert call.state == state
        # July rests between.
        for _ in range(5):
            call.clock.forward(days=14)
            _tick(call)
        outcome = "unknown" if state == "contacted" else "unanswered"
        assert (call.state, call.enquiry.outcome, call.steps[-1]) == ("closed", outcome, "lapse")
        call.clock.forward(days=91)
        _tick(call)
        assert call.enquiry.erased_at is not None


def test_a_visit_of_which_nobody_says_anything_is_closed_and_erased(call: Call) -> None:
    call.brought_to("booked")
    for _ in range(7):
        call.clock.forward(days=7)
        _tick(call)
    assert (call.state, call.enquiry.outcome, call.steps[-1]) == ("closed", "unknown", "lapse_booked")
    call.clock.forward(days=91)
    _tick(call)
    assert call.enquiry.erased_at is not None


def test_handing_back_can_be_taken_back_for_a_while(call: Call) -> None:
    people = call.people
    call.arrives().is_given()
    call.take("hand_back", people.assistant)
    with writing(call.session):
        operations.undo(
            call.session, call.case.id, call.as_(people.assistant), call.clock(), version=call.case.version
        )
    assert (call.state, call.case.people) == ("assigned", {"taker": people.assistant.id})


def test_a_visit_is_moved_and_cancelled_and_booked_again(call: Call) -> None:
    people = call.people
    call.brought_to("booked")
    later = call.wednesday + timedelta(days=7)
    call.take("rebook", people.assistant, **call.visit(visit_day=later, greeter=people.greeter.id))
    assert call.state == "booked"
    assert call.task_of("meet").person_id == people.greeter.id
    call.take("cancel_visit", people.assistant)
    assert (call.state, set(call.case.people)) == ("contacted", {"taker"})
    assert call.open_tasks == {"offer_time"}
    assert call.is_booked().state == "booked"


def reads(call: Call, person: Person) -> tuple[bool, list[str]]:
    """Whether they may open the case, and what of it stands on their list."""
    case, reader = call.case, call.as_(person)
    lines = worklist.rows(call.session, reader, "ready", call.clock()).lines
    mine = [line.key for line in lines if line.case_id == case.id]
    return can_see_case(process(call.session, "enquiry"), case, reader), mine


def test_whoever_stood_at_the_door_stands_at_the_next_visit_only_if_named_again(call: Call) -> None:
    taker, per = call.people.assistant, call.people.greeter
    call.brought_to("contacted").is_booked(greeter=per.id)
    assert reads(call, per) == (True, ["meet"])
    assert reads(call, taker) == (True, [])

    later = call.wednesday + timedelta(days=7)
    with writing(call.session):
        # Whether somebody promised is asked of who is named, and not of who is let go.
        call.session.execute(delete(Signature).where(Signature.person_id == per.id))
    call.take("rebook", taker, **call.visit(visit_day=later))
    assert reads(call, per) == (False, [])
    assert reads(call, taker) == (True, ["meet"])

    call.clock.forward(minutes=1)
    call.promises(per)
    call.take("rebook", taker, **call.visit(visit_day=later, greeter=per.id))
    assert reads(call, per) == (True, ["meet"])
    with writing(call.session):
        operations.undo(call.session, call.case.id, call.as_(taker), call.clock(), version=call.case.version)
    assert reads(call, per) == (False, [])
    assert reads(call, taker) == (True, ["meet"])


def test_whoever_stood_at_the_door_for_nobody_is_no_part_of_it_any_more(call: Call) -> None:
    taker, per = call.people.assistant, call.people.greeter
    call.brought_to("contacted").is_booked(greeter=per.id).day_comes()
    call.take("no_show", per)
    assert reads(call, per) == (False, [])
    assert reads(call, taker) == (True, ["friendly_word"])
    call.is_booked()
    assert reads(call, per) == (False, [])
    assert reads(call, taker) == (True, ["meet"])


def test_who_did_not_come_gets_one_friendly_word_and_is_left_in_peace(call: Call) -> None:
    call.brought_to("missed")
    assert call.open_tasks == {"friendly_word"}
    call.clock.forward(days=22)
    _tick(call)
    assert (call.state, call.enquiry.outcome) == ("closed", "missed")


def test_what_nobody_takes_is_told_to_the_coordinator_and_then_to_the_office(call: Call) -> None:
    call.arrives()
    told: list[set[str]] = []
    for _ in range(5):
        call.clock.forward(days=1)
        _tick(call)
        call.session.rollback()
        facts = call.session.scalars(
            select(CaseEvent.facts).where(CaseEvent.case_id == call.id, CaseEvent.kind == "told")
        )
        told.append({fact["who"] for fact in facts})
    assert told[0] <= {"coordinator"}
    assert told[-1] >= {"coordinator", "staff"}
    assert not {"taker", "board"} & told[-1]


# Without hours nothing would be due before August and before the seventh of January.
@pytest.mark.parametrize(
    "begun", [datetime(2026, 7, 3, 15, tzinfo=UTC), datetime(2026, 12, 23, 15, tzinfo=UTC)]
)
def test_nobody_waits_longer_in_july_or_at_christmas(call: Call, begun: datetime) -> None:
    call.clock.forward(minutes=(begun - call.clock()) / timedelta(minutes=1))

    def told_after(hours: int, key: str) -> set[str]:
        (task,) = [one for one in call.case.tasks if one.key == key]
        call.clock.forward(
            minutes=(task.opened_at + timedelta(hours=hours) - call.clock()) / timedelta(minutes=1)
        )
        _tick(call)
        call.session.rollback()
        told = select(CaseEvent.facts).where(CaseEvent.task_id == task.id, CaseEvent.kind == "told")
        return {fact["who"] for fact in call.session.scalars(told)}

    call.arrives()
    assert [told_after(hours, "take_it") for hours in (23, 25, 47, 49)] == [
        set(), {"coordinator"}, {"coordinator"}, {"coordinator", "staff"},
    ]  # fmt: skip
    call.is_given()
    assert [told_after(hours, "first_contact") for hours in (47, 49, 71, 73)] == [
        set(), {"taker"}, {"taker"}, {"taker", "coordinator", "staff"},
    ]  # fmt: skip


@pytest.mark.parametrize(("state", "step"), [("guided", "guided"), ("closed", "own_way")])
def test_how_it_ended_is_what_stays(call: Call, state: str, step: str) -> None:
    call.brought_to(state)
    assert call.enquiry.outcome == step
    call.session.rollback()
    with writing(call.session):
        enquiries.erase(call.session, call.clock(), [call.enquiry.id])
    assert call.enquiry.outcome == step
    assert call.enquiry.for_whom is None


def test_nothing_is_erased_that_is_still_under_way(call: Call) -> None:
    call.brought_to("contacted")
    call.clock.forward(days=400)
    assert enquiries.due_for_erasure(call.session, call.today) == []
    call.brought_to("closed")
    call.clock.forward(days=91)
    assert enquiries.due_for_erasure(call.session, call.today) == [call.enquiry.id]


def test_a_full_club_takes_nobody_else(call: Call) -> None:
    call.brought_to("contacted")
    assert call.group_id is not None
    call.set_limit("families_most", 3)
    with pytest.raises(Refused) as told:
        call.is_booked()
    assert [refusal.guard for refusal in told.value.refusals] == ["club_has_room"]
