"""A participant keeps the only assistant away: the coordinator finds somebody else, and learns nothing of who."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations as cases
from intranet.cases.models import Case, CaseEvent, GoneCase, Task
from intranet.cases.policy import can_do_task, can_see_case, can_see_task, visible_to
from intranet.cases.queries import task_page, worklist
from intranet.cases.runtime import process, processes
from intranet.cases.store import load
from intranet.certificates.dates import plus_months
from intranet.clock import local_date
from intranet.db import writing
from intranet.facts import Fact, tell
from intranet.groups.models import Group
from intranet.groups.operations import plan_group
from intranet.home.queries import reminders
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.organisation.roles import give_role, let_go
from intranet.participants import bars, operations
from intranet.people.operations import Details, create_person
from intranet.policy import SYSTEM, Actor
from intranet.problems import Denied, NotVisible
from tests import cast, factories
from tests.support.clock import Clock

KEY = "another_to_talk_to"
LABEL = "find_somebody"


class Circle:
    """A group in Bergen with one assistant and one volunteer, and somebody who comes to it."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        with writing(session):
            self.id = plan_group(
                session, clock(), kind="peer_support", town_name="Bergen", country="NO", entered_by=None
            ).group.id
            session.get_one(Group, self.id).status = "active"
            unit = session.get_one(Unit, self.id)
            factories.role(session, people.assistant, "assistant", unit)
            factories.role(session, people.volunteer, "volunteer", unit)

    def as_(self, name: str) -> Actor:
        return actor_of(self.session, self.people.people[name].id, local_date(self.clock()))

    def somebody(self) -> uuid.UUID:
        with writing(self.session):
            return operations.arrive(self.session, self.clock(), self.id).id

    def keeps_away(self, whose: uuid.UUID, name: str) -> None:
        self.clock.forward(minutes=1)
        with writing(self.session):
            bars.bar_helper(self.session, self.clock(), whose, self.people.people[name].id)

    def cases(self) -> list[Case]:
        wanted = select(Case).where(Case.workflow == KEY).order_by(Case.started_at)
        return list(self.session.scalars(wanted.execution_options(populate_existing=True)))

    def answers(self, name: str = "coordinator") -> None:
        self.clock.forward(minutes=1)
        with writing(self.session):
            cases.advance(
                self.session, self.cases()[-1].id, "tell_the_group", self.as_(name), self.clock(), {}
            )


@pytest.fixture
def circle(session: Session, people: cast.Cast, clock: Clock) -> Circle:
    return Circle(session, people, clock)


def test_the_coordinator_is_asked_to_find_somebody_and_tells_the_whole_group(circle: Circle) -> None:
    whose = circle.somebody()
    circle.keeps_away(whose, "assistant")
    case = circle.cases()[0]
    task = circle.session.scalars(select(Task).where(Task.case_id == case.id)).one()
    assert (task.key, task.role, task.status) == (LABEL, "coordinator", "open")
    assert task.due_at is not None
    assert task.due_at - circle.clock() < timedelta(days=10)
    circle.answers()
    assert circle.cases()[0].state == "there"


def test_two_years_after_it_was_answered_nothing_tells_when_it_was_wished_for(circle: Circle) -> None:
    whose = circle.somebody()
    circle.keeps_away(whose, "assistant")
    circle.answers()
    answered = local_date(circle.clock())
    with writing(circle.session):
        (bar,) = bars.standing(circle.session, whose)
        bars.lift(circle.session, circle.clock(), whose, bar.bar_id)
    for day, left in (
        (plus_months(answered, 24) - timedelta(1), 1),
        (plus_months(answered, 24) + timedelta(1), 0),
    ):
        circle.clock.moment = datetime.combine(day, circle.clock().timetz())
        circle.session.rollback()
        cases.tick(circle.session, circle.clock())
        assert len(circle.cases()) == left
    (gone,) = circle.session.scalars(select(GoneCase))
    assert (gone.workflow, gone.year) == (KEY, answered.year)
    assert circle.session.get(Group, circle.id) is not None


