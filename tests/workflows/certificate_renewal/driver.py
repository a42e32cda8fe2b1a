"""Drives the renewal of a certificate as its people would: each step by its person, in a transaction of its own."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations, store
from intranet.cases.models import Notice
from intranet.certificates import operations as certificates
from intranet.certificates import queries
from intranet.certificates.dates import plus_months
from intranet.certificates.models import Certificate
from intranet.certificates.status import Status
from intranet.clock import local_date
from intranet.db import writing
from intranet.groups import assignments
from intranet.groups.cover import Basis, covered
from intranet.groups.evidence import facts_of_group
from intranet.groups.models import Group, Meeting
from intranet.people import operations as people_operations
from intranet.people.models import Person, RecordCheck
from intranet.problems import Refused
from intranet.training import operations as training
from intranet.training.models import PracticeMeeting
from tests import cast, factories
from tests.support.clock import Clock
from tests.workflows.driver import Driver
from tests.workflows.lost_cover.driver import Lasting

DAY = timedelta(1)
REFUSAL = {
    "ground": "missing_supervision",
    "reason": "Hours are missing.",
    "heard": True,
    "appeal_told": True,
}
APPEAL = {"appeal": "The hours of autumn were left out."}
ASSESSMENT = {"self_assessment": "Two good years."}


class Renewal(Driver):
    """The certificate of the assistant in Bergen, entered from paper, and the case that follows it."""

    workflow = "certificate_renewal"

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        self.whose = people.assistant
        self.group_id: uuid.UUID | None = None

    # what one looks at

    @property
    def cases(self) -> list[store.CaseRow]:
        """Every case about this certificate, the oldest first."""
        return self.cases_about(self.whose.id)

    @property
    def case(self) -> store.CaseRow:
        return self.cases[-1]

    def status(self) -> Status:
        self.session.rollback()
        return queries.status_of(self.session, self.whose.id, self.today)

    @property
    def periods(self) -> list[tuple[date | None, date | None]]:
        """From when to when, the oldest first."""
        self.session.rollback()
        rows = select(Certificate).where(Certificate.person_id == self.whose.id)
        found = self.session.scalars(rows.order_by(Certificate.entered_at, Certificate.valid_to))
        return [(row.valid_from, row.valid_to) for row in found]

    @property
    def end(self) -> date:
        end = self.periods[-1][1]
        assert end is not None
        return end

    def notices(self, person: Person | None = None, role: str | None = None) -> list[date]:
        """The days on which somebody was told of a task of this case."""
        self.session.rollback()
        told = select(Notice.made_at).where(Notice.case_id == self.case.id).order_by(Notice.made_at)
        told = told.where(Notice.person_id == person.id) if person else told.where(Notice.role == role)
        return [local_date(moment) for moment in self.session.scalars(told)]

    # what people do

    def certified(self, *, days_left: int = 729, months: int = 24) -> Self:
        """A certificate on paper that ends so many days from today, after so many months."""
        end = self.today + timedelta(days_left)
        return self.paper(plus_months(end, -months) + DAY, end)

    def paper(self, valid_from: date | None, valid_to: date | None, *, number: str = "") -> Self:
        self.enters_paper(self.whose, valid_from, valid_to, number=number)
        return self

    def leading(self, *, days: int = 729, welcomes_children: bool = False) -> Self:
        """The assistant leads the group in Bergen alone, on a certificate that lasts so many days from the idea on."""
        new_group = Lasting(self.session, self.people, self.clock)
        new_group.days = days
        self.group_id = new_group.until("active").case.subject_id
        with writing(self.session):
            group = self.session.get_one(Group, self.group_id)
            group.children_welcome = welcomes_children
        return self

    def joined_by(self, person: Person) -> Self:
        """Somebody else certified leads the group as well."""
        self.enters_paper(person, self.today, self.today + timedelta(2000))
        asked = self.does(
            assignments.ask, self.people.coordinator, group_id=self.group_id, person_id=person.id
        )
        self.does(assignments.accept, person, assignment_id=asked.id)
        return self

    def cover(self, on: date | None = None) -> Basis:
        self.session.rollback()
        assert self.group_id is not None
        return covered(facts_of_group(self.session, self.group_id), on or self.today).basis

    def led(self, meetings: int, *, last_on: date | None = None, with_whom: Person | None = None) -> Self:
        """So many meetings of the group, one a day until this one, by default yesterday.

        Whoever they led it with is named first.
        """
        assert self.group_id is not None
        last = last_on or self.today - DAY
        with writing(self.session):
            self.session.add_all(
                Meeting(
                    group_id=self.group_id, held_on=last - timedelta(number), came=3,
                    led_by=with_whom.id if with_whom else self.whose.id,
                    co_led_by=self.whose.id if with_whom else None,
                    reported_by=self.whose.id, reported_at=self.clock(),
                )
                for number in range(meetings)
            )  # fmt: skip
        return self

    def practised(self, meetings: int) -> Self:
        """So many meetings led with a mentor, who confirmed them."""
        assert self.group_id is not None
        with writing(self.session):
            self.session.add_all(
                PracticeMeeting(
                    person_id=self.whose.id, group_id=self.group_id, held_on=self.today - timedelta(7 * number + 7),
                    part="led", mentor_id=self.people.trainer.id, logged_at=self.clock(),
                    confirmed_at=self.clock(),
                )
                for number in range(meetings)
            )  # fmt: skip
        return self

    def check_seen(self, *, days_ago: int, next_in: int = 300) -> Self:
        """A record check was seen so long ago, and the next one is due in so many days."""
        with writing(self.session):
            self.session.add(
                RecordCheck(
                    person_id=self.whose.id, seen_on=self.today - timedelta(days_ago),
                    next_check_on=self.today + timedelta(next_in), seen_by=self.people.coordinator.id,
                    entered_at=self.clock(),
                )
            )  # fmt: skip
        return self

    def begin(self, person: Person) -> None:
        """What no page offers: somebody begins the case that begins by itself."""
        with writing(self.session):
            operations.begin(
                self.session, self.workflow, "begin", self.as_(person), self.people.units["nation"], self.clock(), {},
                subject_id=self.whose.id,
            )  # fmt: skip

    def sign(self, version: int = 1) -> Self:
        self.does(training.sign, self.whose, document="code_of_conduct", version=version)
        return self

    def hour(self, on: date, *, minutes: int = 75, ethics: int = 30, kind: str = "supervision") -> None:
        noted = training.Noted(on, minutes, kind, ethics, reason="From before")
        self.does(training.enter_hours, self.people.trainer, person_id=self.whose.id, noted=noted)

    def supervised(
        self, months: int = 16, *, start: date | None = None, minutes: int = 75, ethics: int = 30
    ) -> Self:
        """A supervision in each of so many months, from the first of the period on: 20 hours, 8 of them ethics."""
        first = start or self.periods[-1][0]
        assert first is not None
        for month in range(months):
            self.hour(plus_months(first, month), minutes=minutes, ethics=ethics)
        return self

    def exempt(self, requirement: str, *, days: int = 300) -> Self:
        self.does(
            training.exempt, self.people.staff_two, person_id=self.whose.id, requirement=requirement,
            reason="Agreed with the trainer.", until_on=self.today + timedelta(days),
        )  # fmt: skip
        return self

    def earned(self) -> Self:
        """All that a renewal takes, and the promise."""
        return self.supervised().exempt("renewal_meetings").sign()

    def ask(self) -> Self:
        self.take("apply", self.whose, **ASSESSMENT)
        return self

    def missing(self) -> list[str]:
        """What the trainer is told is missing, by guard."""
        try:
            self.checked()
        except Refused as refused:
            return [one.guard for one in refused.refusals]
        return []

    def checked(self) -> Self:
        self.take("confirm", self.people.trainer)
        return self

    def suspend(self) -> None:
        self.does(
            certificates.suspend, self.people.staff_two, person_id=self.whose.id,
            ground="safety", reason="Being looked into.",
        )  # fmt: skip

    def lift(self) -> None:
        self.does(certificates.lift, self.people.board, person_id=self.whose.id, reason="Nothing was found.")

    def give_back(self) -> None:
        """An appeal is won, decided by somebody who had no part in it."""
        with writing(self.session):
            factories.role(self.session, self.people.outsider, "appeals", self.people.units["nation"])
        self.does(certificates.reinstate, self.people.outsider, person_id=self.whose.id, reason="Upheld.")

    def extend(self, *, months: int) -> None:
        """All certificates that end about now last longer."""
        around = timedelta(200)
        self.does(
            certificates.extend_all, self.people.board, unit_id=self.people.units["nation"].id, months=months,
            ending_from=self.end - around, ending_to=self.end + around, reason="The courses fell away.",
        )  # fmt: skip

    def leave(self) -> None:
        self.does(people_operations.leave, self.whose, person_id=self.whose.id, left_on=self.today)

    # how time goes

    def forward(self, days: int) -> Self:
        """So many days later, and all that time did on the way."""
        self.clock.forward(days=days)
        operations.tick(self.session, self.clock())
        return self

    def each_day(self, days: int) -> Self:
        for _ in range(days):
            self.forward(1)
        return self

    def until_days_left(self, days: int) -> Self:
        """To the day so many days before the end; a negative number lies behind it."""
        return self.forward((self.end - self.today).days - days)

    # how far one may want to be

    def until(self, state: str) -> Self:
        """Go by the straight way to a state, each step by the person whose it is."""
        self.certified()
        match state:
            case "valid":
                pass
            case "soon":
                self.until_days_left(100)
            case "applied":
                self.until_days_left(100).earned().ask()
            case "completing":
                self.until_days_left(100).earned().ask()
                self.take("missing", self.people.trainer, what_is_missing="One supervision.")
            case "renewed":
                self.until_days_left(100).earned().ask().checked()
                self.take("renew", self.people.staff)
            case "grace":
                self.until_days_left(-10).earned()
            case "refused":
                self.until_days_left(100).earned().ask()
                self.take("refuse", self.people.staff, **REFUSAL)
            case "lapsed":
                self.until_days_left(-95)
            case "stopped":
                self.suspend()
                self.does(
                    certificates.revoke, self.people.board, person_id=self.whose.id,
                    ground="safety", reason="Heard and decided.", heard=True,
                )  # fmt: skip
        assert self.state == state, self.steps
        return self
