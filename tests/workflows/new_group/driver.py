"""Drives a case of new_group as its people would: each step by its person, in a transaction of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations, store
from intranet.cases.models import CaseEvent
from intranet.certificates import operations as certificates
from intranet.clock import local_date
from intranet.db import writing
from intranet.groups import assignments, meetings
from intranet.groups.models import Assignment, Group
from intranet.organisation.queries import actor_of
from intranet.people.models import Person
from intranet.policy import Actor
from tests import cast
from tests.support.clock import Clock

IDEA = {"place": "Bergen", "group_kind": "family_club", "contact": "The library", "why_here": "Many ask."}
PLAN = {"children_welcome": False, "budget": 0, "minutes": "Start form, folder 3"}


class NewGroup:
    """A case of new_group for Bergen; `register` begins it."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        self.id: uuid.UUID | None = None

    # what one looks at

    @property
    def case(self) -> store.CaseRow:
        assert self.id is not None
        self.session.rollback()
        return store.load(self.session, self.id)

    @property
    def state(self) -> str:
        return self.case.state

    @property
    def today(self) -> date:
        return local_date(self.clock())

    @property
    def group(self) -> Group:
        self.session.rollback()
        return self.session.get_one(Group, self.case.subject_id, populate_existing=True)

    @property
    def open_tasks(self) -> set[str]:
        return {task.key for task in self.case.tasks if task.status in ("open", "claimed")}

    @property
    def steps(self) -> list[str]:
        rows = self.session.scalars(
            select(CaseEvent.transition)
            .where(CaseEvent.case_id == self.id, CaseEvent.kind == "transition")
            .order_by(CaseEvent.number)
        )
        return [step for step in rows if step is not None]

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, self.today)

    def does(self, act: Callable[..., Any], person: Person, **arguments: Any) -> Any:
        """An operation of a feature, in a transaction of its own."""
        with writing(self.session):
            return act(self.session, self.as_(person), self.clock(), **arguments)

    # what people do

    def register(self, person: Person, **answers: Any) -> NewGroup:
        with writing(self.session):
            unit = self.people.units["nation"]
            actor = self.as_(person)
            if actor.grants:
                unit = next(unit for unit in self.people.units.values() if unit.id == actor.grants[0].unit_id)
            outcome = operations.begin(
                self.session, "new_group", "register", actor, unit, self.clock(), {**IDEA, **answers}
            )
        self.id = outcome.case_id
        return self

    def take(self, transition: str, person: Person, **answers: Any) -> operations.Outcome:
        version = self.case.version
        with writing(self.session):
            return operations.advance(
                self.session,
                self.case.id,
                transition,
                self.as_(person),
                self.clock(),
                answers,
                version=version,
            )

    def complete(self, key: str, person: Person, **answers: Any) -> None:
        task = next(task for task in self.case.tasks if task.key == key and task.live)
        with writing(self.session):
            operations.complete(self.session, task.id, self.as_(person), self.clock(), answers)

    def certify(self, person: Person | None = None, *, by: Person | None = None, days: int = 730) -> None:
        whose = person or self.people.assistant
        self.does(
            certificates.enter_from_paper,
            by or self.people.staff_two,
            person_id=whose.id,
            number=f"NO-{whose.id.hex[:6]}",
            valid_from=self.today,
            valid_to=self.today + timedelta(days=days),
        )

    def suspend(self, person: Person | None = None, *, by: Person | None = None) -> None:
        whose = person or self.people.assistant
        self.does(
            certificates.suspend,
            by or self.people.staff,
            person_id=whose.id,
            ground="safety",
            reason="Being looked into.",
        )

    def lift(self, *, by: Person | None = None) -> None:
        self.does(
            certificates.lift,
            by or self.people.board,
            person_id=self.people.assistant.id,
            reason="Nothing was found.",
        )

    def accept(self, person: Person | None = None) -> None:
        whose = person or self.people.assistant
        self.session.rollback()
        asked = self.session.scalars(
            select(Assignment.id).where(
                Assignment.group_id == self.case.subject_id,
                Assignment.person_id == whose.id,
                Assignment.ended_at.is_(None),
            )
        ).one()
        self.does(assignments.accept, whose, assignment_id=asked)

    def meet(self, families: int, *, by: Person | None = None) -> None:
        self.does(
            meetings.report,
            by or self.people.assistant,
            group_id=self.case.subject_id,
            held_on=self.today,
            led_by=self.people.assistant.id,
            came=families,
        )

    # how far one may want to be

    def until(self, state: str) -> NewGroup:
        """Go by the straight way to a state, each step by the person whose it is."""
        for step, reached in self._way():
            step()
            if reached == state:
                assert self.state == state
                return self
        raise AssertionError(f"no straight way leads to {state}")

    def _way(self) -> list[tuple[Callable[[], Any], str]]:
        cast_ = self.people
        return [
            (lambda: self.register(cast_.volunteer), "idea"),
            (lambda: self.take("take_up", cast_.coordinator), "need"),
            (self._need, "waiting_assistant"),
            (self._find, "planning"),
            (self._plan, "decision"),
            (
                lambda: self.take("approve", cast_.board, first_meeting=self.today + timedelta(days=7)),
                "approved",
            ),
            (self._open, "trial"),
            (self._establish, "active"),
        ]

    def _need(self) -> None:
        self.complete("talk_around", self.people.coordinator)
        self.complete("look_nearby", self.people.coordinator)
        self.take("confirm_need", self.people.coordinator, expected=6)

    def _find(self) -> None:
        self.certify()
        self.take("assistant_found", self.people.coordinator, leader=self.people.assistant.id)

    def _plan(self) -> None:
        self.accept()
        self.complete("find_room", self.people.volunteer, room="Church hall", step_free=True)
        self.complete("set_time", self.people.assistant, weekday="tue", start_time=time(18, 30))
        self.complete(
            "agree_contact", self.people.coordinator,
            contact_person=self.people.volunteer.id, stand_in=self.people.volunteer.id,
        )  # fmt: skip
        self.take("submit", self.people.coordinator, **PLAN)

    def _open(self) -> None:
        self.clock.forward(days=7)
        self.take("open", self.people.coordinator, came=3)

    def _establish(self) -> None:
        for _ in range(3):
            self.clock.forward(days=7)
            self.meet(3)
        self.take("establish", self.people.coordinator)
