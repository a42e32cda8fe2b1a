"""A group in Bergen with a helper and a leader, somebody who comes to it, and a neighbour group, at their browsers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from intranet.cases import operations
from intranet.cases.models import Case
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.groups.models import FAMILY_CLUB, Assignment
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.participants.models import Participant
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import email_of, password_hash
from tests.workflows.participant_path.driver import group_of

HELPERS = {
    "helper": ("volunteer", "group"),
    "leader": ("assistant", "group"),
    "of_neighbour": ("volunteer", "neighbour"),
    "of_club": ("assistant", "club"),
}


@dataclass
class Circle:
    """The groups, and whoever came to the first of them."""

    app: Flask
    clock: Clock
    people: Cast
    groups: dict[str, uuid.UUID]

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.app.app_context():
            yield db.session()

    def comes(self, where: str = "group", by: str = "helper") -> uuid.UUID:
        """Somebody is here for the first time."""
        with self.session() as session, writing(session):
            actor = actor_of(session, self.people.people[by].id, local_date(self.clock()))
            unit = session.get_one(Unit, self.groups[where])
            begun = operations.begin(
                session, "participant_path", "first_visit", actor, unit, self.clock(), {}
            )
            somebody_id = session.get_one(Case, begun.case_id).subject_id
            assert somebody_id is not None
            return somebody_id

    def helps(self, name: str, role: str, where: str = "group") -> None:
        """Somebody more, of the group."""
        with self.session() as session, writing(session):
            shown = f"{name.replace('_', ' ').title()} Eksempel"
            person = factories.person(
                session, shown, self.people.units["vestland"], self.people.towns["Bergen"]
            )
            factories.role(session, person, role, session.get_one(Unit, self.groups[where]))
            factories.account(session, person, email_of(name), password_hash())
            self.people.people[name] = person

    def leads(self, name: str, where: str = "group") -> None:
        """They said yes to leading it."""
        with self.session() as session, writing(session):
            session.add(
                Assignment(
                    group_id=self.groups[where], person_id=self.people.people[name].id,
                    asked_by=self.people.people["coordinator"].id, asked_at=self.clock(), accepted_at=self.clock(),
                )
            )  # fmt: skip

    def row(self, participant_id: uuid.UUID) -> Participant:
        with self.session() as session:
            found = session.get_one(Participant, participant_id)
            session.expunge(found)
            return found


@pytest.fixture
def circle(app: Flask, cast: Cast, clock: Clock) -> Circle:
    groups: dict[str, uuid.UUID] = {}
    with app.app_context(), writing(db.session()):
        session = db.session()
        for key, name in (("group", "Bergen Eksempel"), ("neighbour", "Fyllingsdalen Eksempel")):
            groups[key] = group_of(session, cast, name).id
        groups["club"] = group_of(session, cast, "Familieklubb Eksempel", FAMILY_CLUB).id
        for name, (role, where) in HELPERS.items():
            shown = f"{name.replace('_', ' ').title()} Eksempel"
            person = factories.person(session, shown, cast.units["vestland"], cast.towns["Bergen"])
            factories.role(session, person, role, session.get_one(Unit, groups[where]))
            factories.account(session, person, email_of(name), password_hash())
            cast.people[name] = person
    return Circle(app, clock, cast, groups)
