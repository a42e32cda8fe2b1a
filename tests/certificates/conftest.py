"""What is done to the assistant's certificate, each act in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session

from intranet.certificates import operations, queries
from intranet.certificates.models import Certificate
from intranet.certificates.status import Code
from intranet.clock import local_date
from intranet.db import writing
from intranet.organisation.actors import actor_of
from intranet.people.models import Person
from intranet.policy import Actor
from tests import cast
from tests.support.clock import Clock

Done = TypeVar("Done")


class Office:
    """Everything that is done to the assistant's certificate, each in a transaction of its own."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        self.whose = people.assistant

    @property
    def today(self) -> date:
        return local_date(self.clock())

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, self.today)

    def code(self, on: date | None = None) -> Code:
        return queries.status_of(self.session, self.whose.id, on or self.today).code

    def does(self, act: Callable[..., Done], by: Person, **values: object) -> Done:
        """Any operation about the assistant."""
        with writing(self.session):
            return act(self.session, self.as_(by), self.clock(), **{"person_id": self.whose.id, **values})

    def enter(
        self,
        by: Person | None = None,
        *,
        whose: Person | None = None,
        number: str = "no 17",
        valid_from: date | None = date(2025, 1, 1),
        valid_to: date | None = date(2026, 12, 31),
    ) -> Certificate:
        with writing(self.session):
            return operations.enter_from_paper(
                self.session,
                self.as_(by or self.people.staff),
                self.clock(),
                person_id=(whose or self.whose).id,
                number=number,
                valid_from=valid_from,
                valid_to=valid_to,
            )

    def renew(self, by: Person | None = None) -> Certificate:
        with writing(self.session):
            return operations.renew(
                self.session, self.as_(by or self.people.staff), self.clock(), person_id=self.whose.id
            )

    def suspend(self, by: Person, ground: str = "safety", reason: str = "We look into it.") -> None:
        with writing(self.session):
            operations.suspend(
                self.session,
                self.as_(by),
                self.clock(),
                person_id=self.whose.id,
                ground=ground,
                reason=reason,
            )

    def lift(self, by: Person) -> None:
        with writing(self.session):
            operations.lift(
                self.session, self.as_(by), self.clock(), person_id=self.whose.id, reason="All is well."
            )

    def revoke(self, by: Person, *, heard: bool = True) -> None:
        with writing(self.session):
            operations.revoke(
                self.session,
                self.as_(by),
                self.clock(),
                person_id=self.whose.id,
                ground="safety",
                reason="Decided.",
                heard=heard,
            )


@pytest.fixture
def office(session: Session, people: cast.Cast, clock: Clock) -> Office:
    return Office(session, people, clock)
