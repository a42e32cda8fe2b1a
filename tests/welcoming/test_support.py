"""Extra support noted for somebody: by whoever leads the group, with a yes, and known to nobody else who is there."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from intranet.cases.models import Case, Task
from intranet.db import writing
from intranet.organisation.models import Unit
from intranet.participants import bars
from intranet.participants.consent_texts import CURRENT
from intranet.participants.models import SUPPORT, Consent
from tests import factories
from tests.support.visitors import NewVisitor
from tests.welcoming.conftest import Circle

YES = {
    "shown_version": CURRENT[SUPPORT], "shown_language": "nb", "channel": "in_person", "said_yes": "y"
}  # fmt: skip


def _cases(circle: Circle) -> list[dict[str, str]]:
    with circle.session() as session:
        return list(session.scalars(select(Case.people).where(Case.workflow == "extra_support")))


def test_whoever_leads_notes_it_with_their_yes(circle: Circle, visitor: NewVisitor) -> None:
    one, leader = circle.comes(), visitor("leader")
    assert f"/participants/{one}/support" in leader.get(f"/participants/{one}").text

    answer = leader.post(f"/participants/{one}/support", data=YES)

    assert answer.status_code == 303
    assert leader.get(answer.headers["Location"]).status_code == 200
    assert _cases(circle) == [{"leader": str(circle.people.people["leader"].id)}]
    assert visitor("helper").get(answer.headers["Location"]).status_code == 404


def test_a_coordinator_who_helps_there_is_not_told_whose_the_task_is_that_nobody_has(
    circle: Circle, visitor: NewVisitor
) -> None:
    one = circle.comes()
    visitor("leader").post(f"/participants/{one}/support", data=YES)
    with circle.session() as session, writing(session):
        group = session.get_one(Unit, circle.groups["group"])
        factories.role(session, circle.people.coordinator, "volunteer", group)
        bars.bar_helper(session, circle.clock(), one, circle.people.people["leader"].id)
    with circle.session() as session:
        wanted = select(Task.id, Task.role).join(Case, Case.id == Task.case_id)
        ((task_id, role),) = session.execute(wanted.where(Case.workflow == "extra_support")).all()
    assert role == "coordinator"

    there = visitor("coordinator")
    page = there.get(f"/tasks/{task_id}")
    assert page.status_code == 200
    assert f"/participants/{one}" not in page.text
    assert there.get(f"/participants/{one}").status_code == 200, "the control: they help there"


@pytest.mark.parametrize("missing", ["said_yes", "channel", "shown_version"])
def test_nothing_is_noted_without_a_yes_to_the_words_of_today(
    circle: Circle, visitor: NewVisitor, missing: str
) -> None:
    one = circle.comes()
    sent = {key: value for key, value in YES.items() if key != missing}
    assert visitor("leader").post(f"/participants/{one}/support", data=sent).status_code in (404, 422)
    assert _cases(circle) == []
    with circle.session() as session:
        assert session.scalars(select(Consent).where(Consent.purpose == SUPPORT)).all() == []


@pytest.mark.parametrize("name", ["helper", "of_neighbour", "assistant", "coordinator", "staff"])
def test_for_others_there_is_no_such_page(circle: Circle, visitor: NewVisitor, name: str) -> None:
    one, there = circle.comes(), visitor(name)
    assert there.get(f"/participants/{one}/support").status_code == 404
    assert there.post(f"/participants/{one}/support", data=YES).status_code == 404
    assert "/support" not in there.get(f"/participants/{one}").text
    assert _cases(circle) == []


def test_no_list_of_consents_holds_the_yes_and_no_form_of_consents_gives_it(
    circle: Circle, visitor: NewVisitor
) -> None:
    one = circle.comes()
    helper = visitor("helper")
    before = helper.get(f"/participants/{one}").text
    forged = helper.post(f"/participants/{one}/agreed/{SUPPORT}", data=YES)
    assert forged.status_code == 404
    assert helper.post(f"/participants/{one}/withdrawn/{SUPPORT}").status_code == 404

    visitor("leader").post(f"/participants/{one}/support", data=YES)
    assert _plain(helper.get(f"/participants/{one}").text) == _plain(before)


def test_another_who_leads_learns_of_nothing_when_they_note_it_too(
    circle: Circle, visitor: NewVisitor
) -> None:
    one = circle.comes()
    circle.helps("leader_two", "assistant")
    assert visitor("leader").post(f"/participants/{one}/support", data=YES).status_code == 303

    other = visitor("leader_two")
    page = other.get(f"/participants/{one}/support")
    assert page.status_code == 200
    assert other.post(f"/participants/{one}/support", data=YES).status_code == 303
    known = {frozenset(people.values()) for people in _cases(circle)}
    assert known == {frozenset({str(circle.people.people[name].id)}) for name in ("leader", "leader_two")}


def test_it_is_not_begun_on_the_pages_of_the_processes(circle: Circle, visitor: NewVisitor) -> None:
    one, leader = circle.comes(), visitor("leader")
    for way in ("ask", "note_wish", ""):
        path = f"/workflows/extra_support/start?transition={way}"
        assert leader.get(path).status_code == 404
        assert leader.post(path, data={"subject": str(one)}).status_code == 404
    assert uuid.UUID(str(one)) == one
    assert _cases(circle) == []


def _plain(html: str) -> str:
    """Without what is new on each page."""
    return "\n".join(line for line in html.splitlines() if "csrf" not in line and "idempotency" not in line)
