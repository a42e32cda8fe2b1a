"""A break: one press pauses the certificate, hands tasks back and asks for cover, or does nothing at all."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet import dates
from intranet.cases import store
from intranet.cases.models import Case, Task
from intranet.cases.operations import advance, claim
from intranet.certificates import queries as certificates
from intranet.certificates.status import Code
from intranet.db import writing
from intranet.organisation.roles import give_role
from intranet.people.models import Person
from tests import factories
from tests.cases.bergen import words
from tests.support.visitors import NewVisitor, Visitor
from tests.workflows.assistant_certification.driver import Candidate
from tests.workflows.new_group.driver import NewGroup


def held(bergen: NewGroup, person: Person) -> set[str]:
    """The tasks that stand on somebody's own list."""
    bergen.session.rollback()
    mine = select(Task.key).where(Task.person_id == person.id, Task.status.in_(("open", "claimed")))
    return set(bergen.session.scalars(mine))


def on_whose_list(bergen: NewGroup, key: str) -> tuple[uuid.UUID | None, str | None]:
    bergen.session.rollback()
    task = next(task for task in bergen.case.tasks if task.key == key and task.live)
    return task.person_id, task.role


def state_of(bergen: NewGroup, workflow: str, subject_id: uuid.UUID) -> str | None:
    bergen.session.rollback()
    found = select(Case.id).where(
        Case.workflow == workflow, Case.subject_id == subject_id, Case.ended_at.is_(None)
    )
    case_id = bergen.session.scalars(found).first()
    return None if case_id is None else store.load(bergen.session, case_id).state


def worth(bergen: NewGroup, person: Person) -> Code:
    bergen.session.rollback()
    return certificates.status_of(bergen.session, person.id, bergen.today).code


def take_about(bergen: NewGroup, person: Person, transition: str, by: Person, **answers: str) -> None:
    """A step of the case about this person's certificate."""
    bergen.session.rollback()
    own = select(Case.id).where(Case.workflow == "assistant_certification", Case.subject_id == person.id)
    case_id = bergen.session.scalars(own).one()
    bergen.session.rollback()
    with writing(bergen.session):
        advance(bergen.session, case_id, transition, bergen.as_(by), bergen.clock(), answers)


def take_break(
    visitor: Visitor, bergen: NewGroup, first: int = 0, last: int = 30, page: str = ""
) -> tuple[int, str]:
    """The days written into the form of a page: a new one, or the one that came back."""
    page = page or visitor.get("/break").text
    form = re.search(r'<form[^>]*data-transition="pause".*?</form>', page, re.DOTALL)
    assert form is not None, "no break is offered"
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    days = {"pause_from": bergen.today + timedelta(first), "pause_until": bergen.today + timedelta(last)}
    answer = visitor.post("/break", sent | {name: day.isoformat() for name, day in days.items()})
    if answer.status_code == 303:
        return 303, visitor.get(answer.headers["Location"]).text
    return answer.status_code, answer.text


@pytest.fixture
def leads(bergen: NewGroup) -> NewGroup:
    """The assistant leads the group in Bergen alone, and has taken a task of a case on their own list."""
    bergen.until("trial")
    return bergen


def test_before_the_button_it_is_told_which_groups_would_be_without_them(
    leads: NewGroup, visitor: NewVisitor
) -> None:
    page = words(visitor("assistant").get("/break").text)
    assert "Bergen would have no certified assistant from" in page
    assert "Nobody asks why." in page


def test_other_days_are_told_before_they_are_final(leads: NewGroup, visitor: NewVisitor) -> None:
    """What stood on the page was said of a break that begins today."""
    assistant = visitor("assistant")
    status, page = take_break(assistant, leads, 10, 20)
    assert status == 422
    assert "Nothing is noted yet; press once more if they are right." in words(page)
    first = dates.day(leads.today + timedelta(10), "en", leads.today)
    assert f"Bergen would have no certified assistant from {first}." in words(page)
    assert worth(leads, leads.people.assistant) is Code.CERTIFIED
    assert state_of(leads, "assistant_certification", leads.people.assistant.id) is None
    assert take_break(assistant, leads, 11, 20, page)[0] == 422, "other days once more are told once more"
    assert take_break(assistant, leads, 10, 20, page)[0] == 303
    assert state_of(leads, "assistant_certification", leads.people.assistant.id) == "paused"


