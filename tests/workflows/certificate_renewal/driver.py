"""Drives the renewal of a certificate as its people would: each step by its person, in a transaction of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations, store
from intranet.cases.models import Case, CaseEvent, Notice
from intranet.certificates import operations as certificates
from intranet.certificates import queries
from intranet.certificates.dates import plus_months
from intranet.certificates.models import Certificate
from intranet.certificates.status import Status
from intranet.clock import local_date
from intranet.db import writing
from intranet.organisation.models import Setting
from intranet.organisation.queries import actor_of
from intranet.people import operations as people_operations
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.training import operations as training
from tests import cast, factories
from tests.support.clock import Clock

KEY = "certificate_renewal"
DAY = timedelta(1)
REFUSAL = {
    "ground": "missing_supervision",
    "reason": "Hours are missing.",
    "heard": True,
    "appeal_told": True,
}
ASSESSMENT = {"self_assessment": "Two good years."}


class Renewal:
    """The certificate of the assistant in Bergen, entered from paper, and the case that follows it."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        self.whose = people.assistant

    # what one looks at

    @property
    def today(self) -> date:
        return local_date(self.clock())

    @property
    def cases(self) -> list[store.CaseRow]:
        """Every case about this certificate, the oldest first."""
        self.session.rollback()
        mine = select(Case.id).where(Case.workflow == KEY, Case.subject_id == self.whose.id)
        return [
            store.load(self.session, case_id)
            for case_id in self.session.scalars(mine.order_by(Case.started_at, Case.id))
        ]

    @property
    def case(self) -> store.CaseRow:
        return self.cases[-1]

    @property
    def id(self) -> uuid.UUID:
        return self.case.id

    @property
    def state(self) -> str:
        return self.case.state

    @property
    def open_tasks(self) -> set[str]:
        return {task.key for task in self.case.tasks if task.status in ("open", "claimed")}

    @property
    def steps(self) -> list[str | None]:
        rows = select(CaseEvent.transition).where(CaseEvent.case_id == self.id).order_by(CaseEvent.number)
        return list(self.session.scalars(rows.where(CaseEvent.kind == "transition")))

    @property
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
        told = select(Notice.made_at).where(Notice.case_id == self.id).order_by(Notice.made_at)
        told = told.where(Notice.person_id == person.id) if person else told.where(Notice.role == role)
        return [local_date(moment) for moment in self.session.scalars(told)]

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, self.today)

    def does(self, act: Callable[..., Any], person: Person, **arguments: Any) -> Any:
        """An operation of a feature, in a transaction of its own."""
        with writing(self.session):
            return act(self.session, self.as_(person), self.clock(), **arguments)

    # what people do

    def certified(self, *, days_left: int = 729, months: int = 24) -> Renewal:
        """A certificate on paper that ends so many days from today, after so many months."""
        end = self.today + timedelta(days_left)
        return self.paper(plus_months(end, -months) + DAY, end)

    def paper(self, valid_from: date | None, valid_to: date | None) -> Renewal:
        self.does(
            certificates.enter_from_paper, self.people.staff_two, person_id=self.whose.id,
            number=f"NO-{self.whose.id.hex[:6]}", valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip
        return self

    def take(self, transition: str, person: Person, **answers: Any) -> operations.Outcome:
        version = self.case.version
        with writing(self.session):
            return operations.advance(
                self.session, self.id, transition, self.as_(person), self.clock(), answers, version=version
            )

    def complete(self, key: str, person: Person, **answers: Any) -> None:
        task = next(task for task in self.case.tasks if task.key == key and task.live)
        with writing(self.session):
            operations.complete(self.session, task.id, self.as_(person), self.clock(), answers)

    def sign(self, version: int = 1) -> Renewal:
        self.does(training.sign, self.whose, document="code_of_conduct", version=version)
        return self

    def hour(self, on: date, *, minutes: int = 75, ethics: int = 30, kind: str = "supervision") -> None:
        noted = training.Noted(on, minutes, kind, ethics, reason="From before")
        self.does(training.enter_hours, self.people.trainer, person_id=self.whose.id, noted=noted)

    def supervised(self, months: int = 16, *, start: date | None = None, **hours: int) -> Renewal:
        """A supervision in each of so many months, from the first of the period on: 20 hours, 8 of them ethics."""
        first = start or self.periods[-1][0]
        assert first is not None
        for month in range(months):
            self.hour(plus_months(first, month), **hours)
        return self

    def exempt(self, requirement: str, *, days: int = 300) -> Renewal:
        self.does(
            training.exempt, self.people.staff, person_id=self.whose.id, requirement=requirement,
            reason="Agreed with the trainer.", until_on=self.today + timedelta(days),
        )  # fmt: skip
        return self

    def earned(self) -> Renewal:
        """All that a renewal takes, and the promise."""
        return self.supervised().exempt("renewal_meetings").sign()

    def ask(self) -> Renewal:
        self.take("apply", self.whose, **ASSESSMENT)
        return self

    def checked(self) -> Renewal:
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

    def set_limit(self, key: str, value: int) -> None:
        with writing(self.session):
            nation = self.people.units["nation"]
            self.session.add(Setting(unit_id=nation.id, key=key, value=str(value)))

    # how time goes

    def forward(self, days: int) -> Renewal:
        """So many days later, and all that time did on the way."""
        self.clock.forward(days=days)
        operations.tick(self.session, self.clock())
        return self

    def each_day(self, days: int) -> Renewal:
        for _ in range(days):
            self.forward(1)
        return self

    def until_days_left(self, days: int) -> Renewal:
        """To the day so many days before the end; a negative number lies behind it."""
        return self.forward((self.end - self.today).days - days)

    # how far one may want to be

    def until(self, state: str) -> Renewal:
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
