"""A town in which everything that gives or takes cover can happen at one moment, over HTTP, to the same few people."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Flask
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from intranet.cases import operations, runtime, versions
from intranet.cases.models import Case
from intranet.certificates.models import Certificate
from intranet.clock import local_date
from intranet.db import prepare_engine, writing
from intranet.groups import assignments
from intranet.groups.models import Assignment, Group
from intranet.people.models import Person
from intranet.privacy.keystore import KeyStore
from tests import cast, factories
from tests.support.clock import Clock
from tests.support.visitors import email_of, password_hash
from tests.workflows.assistant_certification.driver import Candidate
from tests.workflows.group_change.driver import SPLIT
from tests.workflows.new_group.driver import NewGroup

# How long a group's assistant is certified from the day of the race.
LASTS_DAYS = 730


@dataclass(frozen=True)
class Act:
    """A form that one person is about to send."""

    who: str
    path: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Town:
    """The assistant leads a club alone, and is about to open a group; a candidate has said yes to the club too."""

    moment: datetime
    candidate: uuid.UUID
    assistant: uuid.UUID
    new_group: uuid.UUID
    acts: dict[str, Act]

    @property
    def day(self) -> date:
        return local_date(self.moment)


class _Building:
    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        self.candidate = Candidate(session, people, clock)
        self.new_group = NewGroup(session, people, clock)
        self.club = self.candidate.club

    def town(self) -> Town:
        self.candidate.until("decision").leads_club()
        self._lead_the_club()
        split = self._split()
        stand_in = self._asked("swift", self.club)
        self.new_group.until("approved")
        self.clock.forward(days=7)
        operations.tick(self.session, self.clock())
        whose = self.people.assistant.id
        certification = self._case("assistant_certification", whose)
        return Town(
            moment=self.clock(),
            candidate=self.candidate.whose.id,
            assistant=whose,
            new_group=self.new_group.group.id,
            acts={
                "certify": self._step(self.candidate.case.id, "certify", "staff_two"),
                "suspend": self._step(certification, "suspend", "staff", ground="safety", reason="Looked into."),
                "pause": self._step(
                    certification, "pause", "assistant",
                    pause_from=str(self.new_group.today), pause_until=str(self.new_group.today + timedelta(20)),
                ),
                "accept": Act("swift", self._of_club(stand_in, "acceptance"), {}),
                "withdraw": Act("assistant", self._of_club(self._assignment_of(whose), "ending"), {}),
                "open": self._step(self.new_group.case.id, "open", "coordinator", came="3"),
                "split": self._step(split, "approve", "board", from_day=str(self.new_group.today)),
            },
        )  # fmt: skip

    def _lead_the_club(self) -> None:
        """On paper for years, on another evening than the group that is to come."""
        self.new_group.certify(days=LASTS_DAYS)
        with writing(self.session):
            club = self.session.get_one(Group, self.club)
            club.leader_id, club.weekday = self.people.assistant.id, "wed"
            club.opened_on = self.new_group.today
            factories.accepted_assignment(
                self.session, self.club, self.people.assistant, self.people.coordinator, self.clock()
            )
        # From here on they are certified, as far as the way to the new group is concerned.
        self.new_group.certify = lambda *_a, **_k: None  # type: ignore[method-assign]

    def _split(self) -> uuid.UUID:
        part_leader = self._certified("second")
        with writing(self.session):
            begun = operations.begin(
                self.session, "group_change", "propose", self.new_group.as_(self.people.coordinator),
                self.people.units["vestland"], self.clock(), {"change": "split", "why": "It is full."},
                subject_id=self.club,
            )  # fmt: skip
        change = NewGroup(self.session, self.people, self.clock)
        change.id = begun.case_id
        change.take("talk", self.people.coordinator)
        change.take("plan_split", self.people.coordinator, **{**SPLIT, "new_leader": part_leader.id})
        asked = self.session.scalars(
            select(Assignment.id).where(Assignment.person_id == part_leader.id)
        ).one()
        change.does(assignments.accept, part_leader, assignment_id=asked)
        change.take("submit", self.people.coordinator)
        return begun.case_id

    def _certified(self, name: str) -> Person:
        with writing(self.session):
            person = factories.person(
                self.session, f"{name.title()} Eksempel", self.people.units["vestland"], self.people.towns["Bergen"]
            )  # fmt: skip
            factories.role(self.session, person, "assistant", self.people.units["vestland"])
            factories.account(self.session, person, email_of(name), password_hash())
        self.candidate.paper(person)
        return person

    def _asked(self, name: str, group_id: uuid.UUID) -> uuid.UUID:
        row: Assignment = self.new_group.does(
            assignments.ask, self.people.coordinator, group_id=group_id, person_id=self._certified(name).id
        )
        return row.id

    def _step(self, case_id: uuid.UUID, transition: str, who: str, **fields: str) -> Act:
        self.session.rollback()
        version = self.session.scalars(select(Case.version).where(Case.id == case_id)).one()
        return Act(who, f"/cases/{case_id}/transitions/{transition}", {"version": str(version), **fields})

    def _of_club(self, assignment_id: uuid.UUID, what: str) -> str:
        return f"/groups/{self.club}/assignments/{assignment_id}/{what}"

    def _assignment_of(self, person_id: uuid.UUID) -> uuid.UUID:
        return self.session.scalars(
            select(Assignment.id).where(Assignment.group_id == self.club, Assignment.person_id == person_id)
        ).one()

    def _case(self, workflow: str, about: uuid.UUID) -> uuid.UUID:
        self.session.rollback()
        mine = Case.workflow == workflow, Case.subject_id == about
        return self.session.scalars(select(Case.id).where(*mine)).one()


@contextmanager
def _session(app: Flask, prepare: Callable[[Engine], None] = prepare_engine) -> Iterator[Session]:
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    prepare(engine)
    keys = KeyStore(app.config["INTRANET_DATA"] / "keys", app.config["SECRET_KEY"])
    try:
        with Session(engine, autoflush=False, expire_on_commit=False) as session:
            runtime.equip(session, app.extensions["processes"], keys)
            yield session
            session.rollback()
    finally:
        engine.dispose()


def build(app: Flask, clock: Clock) -> Town:
    with _session(app) as session:
        with writing(session):
            versions.record(session, runtime.processes(session).values(), clock())
            people = cast.build(session)
            for name, person in people.people.items():
                factories.account(session, person, email_of(name), password_hash())
        return _Building(session, people, clock).town()


def begin_another_day(app: Flask, moment: datetime, prepare: Callable[[Engine], None]) -> None:
    """What the worker does first on a new day, and all that is due by then."""
    with _session(app, prepare) as session:
        operations.tick(session, moment)


def end_certificate(app: Flask, person_id: uuid.UUID, day: date) -> None:
    """As if the assistant's certificate had been for so long from its beginning."""
    with _session(app) as session, writing(session):
        row = session.scalars(select(Certificate).where(Certificate.person_id == person_id)).one()
        row.valid_to = day