def test_days_on_which_nobody_would_be_without_them_are_noted_at_once(
    leads: NewGroup, visitor: NewVisitor
) -> None:
    """Somebody stands in on just these days."""
    people = leads.people
    leads.certify(people.trainer)
    with writing(leads.session):
        row = factories.accepted_assignment(
            leads.session,
            leads.case.subject_id or uuid.uuid4(),
            people.trainer,
            people.coordinator,
            leads.clock(),
        )
        row.from_on, row.until_on = leads.today + timedelta(10), leads.today + timedelta(20)
    assistant = visitor("assistant")
    assert "Bergen would have no certified assistant from" in words(assistant.get("/break").text)
    assert take_break(assistant, leads, 10, 20)[0] == 303


def test_one_press_rests_the_certificate_asks_for_cover_and_plans_a_call(
    leads: NewGroup, visitor: NewVisitor
) -> None:
    assistant = leads.people.assistant
    status, page = take_break(visitor("assistant"), leads)
    assert status == 303
    assert "Your break is noted" in words(page)
    assert worth(leads, assistant) is Code.PAUSED
    assert state_of(leads, "lost_cover", leads.case.subject_id or uuid.uuid4()) is not None
    assert state_of(leads, "assistant_certification", assistant.id) == "paused"
    ring = leads.session.scalars(
        select(Task.role).join(Case, Case.id == Task.case_id).where(
            Task.key == "ring", Case.subject_id == assistant.id, Task.status == "open"
        )
    ).all()  # fmt: skip
    assert ring == ["trainer"]


@pytest.mark.parametrize(("has_colleague", "role"), [(True, "assistant"), (False, "coordinator")])
def test_tasks_find_a_list_that_somebody_else_looks_at(
    bergen: NewGroup, visitor: NewVisitor, has_colleague: bool, role: str
) -> None:
    """That of their role; where nobody else has it, of the next one up."""
    if has_colleague:
        with writing(bergen.session):
            factories.role(
                bergen.session, bergen.people.volunteer, "assistant", bergen.people.units["vestland"]
            )
        bergen.session.rollback()
    bergen.until("planning")
    assistant = bergen.people.assistant
    assert "set_time" in held(bergen, assistant)
    bergen.clock.forward(days=1)
    status, page = take_break(visitor("assistant"), bergen)
    assert status == 303
    assert "handed back for you" in words(page)
    assert held(bergen, assistant) - {"think_it_over"} == set()
    assert on_whose_list(bergen, "set_time") == (None, role)


@pytest.mark.parametrize("name", ["assistant", "coordinator"])
def test_a_pause_from_the_page_of_the_case_hands_tasks_back_too(
    bergen: NewGroup, visitor: NewVisitor, name: str
) -> None:
    """Whoever takes the step, it is the assistant who rests."""
    bergen.until("planning")
    assistant = bergen.people.assistant
    assert "set_time" in held(bergen, assistant)
    own = bergen.session.scalars(
        select(Case).where(Case.workflow == "assistant_certification", Case.subject_id == assistant.id)
    ).one()
    address, version = f"/cases/{own.id}", str(own.version)
    bergen.session.rollback()
    somebody = visitor(name)
    page = somebody.get(address).text
    assert "Tasks that are due before then stay; all others go back to the others." in words(page)
    days = {"pause_from": bergen.today, "pause_until": bergen.today + timedelta(30)}
    sent = {"version": version} | {key: day.isoformat() for key, day in days.items()}
    assert somebody.post(f"{address}/transitions/pause", sent).status_code == 303
    assert worth(bergen, assistant) is Code.PAUSED
    assert "set_time" not in held(bergen, assistant)
    assert on_whose_list(bergen, "set_time") == (None, "coordinator")


