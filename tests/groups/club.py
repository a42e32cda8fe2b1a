"""A group in Bergen that tests ask, report and change as its people do."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, time
from typing import Any

from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.db import writing
from intranet.groups import assignments, details, meetings, operations, queries
from intranet.groups.details import Details
from intranet.groups.models import Assignment, Group, Meeting
from intranet.organisation.actors import actor_of
from intranet.people.models import Person
from intranet.policy import Actor
from tests import cast, factories
from tests.support.clock import Clock

ANSWERS = {"room": "Church hall", "step_free": True, "weekday": "wed", "start_time": time(18)}


class Club:
    """A group in Bergen that the assistant leads, with whatever a test does to it."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        self.certify(people.assistant)
        self.id = self.plan()

    @property
    def today(self) -> date:
        return local_date(self.clock())

    @property
    def group(self) -> Group:
        placed = queries.find(self.session, self.id)
        assert placed is not None
        return placed.group

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, self.today)

    def certify(self, person: Person, until: date = date(2028, 1, 1)) -> None:
        with writing(self.session):
            factories.certificate(self.session, person, self.people.staff, date(2026, 1, 1), until)

    def plan(self, kind: str = "family_club") -> uuid.UUID:
        with writing(self.session):
            return operations.plan_group(
                self.session, self.clock(), kind=kind, town_name="Bergen", country="NO", entered_by=None
            ).group.id

    def ask(self, person: Person, by: Person | None = None, **days: date) -> Assignment:
        with writing(self.session):
            return assignments.ask(
                self.session,
                self.as_(by or self.people.coordinator),
                self.clock(),
                group_id=self.id,
                person_id=person.id,
                **days,
            )

    def accept(self, row: Assignment, by: Person | None = None) -> None:
        with writing(self.session):
            whose = by or self.session.get_one(Person, row.person_id)
            assignments.accept(self.session, self.as_(whose), self.clock(), row.id)

    def end(self, row: Assignment, by: Person) -> None:
        with writing(self.session):
            assignments.end(self.session, self.as_(by), self.clock(), row.id)

    def start(self, **answers: Any) -> Assignment:
        """Led by the assistant and approved, to meet for the first time today."""
        row = self.ask(self.people.assistant)
        self.accept(row)
        told = {
            **ANSWERS,
            "leader": self.people.assistant.id,
            "first_meeting": self.today,
            "contact_person": self.people.volunteer.id,
            **answers,
        }
        with writing(self.session):
            operations.list_group(self.session, self.clock(), self.id, told)
        return row

    def report(self, by: Person | None = None, key: uuid.UUID | None = None, **told: Any) -> Meeting:
        leader = self.people.assistant
        usual = {"group_id": self.id, "held_on": self.today, "led_by": leader.id, "came": 3}
        with writing(self.session):
            return meetings.report(
                self.session, self.as_(by or leader), self.clock(), meetings.Report(**{**usual, **told}), key
            )

    def details(self) -> Details:
        group = self.group
        return Details(**{name: getattr(group, name) for name in Details.__dataclass_fields__})

    def change(self, by: Person | None = None, version: int | None = None, **changes: Any) -> None:
        changed = replace(self.details(), **changes)
        with writing(self.session):
            details.change_details(
                self.session,
                self.as_(by or self.people.coordinator),
                self.clock(),
                group_id=self.id,
                version=self.group.version if version is None else version,
                details=changed,
            )
