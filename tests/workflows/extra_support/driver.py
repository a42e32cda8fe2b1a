"""Drives extra support as its people would: the person on their own page, whoever leads the group, whoever helps."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, Self

from sqlalchemy.orm import Session

from intranet.cases import operations
from intranet.db import writing
from intranet.organisation.models import Unit
from intranet.participants import bars, leaving, looking, support
from intranet.participants.consent_texts import CURRENT
from intranet.participants.consents import Shown
from intranet.participants.models import IN_PERSON, OWN_PAGE, SUPPORT, Participant
from intranet.participants.operations import arrive
from intranet.people.models import Person
from intranet.policy import Actor
from tests import cast, factories
from tests.support.clock import Clock
from tests.workflows.driver import OneCase
from tests.workflows.participant_path.driver import group_of

# Who helps in the group, and with what.
HERE = (
    ("leader", "assistant"),
    ("leader_two", "assistant"),
    ("helper", "volunteer"),
    ("helper_two", "volunteer"),
)


class Support(OneCase):
    """A group in Bergen with two who lead and two who help, and one participant."""

    workflow = "extra_support"

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        with writing(session):
            self.group: Unit = group_of(session, people, "Bergen Eksempel")
            for name, role in HERE:
                shown = f"{name.replace('_', ' ').title()} Eksempel"
                people.people[name] = factories.person(session, shown, people.units["vestland"])
                factories.role(session, people.people[name], role, self.group)
            self.participant_id: uuid.UUID = arrive(session, clock(), self.group.id).id

    # what one looks at

    @property
    def participant(self) -> Participant:
        found = looking.find(self.session, self.participant_id)
        assert found is not None
        return found

    @property
    def themselves(self) -> Actor:
        """On their own page."""
        return Actor(None, participant_id=self.participant_id)

    def holds(self, key: str) -> Person | None:
        """Whose list the task stands on, if it is one person's."""
        holder = self.task_of(key).person_id
        return next((one for one in self.people.people.values() if one.id == holder), None)

    # what people do

    def says_yes(self, by: Person | None = None) -> None:
        shown = Shown(CURRENT[SUPPORT], "nb", OWN_PAGE if by is None else IN_PERSON)
        actor = self.themselves if by is None else self.as_(by)
        with writing(self.session):
            support.agree(self.session, actor, self.clock(), self.participant_id, shown)

    def asks(self, leader: str = "leader") -> Self:
        """On their own page, of somebody who leads the group."""
        self.says_yes()
        return self.begins("ask", self.themselves, leader)

    def begins(self, transition: str, actor: Actor, leader: str) -> Self:
        with writing(self.session):
            begun = operations.begin(
                self.session, self.workflow, transition, actor, self.group, self.clock(),
                {"leader": self.people.people[leader].id}, subject_id=self.participant_id,
            )  # fmt: skip
        self.id = begun.case_id
        return self

    def presses(self, transition: str, **answers: Any) -> operations.Outcome:
        """The person, on their own page."""
        case, actor = self.case, self.themselves
        with writing(self.session):
            return operations.advance(
                self.session, case.id, transition, actor, self.clock(), answers, version=case.version
            )

    def agreement(self, *, days: int = 30, with_: str = "helper", rhythm: str = "week") -> dict[str, Any]:
        until = self.today + timedelta(days)
        return {"contact_person": self.people.people[with_].id, "rhythm": rhythm, "until": until}

    def agrees(self, *, days: int = 30, with_: str = "helper") -> Self:
        self.take("agree", self.people.people["leader"], **self.agreement(days=days, with_=with_))
        return self

    def bars(self, name: str) -> None:
        with writing(self.session):
            bars.bar_helper(self.session, self.clock(), self.participant_id, self.people.people[name].id)

    def leaves(self) -> None:
        with writing(self.session):
            leaving.leave(self.session, self.clock(), self.participant, by=None)

    def days(self, number: int) -> None:
        """So many days pass, and the worker looks after each of them."""
        for _ in range(number):
            self.clock.moment += timedelta(1)
            operations.tick(self.session, self.clock())

    def brought_to(self, state: str) -> Self:
        """Along the straight way."""
        self.asks()
        if state in ("agreed", "in_touch", "resting"):
            self.agrees()
        if state == "in_touch":
            self.take("start", self.people.people["helper"])
        elif state == "resting":
            self.presses("rest")
        elif state == "back":
            self.take("come_back", self.people.people["leader"])
        elif state == "closed":
            self.presses("close")
        assert self.state == state
        return self