def test_what_nobody_took_meanwhile_is_theirs_again_after_the_break(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    people = bergen.people
    bergen.until("planning")
    assert take_break(visitor("assistant"), bergen)[0] == 303
    assert on_whose_list(bergen, "set_time") == (None, "coordinator")
    bergen.does(
        give_role, people.staff, person_id=people.volunteer.id, role="mentor",
        unit_id=people.units["vestland"].id, starts_on=bergen.today,
    )  # fmt: skip
    assert on_whose_list(bergen, "set_time") == (None, "coordinator"), "it went to whoever rests"
    bergen.clock.forward(days=3)
    assert back(visitor("assistant")) == 303
    assert on_whose_list(bergen, "set_time")[0] == people.assistant.id


def test_what_a_colleague_took_meanwhile_stays_with_them(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("planning")
    assert take_break(visitor("assistant"), bergen)[0] == 303
    task, coordinator = bergen.task_of("set_time"), bergen.people.coordinator
    bergen.does(lambda session, actor, moment: claim(session, task.id, actor, moment), coordinator)
    assert back(visitor("assistant")) == 303
    assert on_whose_list(bergen, "set_time")[0] == coordinator.id


def test_what_opens_while_somebody_rests_goes_to_somebody_who_is_here(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("decision")
    assert take_break(visitor("assistant"), bergen)[0] == 303
    bergen.take("send_back", bergen.people.board, reason="The room is too small.")
    assert on_whose_list(bergen, "mend") == (None, "coordinator")
    assert back(visitor("assistant")) == 303
    assert on_whose_list(bergen, "mend")[0] == bergen.people.assistant.id


def test_a_suspension_hands_tasks_back_and_its_end_brings_them_again(bergen: NewGroup) -> None:
    bergen.until("planning")
    assistant, people = bergen.people.assistant, bergen.people
    assert "set_time" in held(bergen, assistant)
    take_about(bergen, assistant, "suspend", people.staff, ground="safety", reason="Being looked into.")
    assert worth(bergen, assistant) is Code.SUSPENDED
    assert on_whose_list(bergen, "set_time") == (None, "coordinator")
    assert held(bergen, assistant) == {"may_answer"}, "what is about themselves is theirs"
    take_about(bergen, assistant, "lift", people.board, reason="Nothing was found.")
    assert on_whose_list(bergen, "set_time")[0] == assistant.id


def test_what_is_due_before_the_break_stays(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("planning")
    assert "set_time" in held(bergen, bergen.people.assistant)  # due in a fortnight
    assert take_break(visitor("assistant"), bergen, 40, 80)[0] == 303
    assert "set_time" in held(bergen, bergen.people.assistant)
    assert worth(bergen, bergen.people.assistant) is Code.CERTIFIED
    bergen.clock.forward(days=41)
    assert worth(bergen, bergen.people.assistant) is Code.PAUSED


@pytest.mark.parametrize(("first", "last"), [(-3, 30), (10, 5), (0, 5000)])
def test_a_break_that_is_refused_hands_nothing_back(
    bergen: NewGroup, visitor: NewVisitor, first: int, last: int
) -> None:
    bergen.until("planning")
    before = held(bergen, bergen.people.assistant)
    status, page = take_break(visitor("assistant"), bergen, first, last)
    assert status == 422
    assert (bergen.today + timedelta(last)).isoformat() in page  # what was typed is still there
    assert held(bergen, bergen.people.assistant) == before != set()
    assert worth(bergen, bergen.people.assistant) is Code.CERTIFIED


def test_a_break_that_fails_half_way_leaves_everything_as_it_was(
    bergen: NewGroup, visitor: NewVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last task cannot be given back: then there is no pause either."""
    bergen.until("planning")
    before = held(bergen, bergen.people.assistant)

    def fails(*_given: object) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr("intranet.cases.operations.giving_back.give_back", fails)
    assistant = visitor("assistant")
    assistant.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert take_break(assistant, bergen)[0] == 500
    assert held(bergen, bergen.people.assistant) == before
    assert worth(bergen, bergen.people.assistant) is Code.CERTIFIED


def test_nothing_on_the_way_asks_why(leads: NewGroup, visitor: NewVisitor) -> None:
    page = visitor("assistant").get("/break").text
    form = re.search(r'<form[^>]*data-transition="pause".*?</form>', page, re.DOTALL)
    assert form is not None
    asked = set(re.findall(r'name="(\w+)"', form[0]))
    assert asked == {"csrf_token", "idempotency_key", "version", "told", "pause_from", "pause_until"}


def test_the_same_form_twice_is_one_break(leads: NewGroup, visitor: NewVisitor) -> None:
    assistant = visitor("assistant")
    page = assistant.get("/break").text
    form = re.search(r'<form[^>]*data-transition="pause".*?</form>', page, re.DOTALL)
    assert form is not None
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    sent |= {"pause_from": leads.today.isoformat(), "pause_until": (leads.today + timedelta(9)).isoformat()}
    assert [assistant.post("/break", sent).status_code for _ in range(2)] == [303, 303]
    sent["idempotency_key"] = str(uuid.uuid4())
    assert assistant.post("/break", sent).status_code == 409


def test_coming_back_in_time_is_one_button_and_the_group_is_covered_again(
    leads: NewGroup, visitor: NewVisitor
) -> None:
    assistant = visitor("assistant")
    take_break(assistant, leads)
    leads.clock.forward(days=20)
    assistant = visitor("assistant")
    assert back(assistant) == 303
    assert worth(leads, leads.people.assistant) is Code.CERTIFIED
    assert state_of(leads, "lost_cover", leads.case.subject_id or uuid.uuid4()) is None
    assert "I need a break" in words(assistant.get("/candidates/mine").text)


def test_after_a_long_break_a_trainer_talks_first(leads: NewGroup, visitor: NewVisitor) -> None:
    assistant = visitor("assistant")
    take_break(assistant, leads, 0, 200)
    leads.clock.forward(days=120)
    assistant = visitor("assistant")
    assert "The pause lasted longer than 90 days." in words(assistant.get("/break").text)
    assert 'data-transition="end_pause"' not in assistant.get("/break").text
    assert assistant.post("/break/end", {"idempotency_key": str(uuid.uuid4())}).status_code == 422
    assert worth(leads, leads.people.assistant) is Code.PAUSED


@pytest.mark.parametrize("name", ["volunteer", "trainer", "outsider", "board"])
def test_who_has_no_certificate_reads_that_there_is_nothing_to_pause(visitor: NewVisitor, name: str) -> None:
    somebody = visitor(name)
    assert "There is nothing to pause just now" in words(somebody.get("/break").text)
    days = {"pause_from": "2027-01-01", "pause_until": "2027-02-01"}
    for answer in (somebody.post("/break", days), somebody.post("/break/end")):
        assert answer.status_code == 409
        assert "There is nothing to pause just now" in words(answer.text)


def test_a_candidate_has_nothing_to_pause_yet(candidate: Candidate, visitor: NewVisitor) -> None:
    candidate.until("applied")
    volunteer = visitor("volunteer")
    assert "There is nothing to pause just now" in words(volunteer.get("/break").text)
    days = {"pause_from": "2027-01-01", "pause_until": "2027-02-01"}
    assert volunteer.post("/break", days).status_code == 409
    assert candidate.state == "applied"


def back(visitor: Visitor) -> int:
    page = visitor.get("/break").text
    form = re.search(r'<form[^>]*data-transition="end_pause".*?</form>', page, re.DOTALL)
    assert form is not None, "no way back is offered"
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    return visitor.post("/break/end", sent).status_code
