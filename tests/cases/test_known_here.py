"""What is about a participant is known to those who help in the very group, and to nobody whom they bar."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intranet.cases import operations, runtime, store
from intranet.cases.models import Case, CaseEvent, Comment, Task
from intranet.cases.policy import can_do_task, can_see_case, can_see_task, not_kept_away, visible_to
from intranet.cases.queries import board, worklist
from intranet.cases.queries.task_page import find
from intranet.certificates.models import CertificateEvent
from intranet.clock import local_date
from intranet.db import writing
from intranet.groups.operations import plan_group
from intranet.organisation.actors import actor_of
from intranet.organisation.models import RoleAssignment, Unit
from intranet.organisation.roles import let_go
from intranet.participants.models import PERSON, Bar, Participant
from intranet.people.models import Person
from intranet.policy import SYSTEM, Actor
from intranet.problems import Denied, NotVisible
from tests import cast, factories
from tests.support.clock import Clock


@dataclass
class Evening:
    """A group in which the volunteer helps, with one participant whose case has begun."""

    session: Session
    clock: Clock
    people: cast.Cast
    group: Unit
    participant: Participant
    case_id: uuid.UUID

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, local_date(self.clock()))

    @property
    def case(self) -> store.CaseRow:
        self.session.rollback()
        return store.load(self.session, self.case_id)

    def sees(self, person: Person) -> bool:
        """Asked of the row and of the database, which must agree."""
        actor, process = self.as_(person), runtime.process(self.session, "walk")
        found = visible_to(actor, {"walk": process}).where(Case.id == self.case_id)
        in_database = self.session.scalars(found).one_or_none() is not None
        assert can_see_case(process, self.case, actor) is in_database
        return in_database

    def bar(self, person: Person) -> None:
        with writing(self.session):
            row = Bar(participant_id=self.participant.id, person_id=person.id, set_at=self.clock())
            self.session.add(row)


def begin(session: Session, people: cast.Cast, clock: Clock) -> Evening:
    with writing(session):
        placed = plan_group(
            session, clock(), kind="peer_support", town_name="Bergen", country="NO", entered_by=None
        )
        group = session.get_one(Unit, placed.group.id)
        participant = Participant(
            group_id=group.id, number=1, kind=PERSON, first_visit_on=local_date(clock()),
            last_contact_on=local_date(clock()),
        )  # fmt: skip
        session.add(participant)
        factories.role(session, people.volunteer, "volunteer", group)
    with writing(session):
        volunteer = actor_of(session, people.volunteer.id, local_date(clock()))
        begun = operations.begin(
            session, "walk", "come", volunteer, group, clock(), {}, subject_id=participant.id
        )
    return Evening(session, clock, people, group, participant, begun.case_id)


@pytest.fixture
def evening(session: Session, people: cast.Cast, clock: Clock) -> Evening:
    return begin(session, people, clock)


def test_only_whoever_helps_in_the_group_sees_it(evening: Evening) -> None:
    seeing = {name for name, person in evening.people.people.items() if evening.sees(person)}

    # The coordinator and the assistant of the district stand in `seen_by`, and hold their roles above the group.
    assert seeing == {"volunteer"}


def test_a_role_of_the_district_begins_nothing_about_a_participant(evening: Evening) -> None:
    with pytest.raises((Denied, NotVisible)), writing(evening.session):
        operations.begin(
            evening.session, "walk", "come", evening.as_(evening.people.assistant), evening.group,
            evening.clock(), {}, subject_id=evening.participant.id,
        )  # fmt: skip


def test_whoever_no_longer_helps_sees_no_more_though_they_began_it(evening: Evening) -> None:
    assert evening.case.people["starter"] == evening.people.volunteer.id
    with writing(evening.session):
        held = evening.session.scalars(
            select(RoleAssignment).where(RoleAssignment.unit_id == evening.group.id)
        ).one()
        held.ends_on = local_date(evening.clock())

    assert not evening.sees(evening.people.volunteer)


def test_a_barred_helper_sees_neither_case_nor_task_and_does_nothing(evening: Evening) -> None:
    barred = evening.people.volunteer
    assert evening.sees(barred)
    task = evening.case.tasks[0]
    evening.bar(barred)

    assert not evening.sees(barred)
    with pytest.raises(NotVisible):
        find(evening.session, task.id, evening.as_(barred), evening.clock())
    writes: tuple[Callable[[], object], ...] = (
        lambda: operations.claim(evening.session, task.id, evening.as_(barred), evening.clock()),
        lambda: operations.advance(
            evening.session, evening.case_id, "stop", evening.as_(barred), evening.clock(), {}
        ),
    )
    for write in writes:
        with pytest.raises((NotVisible, Denied)), writing(evening.session):
            write()
    assert (evening.case.state, evening.case.tasks[0].person_id) == ("here", None)


def test_no_list_of_a_barred_helper_holds_what_they_did_or_what_waits_there(evening: Evening) -> None:
    helper, session, now = evening.people.volunteer, evening.session, evening.clock()

    def lists() -> list[tuple[str, int, int]]:
        actor = evening.as_(helper)
        return [
            (
                view,
                len(worklist.rows(session, actor, view, now).lines),
                worklist.count(session, actor, view, now),
            )
            for view in worklist.VIEWS
        ]

    assert ("ready", 1, 1) in lists()
    with writing(session):
        did = {"status": "done", "done_by": helper.id, "done_at": now}
        session.execute(update(Task).values(did))
    assert ("done", 1, 1) in lists()

    evening.bar(helper)

    assert {(shown, counted) for _, shown, counted in lists()} == {(0, 0)}


def test_whoever_has_left_looks_to_everybody_like_whoever_bars_them(evening: Evening) -> None:
    helper, session, now = evening.people.volunteer, evening.session, evening.clock()
    task = evening.case.tasks[0]
    with writing(session):
        operations.advance(session, evening.case_id, "stop", evening.as_(helper), now, {})
    done = session.scalars(select(Task).where(Task.done_by == helper.id)).one()
    assert (done.id, done.status) == (task.id, "done")

    reader, process = evening.as_(helper), runtime.process(session, "walk")
    assert not evening.sees(helper)
    assert not can_see_task(process, evening.case, evening.case.tasks[0], reader)
    assert not can_do_task(process, evening.case, evening.case.tasks[0], reader)
    with pytest.raises(NotVisible):
        find(session, task.id, reader, now)
    for view in worklist.VIEWS:
        assert worklist.rows(session, reader, view, now).lines == []
        assert worklist.count(session, reader, view, now) == 0
    assert session.scalars(select(Case.id).where(not_kept_away(reader))).all() == []


@pytest.mark.parametrize(("ended", "sees"), [(None, False), ("lifted", True)])
def test_roles_in_a_group_rest_while_a_suspension_stands(
    evening: Evening, ended: str | None, sees: bool
) -> None:
    person, today = evening.people.volunteer, local_date(evening.clock())
    with writing(evening.session):
        for number, kind in enumerate(("suspended", ended), start=1):
            if kind is not None:
                evening.session.add(
                    CertificateEvent(
                        person_id=person.id, number=number, kind=kind, from_on=today,
                        entered_by=evening.people.board.id, entered_at=evening.clock(),
                    )
                )  # fmt: skip

    assert evening.sees(person) is sees
    # The role held in the district is what it was.
    assert "volunteer" in evening.as_(person).roles_at(evening.people.units["vestland"].path)


def test_a_task_that_nobody_there_can_do_climbs_by_label_and_place_alone(evening: Evening) -> None:
    with writing(evening.session):
        operations.advance(
            evening.session, evening.case_id, "agree", Actor(None, participant_id=evening.participant.id),
            evening.clock(), {},
        )  # fmt: skip
    process, coordinator = runtime.process(evening.session, "walk"), evening.as_(evening.people.coordinator)
    (rest,) = [task for task in evening.case.tasks if task.key == "rest"]

    assert (rest.role, rest.unit_id) == ("coordinator", evening.people.units["vestland"].id)
    assert can_see_task(process, evening.case, rest, coordinator)
    assert not can_do_task(process, evening.case, rest, coordinator)
    seen = find(evening.session, rest.id, coordinator, evening.clock())
    assert seen.reading is None
    with pytest.raises(Denied), writing(evening.session):
        operations.claim(evening.session, rest.id, coordinator, evening.clock())


def test_tasks_of_a_group_never_reach_those_who_hold_the_same_role_above_it(evening: Evening) -> None:
    with writing(evening.session):
        let_go(evening.session, evening.clock(), evening.people.volunteer.id, "volunteer", evening.group.id)

    # Nobody helps in the group now. In the district there are volunteers and assistants: the coordinator hears of it.
    (greet,) = evening.case.tasks
    assert (greet.role, greet.unit_id) == ("coordinator", evening.people.units["vestland"].id)


def test_no_board_counts_them(evening: Evening) -> None:
    process = runtime.process(evening.session, "walk")
    for name in ("coordinator", "staff", "board", "volunteer"):
        shown = board.board(
            evening.session, process, evening.as_(evening.people.people[name]), evening.clock()
        )
        assert [column.count for column in shown.columns] == [0, 0]


def test_a_participant_acts_in_their_own_case_and_in_no_other(evening: Evening) -> None:
    own = Actor(None, participant_id=evening.participant.id)
    stranger = Actor(None, participant_id=uuid.uuid4())

    with pytest.raises(NotVisible), writing(evening.session):
        operations.advance(evening.session, evening.case_id, "agree", stranger, evening.clock(), {})
    volunteer = evening.as_(evening.people.volunteer)
    with pytest.raises(Denied), writing(evening.session):
        operations.advance(evening.session, evening.case_id, "agree", volunteer, evening.clock(), {})
    with pytest.raises(Denied), writing(evening.session):
        operations.advance(evening.session, evening.case_id, "agree", SYSTEM, evening.clock(), {})
    with writing(evening.session):
        operations.advance(evening.session, evening.case_id, "agree", own, evening.clock(), {})

    assert evening.case.state == "yes"
    event = evening.session.scalars(select(CaseEvent).where(CaseEvent.transition == "agree")).one()
    assert (event.actor_id, event.facts["themselves"]) == (None, True)


def test_nothing_is_written_down_freely_about_a_participant(evening: Evening) -> None:
    volunteer = evening.as_(evening.people.volunteer)
    writes: tuple[Callable[[], object], ...] = (
        lambda: operations.comment_on_case(
            evening.session, evening.case_id, volunteer, evening.clock(), "A word about them"
        ),
        lambda: operations.comment_on_task(
            evening.session, evening.case.tasks[0].id, volunteer, evening.clock(), "A word about them"
        ),
    )
    for write in writes:
        with pytest.raises(Denied), writing(evening.session):
            write()
    assert evening.session.scalars(select(Comment)).all() == []
