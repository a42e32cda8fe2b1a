"""A new group in Bergen whose refusals are read; it is planned on a Wednesday and led by one of two who are near."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from intranet.engine.rules import Refusal
from intranet.engine.text import english
from intranet.groups import meetings
from intranet.people.models import Person
from intranet.problems import Refused
from tests import cast
from tests.support.clock import Clock
from tests.workflows.new_group.driver import PLAN, NewGroup

PLANNED: dict[str, Any] = {
    "room": "Church hall, ground floor",
    "weekday": "wed",
    "start_time": time(18),
}


class Bergen(NewGroup):
    """Its own way to each state, with who is to be refused on the way."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        self.kind = "family_club"

    def certify(self, person: Person | None = None, *, by: Person | None = None, days: int = 730) -> None:
        super().certify(person, by=by or self.people.staff, days=days)

    def refused(self, transition: str, person: Person, **answers: Any) -> tuple[Refusal, ...]:
        """Everything that stands in the way of the step."""
        with pytest.raises(Refused) as refused:
            self.take(transition, person, **answers)
        return tuple(refused.value.refusals)

    def refusals(self, transition: str, person: Person, **answers: Any) -> dict[str, str]:
        """By guard, in English."""
        return {one.guard: english(one.text) for one in self.refused(transition, person, **answers)}

    def submit(self, *, children: bool = False) -> None:
        self.take("submit", self.people.coordinator, **{**PLAN, "children_welcome": children})

    def to_waiting(self) -> None:
        self.register(self.people.volunteer, group_kind=self.kind)
        self.take("take_up", self.people.coordinator)
        self.take("confirm_need", self.people.coordinator, expected=6)

    def to_planning(self, *, accepted: bool = True) -> None:
        self.certify()
        self.to_waiting()
        self.take("assistant_found", self.people.coordinator, leader=self.people.assistant.id, parent=None)
        if accepted:
            self.accept()
        self.complete("find_room", self.people.volunteer, room=PLANNED["room"], step_free=True)
        self.complete(
            "set_time", self.people.assistant, weekday=PLANNED["weekday"], start_time=PLANNED["start_time"]
        )
        self.complete(
            "agree_contact", self.people.coordinator,
            contact_person=self.people.volunteer.id, stand_in=self.people.trainer.id,
        )  # fmt: skip

    def to_approved(self) -> None:
        self.to_planning()
        self.submit()
        self.take("approve", self.people.staff_two, first_meeting=self.today + timedelta(8))

    def to_trial(self) -> None:
        self.to_approved()
        self.clock.forward(days=8)
        self.take("open", self.people.coordinator, came=3)

    def reports(self, came: int, estimate: int | None = None) -> None:
        told = meetings.Report(
            group_id=self.group.id, held_on=self.today, led_by=self.people.assistant.id, came=came,
            different_visitors=estimate,
        )  # fmt: skip
        self.does(meetings.report, self.people.assistant, told)
