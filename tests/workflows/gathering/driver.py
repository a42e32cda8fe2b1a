"""Drives a case of gathering as its people would: each step by its person, in a transaction of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations, store
from intranet.cases.models import CaseEvent
from intranet.clock import local_date
from intranet.db import writing
from intranet.gatherings import attendance, seats
from intranet.gatherings.looking import Seen, days_of, find
from intranet.organisation.queries import actor_of
from intranet.people.models import Person
from intranet.policy import Actor
from tests import cast, factories
from tests.support.clock import Clock


class Arranged:
    """A case of gathering: a monthly supervision in Bergen that the trainer leads; `plan` begins it."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        self.id: uuid.UUID | None = None
        if "trainer_two" in people.people:
            return
        with writing(session):
            people.people["trainer_two"] = self._somebody("Trainer Two", "trainer", "nation")
            people.people["second"] = self._somebody("Second", "assistant", "vestland")
            people.people["third"] = self._somebody("Third", "assistant", "vestland")

    def _somebody(self, name: str, role: str, where: str) -> Person:
        unit = self.people.units[where]
        person = factories.person(self.session, f"{name} Eksempel", unit, self.people.towns["Bergen"])
        factories.role(self.session, person, role, unit)
        return person

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
    def here(self) -> Seen:
        assert self.case.subject_id is not None
        found = find(self.session, self.case.subject_id)
        assert found is not None
        return found

    @property
    def open_tasks(self) -> set[str]:
        return {task.key for task in self.case.tasks if task.status in ("open", "claimed")}

    @property
    def steps(self) -> list[str]:
        self.session.rollback()
        rows = self.session.scalars(
            select(CaseEvent.transition)
            .where(CaseEvent.case_id == self.id, CaseEvent.kind == "transition")
            .order_by(CaseEvent.number)
        )
        return [step for step in rows if step is not None]

    def seated(self) -> set[uuid.UUID]:
        return {seat.person_id for seat in self.here.seated}

    def waiting(self) -> list[uuid.UUID]:
        return [seat.person_id for seat in self.here.waiting]

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, self.today)

    # what people do

    def does(self, act: Callable[..., Any], person: Person, **arguments: Any) -> Any:
        """An operation of a feature, in a transaction of its own."""
        with writing(self.session):
            return act(self.session, self.as_(person), self.clock(), **arguments)

    def plan_of(self, **changed: Any) -> dict[str, Any]:
        return {
            "gathering_kind": "supervision",
            "called": "Supervision in Bergen",
            "first_day": self.today + timedelta(days=21),
            "last_day": None,
            "start_time": time(18),
            "end_time": time(20),
            "town": "Bergen",
            "room": "Library, first floor",
            "online_link": None,
            "leader": self.people.trainer.id,
            "seats": 2,
            "minutes": 90,
            "ethics_minutes": 30,
            **changed,
        }

    def plan(self, person: Person | None = None, **changed: Any) -> Arranged:
        person = person or self.people.trainer
        with writing(self.session):
            outcome = operations.begin(
                self.session, "gathering", "plan", self.as_(person), self.people.units["nation"], self.clock(),
                self.plan_of(**changed),
            )  # fmt: skip
        self.id = outcome.case_id
        return self

    def take(self, transition: str, person: Person, **answers: Any) -> operations.Outcome:
        case = self.case
        with writing(self.session):
            return operations.advance(
                self.session,
                case.id,
                transition,
                self.as_(person),
                self.clock(),
                answers,
                version=case.version,
            )

    def complete(self, key: str, person: Person, **answers: Any) -> None:
        task = next(task for task in self.case.tasks if task.key == key and task.live)
        with writing(self.session):
            operations.complete(self.session, task.id, self.as_(person), self.clock(), answers)

    def invite(self, whom: str = "assistants") -> Arranged:
        self.take("invite", self.people.trainer, whom=whom)
        return self

    def answer(self, person: Person, *, yes: bool = True) -> None:
        self.clock.forward(minutes=1)
        self.does(seats.answer, person, gathering_id=self.here.gathering.id, yes=yes)

    def go_to(self, moment: datetime) -> None:
        """Let time pass until then."""
        self.clock.forward(minutes=(moment - self.clock()).total_seconds() / 60)

    def after_it(self) -> Arranged:
        self.go_to(self.here.gathering.ends_at + timedelta(hours=1))
        return self

    def hold(self) -> Arranged:
        self.after_it()
        self.take("hold", self.people.trainer)
        return self

    def mark(self, person: Person | None = None, **minutes: int | None) -> None:
        """By name of the cast, how long each was there on each day."""
        here = self.here
        marks = {
            (self.people.people[name].id, day): there
            for name, there in minutes.items()
            for day in days_of(here.gathering)
        }
        self.does(
            attendance.mark, person or self.people.trainer, gathering_id=here.gathering.id,
            version=here.gathering.version, marks=marks,
        )  # fmt: skip
