"""A group in Bergen that meets, its certified assistant, and whatever a test does to somebody's training."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta

from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.db import new_id, writing
from intranet.groups import operations as groups
from intranet.groups.models import Group
from intranet.organisation.actors import actor_of
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.training import operations, queries
from intranet.training.models import Credit, Exemption, PracticeMeeting, Signature
from intranet.training.operations import Noted
from intranet.training.progress import TrainingFacts
from tests import cast, factories
from tests.support.clock import Clock


def meeting_group(
    session: Session,
    people: cast.Cast,
    clock: Clock,
    *,
    weekday: str = "tue",
    start: time = time(18),
    status: str = "active",
) -> uuid.UUID:
    """A group that has met each week for half a year, led by the assistant."""
    day = local_date(clock())
    planned = groups.plan_group(
        session, clock(), kind="family_club", town_name="Bergen", country="NO", entered_by=None
    )
    group = session.get_one(Group, planned.group.id)
    group.status, group.listed, group.weekday, group.start_time = status, True, weekday, start
    group.first_meeting_on = day - timedelta(180)
    factories.accepted_assignment(
        session, group.id, people.assistant, people.coordinator, clock() - timedelta(200)
    )
    return group.id


class School:
    """The volunteer is the candidate; each act runs in a transaction of its own."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        self.candidate = people.volunteer
        with writing(session):
            factories.certificate(session, people.assistant, people.staff, date(2025, 1, 1), date(2028, 1, 1))
        self.club = self.group()

    @property
    def today(self) -> date:
        return local_date(self.clock())

    def group(self, weekday: str = "tue", start: time = time(18), status: str = "active") -> uuid.UUID:
        with writing(self.session):
            return meeting_group(
                self.session, self.people, self.clock, weekday=weekday, start=start, status=status
            )

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, self.today)

    def facts(self, person: Person | None = None) -> TrainingFacts:
        return queries.facts_about(self.session, (person or self.candidate).id)

    def log(
        self,
        by: Person | None = None,
        *,
        group: uuid.UUID | None = None,
        on: date | None = None,
        part: str = "led",
        mentor: Person | None = None,
    ) -> PracticeMeeting:
        with writing(self.session):
            return operations.log_practice(
                self.session,
                self.as_(by or self.candidate),
                self.clock(),
                group_id=group or self.club,
                held_on=on or self.today,
                part=part,
                mentor_id=(mentor or self.people.assistant).id,
            )

    def answer(self, row: PracticeMeeting, by: Person | None = None, *, no: bool = False) -> None:
        act = operations.decline_practice if no else operations.confirm_practice
        with writing(self.session):
            act(self.session, self.as_(by or self.people.assistant), self.clock(), row.id)

    def take_back(self, row: PracticeMeeting, by: Person) -> None:
        with writing(self.session):
            operations.withdraw_practice(self.session, self.as_(by), self.clock(), row.id)

    def sign(
        self, by: Person | None = None, document: str = "code_of_conduct", version: int = 1
    ) -> Signature:
        with writing(self.session):
            return operations.sign(
                self.session,
                self.as_(by or self.candidate),
                self.clock(),
                document=document,
                version=version,
            )

    def enter_signature(
        self,
        by: Person | None = None,
        *,
        whose: Person | None = None,
        on: date | None = None,
        version: int = 1,
    ) -> Signature:
        with writing(self.session):
            return operations.enter_signature(
                self.session,
                self.as_(by or self.people.staff),
                self.clock(),
                person_id=(whose or self.candidate).id,
                document="code_of_conduct",
                version=version,
                signed_on=on or self.today,
            )

    def enter(self, by: Person | None = None, *, whose: Person | None = None, **told: object) -> Credit:
        noted = Noted(**{"held_on": self.today, "minutes": 300, "reason": "The list is lost.", **told})  # type: ignore[arg-type]
        with writing(self.session):
            return operations.enter_hours(
                self.session,
                self.as_(by or self.people.trainer),
                self.clock(),
                person_id=(whose or self.candidate).id,
                noted=noted,
            )

    def recognise(self, by: Person | None = None, **told: object) -> Credit:
        given = {"held_on": date(2004, 5, 1), "minutes": 50 * 60, "country": "IT", "reason": "Seen.", **told}
        with writing(self.session):
            return operations.recognise_course(
                self.session,
                self.as_(by or self.people.staff),
                self.clock(),
                person_id=self.candidate.id,
                noted=Noted(**given),  # type: ignore[arg-type]
            )

    def mark(
        self,
        gathering_id: uuid.UUID,
        by: Person | None = None,
        *,
        minutes: int = 300,
        on: date | None = None,
        kind: str = "course",
    ) -> Credit | None:
        with writing(self.session):
            return operations.credit_attendance(
                self.session,
                self.clock(),
                person_id=self.candidate.id,
                gathering_id=gathering_id,
                on=on or self.today,
                kind=kind,
                minutes=minutes,
                ethics_minutes=0,
                entered_by=(by or self.people.trainer).id,
            )

    def withdraw(self, credit: Credit, by: Person) -> None:
        with writing(self.session):
            operations.withdraw_credit(self.session, self.as_(by), self.clock(), credit.id)

    def exempt(
        self,
        by: Person | None = None,
        *,
        requirement: str = "supervisions",
        reason: str = "Lives far away.",
        until: date | None = None,
    ) -> Exemption:
        with writing(self.session):
            return operations.exempt(
                self.session,
                self.as_(by or self.people.staff),
                self.clock(),
                person_id=self.candidate.id,
                requirement=requirement,
                reason=reason,
                until_on=until or self.today + timedelta(30),
            )

    def end_exemption(self, row: Exemption, by: Person) -> None:
        with writing(self.session):
            operations.end_exemption(self.session, self.as_(by), self.clock(), row.id)


def nowhere() -> uuid.UUID:
    return new_id()