def test_nothing_in_the_case_tells_who_it_is(circle: Circle) -> None:
    whose = circle.somebody()
    circle.keeps_away(whose, "assistant")
    case = circle.cases()[0]
    said: list[object] = [case.title, case.people, case.answers, case.takers]
    said += [(one.facts, one.actor_id) for one in circle.session.scalars(select(CaseEvent))]
    for secret in (whose, circle.people.assistant.id):
        assert str(secret) not in str(said)
        assert secret.hex not in str(said)


@pytest.mark.parametrize("name", ["assistant", "volunteer", "trainer", "board", "admin", "coordinator_east"])
def test_nobody_but_the_coordinator_and_the_office_sees_it(circle: Circle, name: str) -> None:
    circle.keeps_away(circle.somebody(), "assistant")
    case_id = circle.cases()[0].id
    reader = circle.as_(name)
    assert not can_see_case(process(circle.session, KEY), load(circle.session, case_id), reader)
    seen = visible_to(reader, processes(circle.session)).where(Case.workflow == KEY)
    assert circle.session.scalars(seen).all() == []
    with pytest.raises((Denied, NotVisible)):
        circle.answers(name)


def test_whoever_has_another_assistant_to_turn_to_is_not_asked_about(circle: Circle) -> None:
    circle.keeps_away(circle.somebody(), "volunteer")
    assert circle.cases() == []
    with writing(circle.session):
        unit = circle.session.get_one(Unit, circle.id)
        factories.role(circle.session, circle.people.trainer, "assistant", unit)
    whose = circle.somebody()
    circle.keeps_away(whose, "assistant")
    assert circle.cases() == []
    circle.keeps_away(whose, "trainer")
    assert len(circle.cases()) == 1


def test_one_wish_is_one_task_and_another_later_is_another(circle: Circle) -> None:
    first, second, third = circle.somebody(), circle.somebody(), circle.somebody()
    circle.keeps_away(first, "assistant")
    circle.keeps_away(second, "assistant")
    assert len(circle.cases()) == 1, "while it is open nobody is asked twice"
    circle.answers()
    with writing(circle.session):
        told = Fact("participants", circle.clock(), participant_id=first, group_id=circle.id)
        tell(circle.session, told)
    assert len(circle.cases()) == 1, "what was answered does not begin again"
    circle.keeps_away(third, "assistant")
    assert [one.state for one in circle.cases()] == ["there", "wished"]


def test_whoever_comes_to_lead_with_a_name_that_is_kept_away_leaves_nobody_either(circle: Circle) -> None:
    whose, session, now = circle.somebody(), circle.session, circle.clock()
    with writing(session):
        bars.bar_name(session, now, whose, "Ny Leder Eksempel")
        let_go(session, now, circle.people.assistant.id, "assistant", circle.id)
    assert circle.cases() == []
    circle.clock.forward(minutes=1)
    with writing(session):
        vestland = circle.people.units["vestland"].id
        comes = create_person(
            session, SYSTEM, circle.clock(), unit_id=vestland, details=Details(name="Ny Leder Eksempel")
        )
        give_role(
            session, SYSTEM, circle.clock(), person_id=comes.id, role="assistant", unit_id=circle.id,
            starts_on=local_date(circle.clock()),
        )  # fmt: skip
    assert [one.state for one in circle.cases()] == ["wished"]


def queue(circle: Circle) -> tuple[str | None, uuid.UUID]:
    (case,) = circle.cases()
    task = circle.session.scalars(
        select(Task).where(Task.case_id == case.id).execution_options(populate_existing=True)
    ).one()
    return task.role, task.unit_id


def reads(circle: Circle, name: str) -> list[bool]:
    """Whether they see it: asked of the row, the database, the worklist and its count, the task, the list."""
    (case,), session, now = circle.cases(), circle.session, circle.clock()
    reader, row, running = circle.as_(name), load(session, case.id), process(session, KEY)
    task = row.tasks[0]
    lines = [line.id for line in worklist.rows(session, reader, "ready", now).lines]
    return [
        can_see_case(running, row, reader),
        bool(session.scalars(visible_to(reader, {KEY: running}).where(Case.id == case.id)).all()),
        task.id in lines,
        can_see_task(running, row, task, reader),
        can_do_task(running, row, task, reader),
    ]


