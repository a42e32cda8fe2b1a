"""What must be impossible with an enquiry, below the web: messages, ways, promises, groups and two who call at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.cases import operations
from intranet.certificates.models import CertificateEvent
from intranet.db import prepare_engine, writing
from intranet.groups import silence
from intranet.groups.models import CLOSED, Group
from intranet.problems import Denied, NotVisible, Refused, Stale
from tests.workflows.databases import ON_SQLITE
from tests.workflows.enquiry.driver import Call


def _why_not(call: Call, step: str, name: str, **answers: Any) -> set[str]:
    """The guards that refuse; the case stands where it stood."""
    before = call.case
    with pytest.raises(Refused) as told:
        call.take(step, call.people.people[name], **answers)
    assert call.case == before
    return {refusal.guard for refusal in told.value.refusals}


# How they asked to be reached, whether a message may be left, and what cannot be said to have been done
@pytest.mark.parametrize(
    ("way", "message", "how", "guards"),
    [
        ("call", False, "message", {"message_allowed"}),
        ("call", False, "texted", {"message_allowed"}),
        ("call", False, "wrote", {"in_the_way_asked_for"}),
        ("call", True, "wrote", {"in_the_way_asked_for"}),
        ("text", False, "called", {"in_the_way_asked_for"}),
        ("text", True, "called", {"in_the_way_asked_for"}),
        ("text", False, "message", {"in_the_way_asked_for", "message_allowed"}),
        ("text", True, "message", {"in_the_way_asked_for"}),
        ("email", True, "called", {"in_the_way_asked_for"}),
        ("email", False, "message", {"in_the_way_asked_for", "message_allowed"}),
    ],
)
@ON_SQLITE
def test_nobody_is_reached_in_another_way_than_they_asked_for(
    call: Call, way: str, message: bool, how: str, guards: set[str]
) -> None:
    value = "k@hemme.example" if way == "email" else "90012345"
    call.arrives(way=way, value=value, message=message).is_given()
    assert _why_not(call, "contact", "assistant", how=how) == guards


@pytest.mark.parametrize(
    ("way", "message", "how"),
    [
        ("call", False, "called"),
        ("call", True, "message"),
        ("call", True, "texted"),
        ("text", False, "texted"),
        ("email", False, "wrote"),
    ],
)
def test_the_way_they_asked_for_is_open(call: Call, way: str, message: bool, how: str) -> None:
    value = "k@hemme.example" if way == "email" else "90012345"
    call.arrives(way=way, value=value, message=message).is_given()
    call.take("contact", call.people.assistant, how=how)
    assert call.state == "contacted"


def test_it_is_given_to_nobody_who_has_not_promised_confidentiality(call: Call) -> None:
    call.arrives()
    volunteer = call.people.volunteer
    assert _why_not(call, "assign", "coordinator", taker=volunteer.id) == {"promised_confidentiality"}
    call.promises(volunteer)
    call.take("assign", call.people.coordinator, taker=volunteer.id)
    assert call.case.people == {"taker": volunteer.id}


def test_nobody_takes_it_who_has_not_promised_confidentiality_or_whose_certificate_rests(call: Call) -> None:
    call.joins("assistant_two", "assistant", "vestland")
    call.arrives()
    assert _why_not(call, "take", "assistant_two") == {"promised_confidentiality"}
    call.promises(call.people.people["assistant_two"])
    event = CertificateEvent(
        person_id=call.people.people["assistant_two"].id, number=1, kind="suspended", from_on=call.today,
        ground="safety", entered_by=call.people.staff.id, entered_at=call.clock(),
    )  # fmt: skip
    call.session.rollback()
    with writing(call.session):
        call.session.add(event)
    assert _why_not(call, "take", "assistant_two") == {"nothing_rests"}


def test_nobody_waits_at_the_door_who_has_not_promised_confidentiality(call: Call) -> None:
    call.brought_to("contacted")
    visit = call.visit(greeter=call.people.volunteer.id)
    assert _why_not(call, "book", "assistant", **visit) == {"greeter_promised"}


def test_no_visit_is_booked_in_a_group_that_may_not_meet(call: Call) -> None:
    call.brought_to("contacted")
    group_id = call.group_id
    call.does(silence.report_not_meeting, call.people.volunteer, group_id=group_id)
    assert _why_not(call, "book", "assistant", **call.visit()) == {"group_meets"}
    with writing(call.session):
        group = call.session.get_one(Group, group_id)
        group.hidden_for, group.status = None, CLOSED
    assert _why_not(call, "book", "assistant", **call.visit(group=group_id)) >= {"group_meets"}


def test_no_visit_is_booked_on_a_day_on_which_nobody_is_there(call: Call) -> None:
    call.brought_to("contacted")
    for day in (
        call.today - timedelta(days=6),
        call.wednesday + timedelta(days=1),
        call.wednesday + timedelta(weeks=30),
    ):
        assert _why_not(call, "book", "assistant", **call.visit(visit_day=day)) == {"visit_day"}


def test_nobody_came_before_the_day_has_come(call: Call) -> None:
    call.brought_to("booked")
    for step in ("came", "no_show"):
        assert _why_not(call, step, "assistant") == {"visit_day_has_come"}


def test_an_enquiry_is_about_an_enquiry_that_there_is(call: Call) -> None:
    nation = call.people.units["nation"]
    for step in ("receive", "receive_and_go_on"):
        with pytest.raises((NotVisible, Denied)):
            call.begin(step, call.people.staff, nation, {})


@pytest.mark.parametrize("other", ["coordinator_two", "assistant_two"])
def test_two_give_or_take_it_at_once_and_one_person_has_it(call: Call, other: str) -> None:
    """Two coordinators give it to two people; or one gives it while an assistant takes it."""
    people = call.people
    call.joins("coordinator_two", "coordinator", "vestland")
    call.joins("assistant_two", "assistant", "vestland")
    call.promises(people.people["assistant_two"])
    call.arrives()
    case, moment, said = call.case, call.clock(), list[str]()
    engine = create_engine(call.session.get_bind().url)  # type: ignore[union-attr]
    prepare_engine(engine)
    actors = {name: call.as_(people.people[name]) for name in ("coordinator", other)}
    call.session.rollback()
    together = threading.Barrier(2)
    second = (other, "assign", "greeter") if other == "coordinator_two" else (other, "take", None)

    def give(name: str, step: str, taker: str | None) -> None:
        with Session(engine, autoflush=False, expire_on_commit=False) as session:
            session.info.update({key: call.session.info[key] for key in ("processes", "keys")})
            together.wait()
            try:
                with writing(session):
                    given = {} if taker is None else {"taker": people.people[taker].id}
                    operations.advance(
                        session, case.id, step, actors[name], moment, given, version=case.version
                    )
                said.append("done")
            except Stale:
                said.append("stale")

    threads = [
        threading.Thread(target=give, args=does) for does in (("coordinator", "assign", "assistant"), second)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    assert sorted(said) == ["done", "stale"]
    assert len(call.case.people) == 1
    assert call.steps in (["receive", "assign"], ["receive", second[1]])
    live = [task for task in call.case.tasks if task.live]
    assert [(task.key, task.person_id) for task in live] == [("first_contact", call.case.people["taker"])]


def test_whoever_had_it_before_no_longer_reaches_out(call: Call) -> None:
    people = call.people
    call.arrives().is_given()
    call.take("pass_on", people.coordinator, taker=people.greeter.id)
    with pytest.raises(Denied):
        call.take("contact", people.assistant, how="called")
    call.take("contact", people.greeter, how="called")
    assert call.state == "contacted"
