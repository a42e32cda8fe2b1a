"""A running club in Bergen whose change is driven as its people would, each step in a transaction of its own."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.cases import operations, store
from intranet.db import writing
from intranet.groups import assignments, families, meetings, silence
from intranet.groups.models import Group
from intranet.people.models import Person
from tests import cast, factories
from tests.support.clock import Clock
from tests.workflows.new_group.driver import NewGroup

SPLIT = {
    "families_stay": 6,
    "families_go": 5,
    "new_room": "Library",
    "new_step_free": True,
    "new_weekday": "thu",
    "new_start_time": time(18),
    "how": "Those who live north of the river go.",
}


class Change(NewGroup):
    """The club runs from the beginning; `id` is the newest case of group_change about it, once there is one."""

    workflow = "group_change"
    follows = "group_change"

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        begun = NewGroup(session, people, clock).until("active")
        assert begun.case.subject_id is not None
        self.group_id: uuid.UUID = begun.case.subject_id

    # what one looks at

    @property
    def group(self) -> Group:
        return self.group_of(self.group_id)

    def group_of(self, group_id: uuid.UUID) -> Group:
        self.session.rollback()
        return self.session.get_one(Group, group_id, populate_existing=True)

    @property
    def all(self) -> list[store.CaseRow]:
        """Every case about the club of the process that is followed, the oldest first."""
        return self.cases_about(self.group_id, self.follows)

    def follow(self) -> Self:
        """From now on it is about the newest case there is."""
        self.id = self.all[-1].id
        return self

    @property
    def part(self) -> Group:
        self.session.rollback()
        return self.session.scalars(
            select(Group)
            .where(Group.split_from_id == self.group_id, Group.status != "closed")
            .execution_options(populate_existing=True)
        ).one()

    def case_of(self, group_id: uuid.UUID, workflow: str = "new_group") -> store.CaseRow:
        (case,) = self.cases_about(group_id, workflow)
        return case

    # what people do

    def propose(self, person: Person | None = None, change: str = "split") -> Self:
        return self.begin(
            "propose", person or self.people.assistant, self.people.units["vestland"],
            {"change": change, "why": "It has been talked about."}, subject_id=self.group_id,
        )  # fmt: skip

    def count(self, number: int, group_id: uuid.UUID | None = None) -> None:
        self.does(
            families.count, self.people.coordinator, group_id=group_id or self.group_id, families=number
        )

    def meet(self, families: int, *, by: Person | None = None) -> None:
        """A week later."""
        self.clock.forward(days=7)
        told = meetings.Report(
            group_id=self.group_id, held_on=self.today, led_by=self.people.assistant.id, came=families
        )
        self.does(meetings.report, by or self.people.assistant, told)

    def find_nobody(self, person: Person | None = None) -> None:
        self.does(silence.report_not_meeting, person or self.people.volunteer, group_id=self.group_id)

    def second_assistant(self) -> Person:
        """Somebody else in Bergen who is certified."""
        person = self.somebody("second", "assistant", "vestland")
        with writing(self.session):
            factories.certificate(
                self.session, person, self.people.staff_two, self.today, self.today + timedelta(days=730)
            )
        return person

    def says_yes(self, person: Person, group_id: uuid.UUID) -> None:
        self.does(assignments.accept, person, assignment_id=self.asked(person, group_id))

    def other_club(self) -> uuid.UUID:
        """Another club in Bergen that runs, led by a second assistant."""
        leader = self.second_assistant()
        other = Other(self.session, self.people, self.clock, leader)
        return other.until("active").group.id

    def a_day_begins(self, days: int = 1) -> None:
        """So many days pass, and each is told of the club as the worker does."""
        for _ in range(days):
            self.clock.forward(days=1)
            with writing(self.session):
                facts.tell(self.session, facts.Fact("days", self.clock(), group_id=self.group_id))

    def tick(self, days: int) -> None:
        """So many days later the worker looks what is due."""
        self.clock.forward(days=days)
        operations.tick(self.session, self.clock())

    # how far one may want to be

    def filled(self) -> Self:
        self.count(12)
        return self.follow()

    def talked(self, change: str = "split") -> Self:
        self.propose(change=change)
        self.take("talk", self.people.assistant)
        return self

    def plan(self, change: str, **answers: Any) -> Self:
        """Planned in a way that can be decided; a split's new assistant has said yes."""
        self.talked(change)
        coordinator = self.people.coordinator
        match change:
            case "split":
                leader = answers.get("new_leader") or self.second_assistant().id
                self.take("plan_split", coordinator, **{**SPLIT, "new_leader": leader, **answers})
                self.says_yes(self.session.get_one(Person, leader), self.part.id)
            case "merge":
                other = answers.get("merge_with") or self.other_club()
                self.count(4)
                self.count(5, other)
                self.take("plan_merge", coordinator, merge_with=other, how="One evening together first.")
            case "rest":
                day = answers.get("look_again_on") or self.today + timedelta(days=90)
                self.take("plan_rest", coordinator, look_again_on=day, how="Over the summer.")
            case _:
                self.take("plan_close", coordinator, offered="The club in the next town.")
        return self

    def sent(self, change: str, **answers: Any) -> Self:
        self.plan(change, **answers).take("submit", self.people.coordinator)
        return self

    def approved(self, change: str, **answers: Any) -> Self:
        self.sent(change, **answers).take("approve", self.people.staff, from_day=self.today)
        return self

    def see_through(self) -> Self:
        """Everything that is asked while it is carried out."""
        self.complete("tell_everybody", self.people.assistant, told_on=self.today)
        self.complete("update_list", self.people.staff)
        self.complete("tell_partners", self.people.coordinator)
        if "hand_over" in self.open_tasks:
            self.complete("hand_over", self.people.assistant, handed_to="The district.", erased=True)
        return self

    def finished(self, change: str, **answers: Any) -> Self:
        self.approved(change, **answers).see_through().take("finish", self.people.coordinator)
        return self


class Other(NewGroup):
    """The way to a running club with another leader, on another evening."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock, leader: Person) -> None:
        others = {**people.people, "assistant": leader}
        super().__init__(session, cast.Cast(people.units, people.towns, others), clock)

    def certify(self, *_args: Any, **_more: Any) -> None:
        """They are certified already."""
