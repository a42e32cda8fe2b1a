"""Drives a case of new_group as its people would: each step by its person, in a transaction of its own."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any, Self

from intranet.certificates import operations as certificates
from intranet.groups import assignments, meetings
from intranet.groups.models import Group
from intranet.people.models import Person
from tests.workflows.driver import OneCase, Way

IDEA = {"place": "Bergen", "group_kind": "family_club", "contact": "The library", "why_here": "Many ask."}
PLAN = {"children_welcome": False, "budget": 0, "minutes": "Start form, folder 3"}


class NewGroup(OneCase):
    """A case of new_group for Bergen; `register` begins it."""

    workflow = "new_group"

    @property
    def group(self) -> Group:
        self.session.rollback()
        return self.session.get_one(Group, self.case.subject_id, populate_existing=True)

    def answers(self, step: str) -> dict[str, Any]:
        """What a step asks, answered so that nothing is refused for an answer."""
        leader = {"leader": self.people.assistant.id}
        asked: dict[str, dict[str, Any]] = {
            "confirm_need": {"expected": 6},
            "assistant_found": leader,
            "resume": leader,
            "submit": PLAN,
            "send_back": {"reason": "The room is too small."},
            "decline": {"reason": "Too few people."},
            "hold": {"reason": "Summer."},
            "approve": {"first_meeting": self.today + timedelta(days=7)},
            "open": {"came": 3},
            "withdraw": {"why_stopped": "no_people"},
        }
        return asked.get(step, {})

    # what people do

    def register(self, person: Person, **answers: Any) -> Self:
        unit = self.people.units["nation"]
        self.session.rollback()
        grants = self.as_(person).grants
        if grants:
            unit = next(unit for unit in self.people.units.values() if unit.id == grants[0].unit_id)
        return self.begin("register", person, unit, {**IDEA, **answers})

    def certify(self, person: Person | None = None, *, by: Person | None = None, days: int = 730) -> None:
        self.enters_paper(
            person or self.people.assistant, self.today, self.today + timedelta(days=days), by=by
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
        self.does(assignments.accept, whose, assignment_id=self.asked(whose, self.case.subject_id))

    def meet(self, families: int, *, by: Person | None = None) -> None:
        told = meetings.Report(
            group_id=self.group.id, held_on=self.today, led_by=self.people.assistant.id, came=families
        )
        self.does(meetings.report, by or self.people.assistant, told)

    # how far one may want to be

    def until(self, state: str) -> Self:
        """By the straight way to a state, each step by the person whose it is."""
        return self.go(self.way(), state)

    def on_until(self, state: str) -> Self:
        """The same way, with another beginner."""
        return self.go(self.way()[1:], state)

    def way(self) -> Way:
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
