"""Drives a case of participant_path as its people would: those of the group, the office apart, and the person alone."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from typing import Any, Self

from sqlalchemy.orm import Session

from intranet.cases import operations
from intranet.db import writing
from intranet.groups.models import ACTIVE, FAMILY_CLUB, PEER_SUPPORT, Group
from intranet.memberships import operations as memberships
from intranet.memberships import pledges
from intranet.memberships.details import Contact as Address
from intranet.organisation.models import Unit
from intranet.participants import consents, looking, membership
from intranet.participants.consent_texts import CURRENT
from intranet.participants.consents import Shown
from intranet.participants.details import Contact
from intranet.participants.models import CONTACT, IN_PERSON, RECORD, Participant
from intranet.people.models import Person
from intranet.policy import Actor
from tests import cast, factories
from tests.support.clock import Clock
from tests.workflows.driver import OneCase

SHOWN = {purpose: Shown(version, "nb", IN_PERSON) for purpose, version in CURRENT.items()}
CALL = Contact("call", "+47 000 11 222")

GIVEN: dict[str, dict[str, Any]] = {RECORD: {"name": "Kari fra torget"}, CONTACT: {"contact": CALL}}


def group_of(session: Session, people: cast.Cast, name: str, kind: str = PEER_SUPPORT) -> Unit:
    """A group in Bergen that meets."""
    unit = factories.unit(session, "group", name, people.units["vestland"])
    session.add(
        Group(
            id=unit.id, kind=kind, status=ACTIVE, town_id=people.towns["Bergen"].id, listed=True,
            start_time=time(18), rhythm="weekly", version=0,
        )
    )  # fmt: skip
    session.flush()
    return unit


class Path(OneCase):
    """A visitor of a group in Bergen where a helper and a leader are; a neighbour group has a helper of its own."""

    workflow = "participant_path"

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        vestland = people.units["vestland"]
        with writing(session):
            self.group = group_of(session, people, "Bergen Eksempel")
            self.neighbour = group_of(session, people, "Fyllingsdalen Eksempel")
            self.club = group_of(session, people, "Familieklubb Eksempel", FAMILY_CLUB)
            for name, role, unit in (
                ("helper", "volunteer", self.group),
                ("leader", "assistant", self.group),
                ("of_neighbour", "volunteer", self.neighbour),
                ("of_club", "assistant", self.club),
            ):
                shown = f"{name.replace('_', ' ').title()} Eksempel"
                people.people[name] = factories.person(session, shown, vestland, people.towns["Bergen"])
                factories.role(session, people.people[name], role, unit)

    # what one looks at

    @property
    def participant(self) -> Participant:
        subject_id = self.case.subject_id
        assert subject_id is not None
        found = looking.find(self.session, subject_id)
        assert found is not None
        return found

    @property
    def participant_id(self) -> uuid.UUID:
        return self.participant.id

    @property
    def themselves(self) -> Actor:
        """On their own page."""
        return Actor(None, participant_id=self.participant_id)

    # what people do

    def comes(self, unit: Unit | None = None, person: Person | None = None) -> Self:
        return self.begin("first_visit", person or self.people.helper, unit or self.group, {})

    def is_welcomed(self) -> Self:
        self.take("welcome", self.people.helper, informed=True)
        return self

    def settles(self) -> Self:
        self.take("settle", self.people.helper, says_so=True)
        return self

    def agrees(self, purpose: str, **given: Any) -> None:
        usual = GIVEN.get(purpose, {})
        self.does(
            consents.give,
            self.people.helper,
            self.participant_id,
            purpose,
            SHOWN[purpose],
            **{**usual, **given},
        )

    def presses(self, transition: str, **answers: Any) -> operations.Outcome:
        """The person, on their own page."""
        case, actor = self.case, self.themselves
        with writing(self.session):
            return operations.advance(
                self.session, case.id, transition, actor, self.clock(), answers, version=case.version
            )

    def applies(self) -> uuid.UUID:
        """They accept the pledge of today."""
        given = memberships.Application(
            country="NO", association_id=None, legal_name="Kari Eksempel", birth_year=1975,
            contact=Address(address="Eksempelveien 1", email="kari@post.example"), fee_class="low",
            pledge_version=pledges.current("NO"), pledge_language="nb", pledge_channel="own_page",
        )  # fmt: skip
        actor, own_id = self.themselves, self.participant_id
        with writing(self.session):
            made = memberships.apply(self.session, self.clock(), given)
            membership.hang_on(self.session, actor, self.clock(), own_id, made)
        return made

    def joins_by_themselves(self) -> uuid.UUID:
        made = self.applies()
        self.presses("join")
        return made

    def office_confirms(self, membership_id: uuid.UUID) -> None:
        with writing(self.session):
            memberships.confirm(self.session, self.clock(), membership_id)

    def days(self, number: int) -> None:
        """So many days pass, and the worker looks after each month of them and at the end."""
        while number > 0:
            step = min(number, 28)
            self.clock.moment += timedelta(step)
            operations.tick(self.session, self.clock())
            number -= step

    def brought_to(self, state: str) -> Self:
        """Along the straight way."""
        self.comes()
        if state == "visitor":
            return self
        self.is_welcomed()
        if state == "welcomed":
            return self
        self.settles()
        if state == "away":
            self.take("pause", self.people.helper)
        if state == "left":
            self.take("leave", self.people.leader)
        if state in ("regular", "away", "left"):
            return self
        self.take("consider", self.people.helper, raised="they")
        if state == "thinking":
            return self
        made = self.joins_by_themselves()
        if state == "applied":
            return self
        self.office_confirms(made)
        self.days(3)
        if state == "contributor":
            self.presses("sign")
            self.take("help_out", self.people.leader)
        return self
