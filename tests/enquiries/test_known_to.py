"""Who is shown how somebody can be reached, on which page, and that it is written down before."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from intranet.cases.models import Case, SensitiveRead
from intranet.certificates.models import CertificateEvent
from intranet.db import writing
from intranet.enquiries import operations
from intranet.extensions import db
from intranet.organisation.models import RoleAssignment, Town
from intranet.organisation.operations import find_or_create_town
from intranet.training.models import Signature
from tests import factories
from tests.cases.bergen import driven
from tests.cast import Cast
from tests.enquiries.asking import case_of, enquiries
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor, email_of, password_hash
from tests.workflows.databases import ON_SQLITE
from tests.workflows.enquiry.driver import NAME, NUMBER, Call
from tests.workflows.forging import NOT_DONE, Forgery

pytestmark = ON_SQLITE

# Everybody of the cast who has no part in an enquiry from Bergen.
OTHERS = (
    "volunteer", "trainer", "coordinator_east", "staff", "staff_two", "board", "admin", "swede", "outsider",
)  # fmt: skip
SECRETS = (NAME, NUMBER, NUMBER.replace(" ", ""), "Ring etter seks")
EVERY_FIELD = {
    "how": "message", "visit_day": "2026-05-20", "brings": "no", "where_to": "doctor", "reason": "own_way",
}  # fmt: skip


@pytest.fixture
def call(app: Flask, cast: Cast, clock: Clock) -> Iterator[Call]:
    with driven(app, cast, clock) as bergen:
        yield Call(bergen.session, cast, clock).arrives()


@pytest.fixture
def forged(visitor: NewVisitor, call: Call) -> Forgery:
    return Forgery(visitor, call, lambda: EVERY_FIELD)


def _shown(page: str) -> set[str]:
    return {secret for secret in SECRETS if secret in page.replace("&#43;", "+")}


def _pages(call: Call) -> list[str]:
    return [f"/cases/{call.case.id}", *(f"/tasks/{task.id}" for task in call.case.tasks)]


def _read(reader: Visitor, call: Call) -> set[str]:
    """What of it stands on any page about it, on the lists or on the first page."""
    around = (
        "/",
        "/tasks",
        "/tasks?view=team",
        "/cases",
        "/cases?workflow=enquiry",
        "/enquiries",
        "/workflows/enquiry/board",
    )
    return set().union(*(_shown(reader.get(path).text) for path in (*_pages(call), *around)))


def _reads_of(call: Call, name: str) -> int:
    call.session.rollback()
    mine = SensitiveRead.reader_id == call.people.people[name].id
    return call.session.scalar(select(func.count()).select_from(SensitiveRead).where(mine)) or 0


def test_the_coordinator_and_whoever_reaches_out_read_it_and_each_reading_is_noted(
    call: Call, visitor: NewVisitor
) -> None:
    coordinator, assistant = visitor("coordinator"), visitor("assistant")
    page = coordinator.get(f"/cases/{call.case.id}").text
    assert NUMBER in page
    assert NAME in page
    assert "Leave no message" in page
    assert _reads_of(call, "coordinator") == 1
    assert assistant.get(f"/cases/{call.case.id}").status_code == 404
    call.is_given()
    (task,) = [task for task in call.case.tasks if task.key == "first_contact"]
    for number, path in enumerate((f"/cases/{call.case.id}", f"/tasks/{task.id}"), start=1):
        assert NUMBER in assistant.get(path).text
        assert _reads_of(call, "assistant") == number


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_reads_it_on_any_page_in_any_state(call: Call, visitor: NewVisitor, name: str) -> None:
    reader = visitor(name)
    for step in (None, call.is_given, call.is_called, call.is_booked):
        if step is not None:
            step()
        assert _read(reader, call) == set()
        assert reader.get(f"/cases/{call.case.id}").status_code == 404
    assert _reads_of(call, name) == 0


def test_whoever_took_the_phone_and_handed_it_on_reads_it_no_more(call: Call, visitor: NewVisitor) -> None:
    call.arrives(call.people.assistant)
    assert visitor("assistant").get(f"/cases/{call.case.id}").status_code == 404


def test_what_is_handed_back_is_shut_to_whoever_had_it(call: Call, visitor: NewVisitor) -> None:
    call.is_given()
    assistant = visitor("assistant")
    assert NUMBER in assistant.get(f"/cases/{call.case.id}").text
    call.take("hand_back", call.people.assistant)
    assert assistant.get(f"/cases/{call.case.id}").status_code == 404
    assert _read(assistant, call) == set()


def test_who_waits_at_the_door_is_told_the_name_and_not_how_to_reach_them(
    call: Call, visitor: NewVisitor
) -> None:
    call.is_given().is_called().is_booked(greeter=call.people.greeter.id)
    with writing(call.session):
        factories.account(call.session, call.people.greeter, email_of("greeter"), password_hash())
    greeter = visitor("greeter")
    assert _read(greeter, call) == {NAME}


def _ends_every_role(call: Call, person_id: uuid.UUID) -> None:
    call.session.execute(
        update(RoleAssignment).where(RoleAssignment.person_id == person_id).values(ends_on=call.today)
    )


def _is_suspended(call: Call, person_id: uuid.UUID) -> None:
    event = CertificateEvent(
        person_id=person_id, number=1, kind="suspended", from_on=call.today, ground="safety",
        entered_by=call.people.staff.id, entered_at=call.clock(),
    )  # fmt: skip
    call.session.add(event)


def _takes_the_promise_back(call: Call, person_id: uuid.UUID) -> None:
    signed = update(Signature).where(Signature.person_id == person_id)
    call.session.execute(signed.values(withdrawn_at=call.clock()))


@pytest.mark.parametrize("happens", [_ends_every_role, _is_suspended, _takes_the_promise_back])
@pytest.mark.parametrize("name", ["assistant", "greeter"])
def test_who_is_named_and_may_help_no_more_reads_nothing_at_the_next_request(
    call: Call, visitor: NewVisitor, name: str, happens: Callable[[Call, uuid.UUID], None]
) -> None:
    call.is_given().is_called().is_booked(greeter=call.people.greeter.id)
    with writing(call.session):
        factories.account(call.session, call.people.greeter, email_of("greeter"), password_hash())
    reader, person_id = visitor(name), call.people.people[name].id
    assert NAME in _read(reader, call)
    assert "<dt>Day of the visit</dt>" in reader.get(f"/cases/{call.case.id}").text
    read_before = _reads_of(call, name)
    call.session.rollback()
    with writing(call.session):
        happens(call, person_id)
    assert _read(reader, call) == set()
    assert "<dt>Day of the visit</dt>" not in reader.get(f"/cases/{call.case.id}").text
    assert _reads_of(call, name) == read_before


def test_the_office_hears_that_nobody_takes_it_and_not_who_it_is(call: Call, visitor: NewVisitor) -> None:
    task = call.task_of("take_it")
    staff = visitor("staff")
    page = staff.get(f"/tasks/{task.id}")
    assert page.status_code == 200
    assert "Bergen" in page.text
    assert _shown(page.text) == set()
    claimed = staff.post(f"/tasks/{task.id}/claim")
    assert claimed.status_code in (303, 403)
    assert _read(staff, call) == set()


def test_where_nobody_coordinates_the_office_opens_it_and_gives_it_to_one_person(
    call: Call, visitor: NewVisitor
) -> None:
    call.session.rollback()
    with writing(call.session):
        _ends_every_role(call, call.people.coordinator.id)
    call.arrives(value="90055555")
    task, taker = call.task_of("take_it"), call.people.assistant.id
    assert (task.role, task.unit_id) == ("staff", call.people.units["nation"].id)
    staff = visitor("staff")
    assert f"/tasks/{task.id}" in staff.get("/tasks?view=team").text + staff.get("/tasks").text
    assert staff.get(f"/cases/{call.case.id}").status_code == 404
    assert staff.post(f"/tasks/{task.id}/claim").status_code == 303
    page = staff.get(f"/cases/{call.case.id}")
    assert (page.status_code, _shown(page.text), "90055555" in page.text) == (200, set(), False)
    forged = Forgery(visitor, call, lambda: EVERY_FIELD)
    assert forged.step("staff", "assign", taker=str(taker)) == 303
    assert (call.state, call.case.people) == ("assigned", {"taker": taker})
    # It is no longer the office's, and was never told how to reach them.
    assert staff.get(f"/cases/{call.case.id}").status_code == 404
    assert _reads_of(call, "staff") == 0


def test_whoever_could_take_it_is_told_the_town_and_reads_the_rest_once_it_is_theirs(
    call: Call, visitor: NewVisitor, forged: Forgery
) -> None:
    assistant, task = visitor("assistant"), call.task_of("can_you")
    page = assistant.get(f"/tasks/{task.id}")
    assert (page.status_code, "Bergen" in page.text) == (200, True)
    assert assistant.post(f"/tasks/{task.id}/claim").status_code == 303
    assert _read(assistant, call) == set()
    assert forged.step("assistant", "take") == 303
    assert NUMBER in assistant.get(f"/cases/{call.case.id}").text
    assert _reads_of(call, "assistant") == 1


def test_that_somebody_asked_is_on_nobodys_board_but_the_coordinators(
    call: Call, visitor: NewVisitor
) -> None:
    card = f'data-case="{call.case.id}"'
    assert card in visitor("coordinator").get("/workflows/enquiry/board").text
    elsewhere = visitor("coordinator_east").get("/workflows/enquiry/board")
    assert elsewhere.status_code == 200
    assert card not in elsewhere.text
    assert "Bergen" not in elsewhere.text
    for name in ("staff", "board", "trainer"):
        somebody = visitor(name)
        assert somebody.get("/workflows/enquiry/board").status_code == 404, name
        assert "/workflows/enquiry/board" not in somebody.get("/workflows").text


def test_when_it_cannot_be_written_down_it_is_not_shown(call: Call, visitor: NewVisitor) -> None:
    coordinator = visitor("coordinator")
    with writing(call.session):
        call.session.execute(text("ALTER TABLE sensitive_reads RENAME TO no_longer_there"))
    page = coordinator.get(f"/cases/{call.case.id}")
    assert page.status_code == 200
    assert _shown(page.text) == set()
    assert 'data-caller="hidden"' in page.text


def test_what_is_erased_is_shown_to_nobody(call: Call, visitor: NewVisitor) -> None:
    call.take("close", call.people.coordinator, reason="own_way")
    coordinator = visitor("coordinator")
    assert NUMBER in coordinator.get(f"/cases/{call.case.id}").text
    call.session.rollback()
    with writing(call.session):
        operations.erase(call.session, call.clock(), [call.enquiry.id])
    page = coordinator.get(f"/cases/{call.case.id}").text
    assert _shown(page) == set()
    assert "is erased" in page


def test_maybe_the_same_caller_stands_on_the_page_of_the_second_enquiry(
    call: Call, visitor: NewVisitor
) -> None:
    first = call.id
    call.arrives(value="+47 90012345", way="text", name="")
    page = visitor("coordinator").get(f"/cases/{call.case.id}").text
    assert "Maybe the same caller" in page
    assert f"/cases/{first}" in page
    call.arrives(value="90099999")
    assert "data-earlier" not in visitor("coordinator").get(f"/cases/{call.case.id}").text


def test_no_forged_step_is_taken_by_whoever_has_no_part_in_it(call: Call, forged: Forgery) -> None:
    call.is_given()
    for name in OTHERS:
        for step in ("contact", "hand_back", "pass_on", "guide", "close", "receive", "tidy"):
            assert forged.step(name, step, taker=str(call.people.people[name].id)) in NOT_DONE
    assert call.state == "assigned"


def test_a_forged_form_leaves_no_message_without_permission(call: Call, forged: Forgery) -> None:
    call.is_given()
    for how in ("message", "texted", "wrote", "shouted", ""):
        assert forged.step("assistant", "contact", how=how) == 422
    assert call.state == "assigned"
    assert forged.step("assistant", "contact", how="called") == 303


def test_the_second_of_two_who_give_it_is_told_kindly_that_somebody_was_first(
    call: Call, forged: Forgery
) -> None:
    version, taker = str(call.case.version), str(call.people.assistant.id)
    assert forged.step("coordinator", "assign", taker=taker) == 303
    assert forged.step("coordinator", "assign", taker=str(call.people.coordinator.id), version=version) == 409
    assert call.case.people == {"taker": call.people.assistant.id}


def test_the_list_counts_what_it_shows(call: Call, visitor: NewVisitor) -> None:
    call.arrives(value="90099999").is_given()
    call.arrives(value="90088888").take("close", call.people.coordinator, reason="mistake")
    call.arrives(value="90077777", town="Oslo")
    page = visitor("coordinator").get("/enquiries").text
    assert page.count("data-enquiry") == 2
    assert '<span class="count">2</span>' in page
    assert _shown(page) == set()
    assert visitor("coordinator_east").get("/enquiries").text.count("data-enquiry") == 1
    for name in ("staff", "assistant", "volunteer", "outsider"):
        assert visitor(name).get("/enquiries").status_code == 404


def test_what_is_typed_as_a_town_on_the_phone_form_is_one_that_is_known(
    app: Flask, call: Call, visitor: NewVisitor
) -> None:
    told = {
        "channel": "phone", "way": "call", "value": "90055555", "message": "yes", "when": "any", "country": "NO",
        "language": "nb", "for_whom": "relative", "name": "", "note": "",
    }  # fmt: skip
    for town in (f"{NAME} 90055555, Voss", "Lillevik-Eksempel", "avrusningen i Bergen"):
        refused = visitor("assistant").post("/enquiries/new", {**told, "town": town})
        assert refused.status_code == 422
        assert "error-summary" in refused.text
        with app.app_context():
            assert town not in db.session().scalars(select(Town.name)).all()
            assert town not in db.session().scalars(select(Case.title)).all()
            assert len(enquiries()) == 1
    with writing(call.session):
        find_or_create_town(call.session, "Lillevik-Eksempel", "NO", call.people.staff.id)
    ours = {**told, "town": "lillevik-eksempel"}
    assert visitor("assistant").post("/enquiries/new", ours).status_code == 303
    with app.app_context():
        assert case_of(enquiries()[-1]).title == "Lillevik-Eksempel"
        db.session().rollback()


def test_whoever_takes_the_phone_registers_what_is_told(app: Flask, call: Call, visitor: NewVisitor) -> None:
    told = {
        "channel": "phone", "way": "call", "value": "90055555", "message": "yes", "when": "any", "town": "Bergen",
        "country": "NO", "language": "nb", "for_whom": "relative", "name": "", "note": "",
    }  # fmt: skip
    assistant = visitor("assistant")
    page = assistant.get("/enquiries/new").text
    assert page.index('href="tel:113"') < page.index('name="way"')
    assert assistant.post("/enquiries/new", {**told, "note": "Hun drikker"}).status_code == 422
    assert assistant.post("/enquiries/new", {**told, "goes_on": "y"}).status_code == 303
    assert visitor("volunteer").post("/enquiries/new", {**told, "goes_on": "y"}).status_code == 422
    assert visitor("outsider").post("/enquiries/new", told).status_code == 404
    with app.app_context():
        newest = enquiries()[-1]
        case = case_of(newest)
        assert (newest.channel, newest.received_by) == ("phone", call.people.assistant.id)
        assert (case.state, case.people) == ("contacted", {"taker": str(call.people.assistant.id)})
        db.session().rollback()
