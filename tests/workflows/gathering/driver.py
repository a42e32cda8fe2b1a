"""Drives a case of gathering as its people would: each step by its person, in a transaction of its own."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any, Self

from sqlalchemy.orm import Session

from intranet.gatherings import attendance, seats
from intranet.gatherings.looking import Seen, days_of, find
from intranet.people.models import Person
from tests import cast
from tests.support.clock import Clock
from tests.workflows.driver import OneCase

# Whom this process needs beside the cast: name, role, where.
MORE = (
    ("trainer_two", "trainer", "nation"),
    ("second", "assistant", "vestland"),
    ("third", "assistant", "vestland"),
)


class Arranged(OneCase):
    """A case of gathering: a monthly supervision in Bergen that the trainer leads; `plan` begins it."""

    workflow = "gathering"

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        if "trainer_two" in people.people:
            return
        for name, role, where in MORE:
            self.joins(name, role, where)

    # what one looks at

    @property
    def here(self) -> Seen:
        assert self.case.subject_id is not None
        found = find(self.session, self.case.subject_id)
        assert found is not None
        return found

    def seated(self) -> set[uuid.UUID]:
        return {seat.person_id for seat in self.here.seated}

    def waiting(self) -> list[uuid.UUID]:
        return [seat.person_id for seat in self.here.waiting]

    # what people do

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

    def plan(self, person: Person | None = None, **changed: Any) -> Self:
        nation = self.people.units["nation"]
        return self.begin("plan", person or self.people.trainer, nation, self.plan_of(**changed))

    def invite(self, whom: str = "assistants") -> Self:
        self.take("invite", self.people.trainer, whom=whom)
        return self

    def answer(self, person: Person, *, yes: bool = True) -> None:
        self.clock.forward(minutes=1)
        self.does(seats.answer, person, gathering_id=self.here.gathering.id, yes=yes)

    def go_to(self, moment: datetime) -> None:
        """Let time pass until then."""
        self.clock.forward(minutes=(moment - self.clock()).total_seconds() / 60)

    def after_it(self) -> Self:
        self.go_to(self.here.gathering.ends_at + timedelta(hours=1))
        return self

    def hold(self) -> Self:
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