@pytest.mark.parametrize("why", ["leads the group", "is kept away too"])
@pytest.mark.parametrize("another", [True, False])
def test_it_goes_past_a_coordinator_whom_it_may_be_about(circle: Circle, why: str, another: bool) -> None:
    session, people = circle.session, circle.people
    whose = circle.somebody()
    with writing(session):
        unit = session.get_one(Unit, circle.id)
        if why == "leads the group":
            let_go(session, circle.clock(), people.assistant.id, "assistant", circle.id)
            factories.role(session, people.coordinator, "assistant", unit)
        else:
            factories.role(session, people.coordinator, "volunteer", unit)
        if another:
            factories.role(session, people.trainer, "coordinator", people.units["vestland"])
    circle.keeps_away(whose, "coordinator")
    if why != "leads the group":
        circle.keeps_away(whose, "assistant")

    nation = people.units["nation"].id if "nation" in people.units else None
    expected = ("coordinator", people.units["vestland"].id) if another else ("staff", nation)
    assert queue(circle)[0] == expected[0]
    assert not another or queue(circle) == expected
    assert reads(circle, "coordinator") == [False] * 5
    other = "trainer" if another else "staff"
    assert reads(circle, other) == [True] * 5
    with pytest.raises((Denied, NotVisible)):
        circle.answers("coordinator")
    circle.answers(other)
    assert circle.cases()[0].state == "there"


def test_a_coordinator_who_has_the_task_and_is_kept_away_then_has_it_no_more(circle: Circle) -> None:
    with writing(circle.session):
        unit = circle.session.get_one(Unit, circle.id)
        factories.role(circle.session, circle.people.coordinator, "volunteer", unit)
    circle.keeps_away(circle.somebody(), "assistant")
    assert queue(circle)[0] == "coordinator"
    assert reads(circle, "coordinator") == [True] * 5
    circle.keeps_away(circle.somebody(), "coordinator")
    assert queue(circle)[0] == "staff"
    assert reads(circle, "coordinator") == [False] * 5


def test_it_is_handed_over_to_nobody_whom_it_goes_past(circle: Circle) -> None:
    session, people = circle.session, circle.people
    with writing(session):
        factories.role(session, people.trainer, "coordinator", people.units["vestland"])
        factories.role(session, people.trainer, "volunteer", session.get_one(Unit, circle.id))
    circle.keeps_away(circle.somebody(), "assistant")

    def offered() -> set[uuid.UUID]:
        task = circle.session.scalars(select(Task).where(Task.case_id == circle.cases()[0].id)).one()
        seen = task_page.find(session, task.id, circle.as_("coordinator"), circle.clock())
        return {person for person, _ in task_page.receivers(seen)}

    before = offered()
    assert before > {people.trainer.id}
    circle.keeps_away(circle.somebody(), "trainer")
    assert offered() == before - {people.trainer.id}


def test_a_coordinator_who_comes_to_lead_the_group_meanwhile_hears_no_more_of_it(circle: Circle) -> None:
    circle.keeps_away(circle.somebody(), "assistant")
    assert reads(circle, "coordinator") == [True] * 5
    circle.clock.forward(minutes=1)
    with writing(circle.session):
        give_role(
            circle.session, SYSTEM, circle.clock(), person_id=circle.people.coordinator.id, role="assistant",
            unit_id=circle.id, starts_on=local_date(circle.clock()),
        )  # fmt: skip
    assert queue(circle)[0] == "staff"
    assert reads(circle, "coordinator") == [False] * 5


def test_a_board_member_who_leads_the_group_hears_nothing_when_it_climbs_to_the_board(circle: Circle) -> None:
    session, people = circle.session, circle.people
    circle.keeps_away(circle.somebody(), "assistant")

    def hears() -> list[bool]:
        told = reminders(session, circle.as_("board"), circle.clock())
        return [bool(told), *reads(circle, "board")[3:]]

    for _ in range(30):
        circle.clock.forward(days=1)
        session.rollback()
        cases.tick(session, circle.clock())
        if hears()[0]:
            break
    assert hears() == [True] * 3, "the control: nobody has answered, and the board is told"
    with writing(session):
        factories.role(session, people.board, "assistant", session.get_one(Unit, circle.id))
    assert hears() == [False] * 3
    assert reads(circle, "board") == [False] * 5
