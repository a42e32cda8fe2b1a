"""Drives an enquiry as its people would: each step by its person, in a transaction of its own."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases.models import Case
from intranet.db import writing
from intranet.enquiries import operations as enquiries
from intranet.enquiries.contact import Contact
from intranet.enquiries.models import Enquiry
from intranet.enquiries.operations import Asked
from intranet.groups import operations as groups
from intranet.groups.models import Group
from intranet.people.models import Person
from intranet.training import operations as training
from intranet.training.models import CONFIDENTIALITY
from tests import cast
from tests.support.clock import Clock
from tests.workflows.driver import OneCase, Way

NAME, NUMBER = "Kråkefrø Eksempel", "900 12 345"


class Call(OneCase):
    """An enquiry from Bergen. The assistant has promised confidentiality, the volunteer has not; the club meets."""

    workflow = "enquiry"

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        if "greeter" in people.people:
            return
        self.joins("greeter", "volunteer", "vestland")
        for name in ("assistant", "coordinator", "greeter"):
            self.promises(people.people[name])

    # what one looks at

    @property
    def enquiry(self) -> Enquiry:
        found = self.case.subject_id
        assert found is not None
        return self.session.get_one(Enquiry, found, populate_existing=True)

    @property
    def group_id(self) -> uuid.UUID:
        """A club in Bergen that has met, on Wednesdays."""
        self.session.rollback()
        found = self.session.scalars(select(Group.id).where(Group.kind == "family_club")).first()
        return found or self.club()

    @property
    def wednesday(self) -> date:
        """The next on which the club meets, never today."""
        return self.today + timedelta(days=(2 - self.today.weekday()) % 7 or 7)

    # what people do

    def promises(self, person: Person) -> None:
        self.does(training.sign, person, document=CONFIDENTIALITY, version=1)

    def wrote(self, **changed: Any) -> Asked:
        contact = Contact(
            changed.pop("way", "call"), changed.pop("value", NUMBER), changed.pop("message", False), "evening"
        )
        usual = {
            "town": "Bergen", "country": "NO", "for_whom": "self", "language": "nb", "name": NAME,
            "note": "Ring etter seks",
        }  # fmt: skip
        return Asked(contact, **{**usual, **changed})

    def arrives(self, by: Person | None = None, *, goes_on: bool = False, **changed: Any) -> Self:
        """By the form, or told to somebody who took the phone."""
        with writing(self.session):
            enquiry = enquiries.receive(
                self.session, self.clock(), self.wrote(**changed), channel="phone" if by else "form",
                by=by.id if by else None, goes_on=goes_on,
            )  # fmt: skip
        about = select(Case.id).where(Case.subject_id == enquiry.id)
        self.id = self.session.scalars(about).one()
        return self

    def club(self) -> uuid.UUID:
        people, today = self.people, self.today
        with writing(self.session):
            group_id = groups.plan_group(
                self.session,
                self.clock(),
                kind="family_club",
                town_name="Bergen",
                country="NO",
                entered_by=None,
            ).group.id
            told = {
                "room": "Church hall", "step_free": True, "weekday": "wed", "start_time": time(18),
                "leader": people.assistant.id, "first_meeting": today,
            }  # fmt: skip
            groups.list_group(self.session, self.clock(), group_id, told)
            groups.open_group(
                self.session,
                self.clock(),
                group_id,
                led_by=people.assistant.id,
                came=3,
                by=people.assistant.id,
            )
        return group_id

    def visit(self, **changed: Any) -> dict[str, Any]:
        return {
            "group": self.group_id,
            "visit_day": self.wednesday,
            "brings": None,
            "greeter": None,
            **changed,
        }

    def is_given(self) -> Self:
        self.take("assign", self.people.coordinator, taker=self.people.assistant.id)
        return self

    def is_called(self) -> Self:
        self.take("contact", self.people.assistant, how="called")
        return self

    def is_booked(self, **changed: Any) -> Self:
        self.take("book", self.people.assistant, **self.visit(**changed))
        return self

    def day_comes(self) -> Self:
        self.clock.forward(days=(self.wednesday - self.today).days)
        return self

    def brought_to(self, state: str) -> Self:
        people = self.people
        way: Way = [
            (self.arrives, "new"),
            (self.is_given, "assigned"),
            (self.is_called, "contacted"),
            (self.is_booked, "booked"),
        ]
        if state in {reached for _, reached in way}:
            return self.go(way, state)
        if state in ("guided", "closed"):
            self.arrives()
            answer = {"guide": {"where_to": "doctor"}, "close": {"reason": "own_way"}}
            step = "guide" if state == "guided" else "close"
            self.take(step, people.coordinator, **answer[step])
            return self
        self.go(way, "booked").day_comes()
        self.take("came" if state == "visited" else "no_show", people.assistant)
        return self
