"""Gatherings for tests: planned and announced through the same operations as people use, without a case."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.clock import local_date
from intranet.db import prepare_engine, writing
from intranet.gatherings import operations, seats
from intranet.gatherings.looking import Seen, find
from intranet.gatherings.operations import Plan
from intranet.organisation.actors import actor_of
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.privacy.keystore import KeyStore
from tests import cast, factories
from tests.support.clock import Clock


@dataclass
class Stage:
    """Plans gatherings that the trainer leads, in three weeks in Bergen, with two seats."""

    session: Session
    people: cast.Cast
    clock: Clock

    @property
    def today(self) -> date:
        return local_date(self.clock())

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, self.today)

    def somebody(self, name: str, role: str = "assistant", where: str = "vestland") -> Person:
        with writing(self.session):
            unit = self.people.units[where]
            person = factories.person(self.session, f"{name.title()} Eksempel", unit)
            factories.role(self.session, person, role, unit)
        self.people.people[name] = person
        return person

    def plan(self, *, where: str = "nation", **changed: Any) -> uuid.UUID:
        asked = {
            "kind": "supervision",
            "title": "Supervision in Bergen",
            "first_day": self.today + timedelta(days=21),
            "start_time": time(18),
            "end_time": time(20),
            "seats": 2,
            "minutes": 90,
            "town": "Bergen",
            "leader_id": self.people.trainer.id,
            **changed,
        }
        with writing(self.session):
            return operations.plan(
                self.session, self.clock(), Plan(**asked), self.people.units[where], self.people.staff.id
            ).id

    def announced(self, *people: Person, **changed: Any) -> uuid.UUID:
        """Announced, with these people invited."""
        gathering_id = self.plan(**changed)
        with writing(self.session):
            operations.announce(self.session, self.clock(), gathering_id)
        if people:
            self.invite(gathering_id, *people)
        return gathering_id

    def invite(self, gathering_id: uuid.UUID, *people: Person, by: Person | None = None) -> int:
        with writing(self.session):
            return seats.invite(
                self.session, self.as_(by or self.people.staff), self.clock(), gathering_id=gathering_id,
                people={person.id for person in people},
            )  # fmt: skip

    def answer(self, gathering_id: uuid.UUID, person: Person, *, yes: bool = True) -> None:
        self.clock.forward(minutes=1)
        with writing(self.session):
            seats.answer(self.session, self.as_(person), self.clock(), gathering_id=gathering_id, yes=yes)

    def held(self, gathering_id: uuid.UUID) -> None:
        ends = self.here(gathering_id).gathering.ends_at
        self.clock.moment = max(self.clock.moment, ends + timedelta(hours=1))
        with writing(self.session):
            operations.hold(self.session, self.clock(), gathering_id)

    def here(self, gathering_id: uuid.UUID) -> Seen:
        self.session.rollback()
        found = find(self.session, gathering_id)
        assert found is not None
        return found

    def seated(self, gathering_id: uuid.UUID) -> set[uuid.UUID]:
        return {seat.person_id for seat in self.here(gathering_id).seated}

    def waiting(self, gathering_id: uuid.UUID) -> list[uuid.UUID]:
        return [seat.person_id for seat in self.here(gathering_id).waiting]


@contextmanager
def session_beside(app: Flask) -> Iterator[Session]:
    """A session of its own: what is done with it is committed before the next page is asked for."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    prepare_engine(engine)
    keys = KeyStore(app.config["INTRANET_DATA"] / "keys", app.config["SECRET_KEY"])
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        runtime.equip(session, app.extensions["processes"], keys)
        yield session
        session.rollback()
    engine.dispose()
