"""What must not happen around extra support, whatever is sent: seen by a third, without a yes, without an end."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet.cases import operations, runtime
from intranet.cases.models import Answer, Case
from intranet.cases.policy import can_see_case, can_see_task, visible_to
from intranet.cases.queries import board, listing, worklist
from intranet.cases.queries.task_page import find
from intranet.cases.queries.worklist import VIEWS
from intranet.db import writing
from intranet.home.queries import reminders
from intranet.organisation.roles import let_go
from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Refused
from tests.workflows.extra_support.driver import Support

ROOT = Path(__file__).parents[3]
THE_TWO = {"leader", "helper"}


def _sees(support: Support, person: Person) -> bool:
    """By the row, in the database, in lists, boards and counts, which must agree."""
    actor, process = support.as_(person), runtime.process(support.session, "extra_support")
    case = support.case
    by_row = can_see_case(process, case, actor)
    mine = select(Case.id).where(
        Case.id.in_(visible_to(actor, runtime.processes(support.session)).with_only_columns(Case.id))
    )
    assert (case.id in support.session.scalars(mine).all()) is by_row
    narrowed = listing.Narrowed(workflow="extra_support")
    assert bool(listing.cases(support.session, actor, narrowed, None).rows) is by_row
    counted = sum(
        column.count for column in board.board(support.session, process, actor, support.clock()).columns
    )
    assert counted == 0  # whoever it is: no board counts it
    return by_row


@pytest.mark.parametrize("state", ["agreed", "in_touch", "resting"])
def test_two_alone_see_it(support: Support, state: str) -> None:
    support.brought_to(state)
    assert {name for name, one in support.people.people.items() if _sees(support, one)} == THE_TWO


@pytest.mark.parametrize("state", ["agreed", "in_touch", "resting"])
def test_its_tasks_are_on_no_list_of_others(support: Support, state: str) -> None:
    support.brought_to(state)
    if state == "in_touch":
        support.days(7)
    process = runtime.process(support.session, "extra_support")
    tasks = [task for task in support.case.tasks if task.live]
    assert tasks
    for name, person in support.people.people.items():
        if name in THE_TWO:
            continue
        actor = support.as_(person)
        for task in tasks:
            assert not can_see_task(process, support.case, task, actor), (name, task.key)
            with pytest.raises(NotVisible):
                find(support.session, task.id, actor, support.clock())
            with pytest.raises((NotVisible, Denied)), writing(support.session):
                operations.claim(support.session, task.id, actor, support.clock())
        for view in VIEWS:
            rows = worklist.rows(support.session, actor, view, support.clock()).lines
            assert not [line for line in rows if line.workflow == "extra_support"], (name, view)


def test_the_coordinator_hears_that_something_is_late_and_not_whose(support: Support) -> None:
    support.asks()
    support.days(6)
    coordinator = support.as_(support.people.people["coordinator"])

    (told,) = reminders(support.session, coordinator, support.clock())
    assert told.case_id is None
    # The group and what is late; not even the number that stands there for somebody.
    assert told.place == "Bergen Eksempel"
    assert not _sees(support, support.people.people["coordinator"])
    for name in ("leader_two", "helper", "helper_two", "staff", "board"):
        assert reminders(support.session, support.as_(support.people.people[name]), support.clock()) == []


def test_labels_of_tasks_do_not_say_what_it_is(support: Support) -> None:
    workflow = runtime.process(support.session, "extra_support").workflow
    for task in workflow.tasks.values():
        assert not re.search("support|wish|help|relapse|sober|drink", task.label, re.IGNORECASE)


def test_one_who_is_kept_away_knows_no_more_and_does_no_more(support: Support) -> None:
    support.brought_to("in_touch")
    support.days(7)
    task = support.task_of("next_contact")
    helper = support.people.people["helper"]
    support.bars("helper")

    assert not _sees(support, helper)
    actor = support.as_(helper)
    session, now, case_id = support.session, support.clock(), support.case.id
    with pytest.raises((NotVisible, Denied)), writing(session):
        operations.advance(session, case_id, "rest", actor, now, {})
    with pytest.raises((NotVisible, Denied)), writing(session):
        operations.complete(session, task.id, actor, now, {"talked": True})
    with pytest.raises((NotVisible, Denied)), writing(session):
        operations.release(session, task.id, actor, now)
    assert reminders(support.session, actor, support.clock()) == []
    assert support.state == "in_touch"


def test_one_who_no_longer_helps_there_knows_no_more(support: Support) -> None:
    support.brought_to("in_touch")
    helper = support.people.people["helper"]
    with writing(support.session):
        let_go(support.session, support.clock(), helper.id, "volunteer", support.group.id)
    support.days(7)

    assert not _sees(support, helper)
    assert support.task_of("next_contact").person_id is None
    with pytest.raises((NotVisible, Denied)):
        support.take("rest", helper)


def test_nothing_begins_without_a_yes(support: Support) -> None:
    leader = support.people.people["leader"]
    for transition, actor in (("ask", support.themselves), ("note_wish", support.as_(leader))):
        with pytest.raises(Refused) as refused:
            support.begins(transition, actor, "leader")
        assert "said_yes" in {one.guard for one in refused.value.refusals}


@pytest.mark.parametrize("name", ["helper", "coordinator", "staff", "volunteer", "assistant"])
def test_nobody_else_begins_it(support: Support, name: str) -> None:
    support.says_yes()
    for transition in ("ask", "note_wish"):
        with pytest.raises((Denied, NotVisible)):
            support.begins(transition, support.as_(support.people.people[name]), "leader")


def test_whoever_notes_it_asks_nobody_but_themselves(support: Support) -> None:
    leader = support.people.people["leader"]
    support.says_yes(by=leader)
    with pytest.raises(Refused):
        support.begins("note_wish", support.as_(leader), "leader_two")


@pytest.mark.parametrize("whom", ["helper", "coordinator", "volunteer", "assistant"])
def test_only_who_leads_the_group_is_asked(support: Support, whom: str) -> None:
    with pytest.raises(Refused):
        support.asks(whom)


def test_one_who_is_kept_away_is_neither_asked_nor_named(support: Support) -> None:
    support.bars("leader_two")
    with pytest.raises(Refused):
        support.asks("leader_two")
    support.asks("leader")
    support.bars("helper_two")
    with pytest.raises(Refused):
        support.agrees(with_="helper_two")
    assert support.state == "wished"


@pytest.mark.parametrize("days", [-1, 0, 61, 365])
def test_nothing_is_agreed_without_an_end_within_sixty_days(support: Support, days: int) -> None:
    support.asks()
    with pytest.raises(Refused):
        support.agrees(days=days)
    with pytest.raises(Refused):
        support.take("agree", support.people.people["leader"], **(support.agreement() | {"until": None}))
    support.agrees(days=60)
    support.days(10)
    with pytest.raises(Refused):
        support.take("renew", support.people.people["leader"], **support.agreement(days=61))


def test_there_is_no_room_for_a_reason_or_a_substance(support: Support) -> None:
    fields = runtime.process(support.session, "extra_support").workflow.fields
    assert {field.kind for field in fields.values()} == {"person", "choice", "date", "yes_no"}
    support.brought_to("agreed")
    forged = support.agreement() | {"reason": "canary", "substance": "canary"}
    support.take("renew", support.people.people["leader"], **forged)
    assert "reason" not in support.case.answers
    values = support.session.execute(select(Answer.value, Answer.field)).all()
    # Whatever is answered lies sealed.
    assert {row.value for row in values} == {None}
    assert {row.field for row in values} == {"rhythm", "until"}


def test_nothing_reads_it_but_the_pages_it_is_asked_for_on_their_own_copy_and_a_number_of_a_year(
    support: Support,
) -> None:
    """No membership, certificate, report or figure of anybody knows of it."""
    allowed = {
        "intranet/mine/copying.py",
        "intranet/mine/supporting.py",
        "intranet/reports/support.py",
        "intranet/welcoming/support_routes.py",
    }
    found = {
        str(path.relative_to(ROOT))
        for path in (*(ROOT / "intranet").rglob("*.py"), *(ROOT / "workflows").rglob("*.py"))
        if "extra_support" in path.read_text(encoding="utf-8") and "demo" not in path.parts
    }
    assert found == allowed
    readers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "intranet").rglob("*.py")
        if re.search(r"\bGoneCase\b", path.read_text(encoding="utf-8"))
    }
    assert readers <= {
        "intranet/cases/models.py", "intranet/cases/operations/vanishing.py", "intranet/cases/queries/gone.py",
    }  # fmt: skip


def test_somebody_elses_case_is_nobodys_to_find_by_its_id(support: Support) -> None:
    support.asks()
    with pytest.raises(NotVisible), writing(support.session):
        operations.advance(
            support.session, uuid.uuid4(), "close", support.themselves, support.clock(), {}
        )  # fmt: skip
    other = support.themselves.__class__(None, participant_id=uuid.uuid4())
    with pytest.raises(NotVisible), writing(support.session):
        operations.advance(support.session, support.case.id, "close", other, support.clock(), {})
    assert support.state == "wished"
