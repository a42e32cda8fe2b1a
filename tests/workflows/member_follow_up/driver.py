"""Drives a case of member_follow_up: somebody applies as from their own page, and the office and association follow."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations as cases
from intranet.db import writing
from intranet.members import operations as members
from intranet.memberships import operations, owing, paying, pledges
from intranet.memberships.details import Contact, Details, details_of
from intranet.memberships.models import AccountedFee, Fee, Membership
from tests import cast, factories
from tests.support.clock import Clock
from tests.workflows.driver import OneCase

SOMEBODY = operations.Application(
    country="NO",
    association_id=None,
    legal_name="Kanari Eksempel",
    birth_year=1975,
    contact=Contact("Eksempelveien 7", "kanari@member.example", "+47 900 10 203", phone_allowed=True),
    fee_class="middle",
    pledge_version=pledges.current("NO"),
    pledge_language="nb",
    pledge_channel="own_page",
)


class Joining(OneCase):
    """A membership in Bergen's association; `apply` begins it."""

    workflow = "member_follow_up"

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        self.membership_id = uuid.UUID(int=0)
        if "bergen" in people.units:
            return
        with writing(session):
            people.units["bergen"] = factories.unit(
                session, "association", "Bergen forening", people.units["vestland"]
            )
            people.units["oslo"] = factories.unit(
                session, "association", "Oslo forening", people.units["ostlandet"]
            )
        self.joins("helper", "volunteer", "bergen")
        self.joins("helper_elsewhere", "volunteer", "oslo")

    # what one looks at

    @property
    def row(self) -> Membership:
        self.session.rollback()
        return self.session.get_one(Membership, self.membership_id, populate_existing=True)

    @property
    def details(self) -> Details:
        return details_of(self.session, self.row)

    @property
    def overdue(self) -> list[int]:
        return [one.year for one in owing.overdue(self.session, self.row, self.today)]

    def fee(self, year: int) -> Fee:
        self.session.rollback()
        mine = (Fee.membership_id == self.membership_id) & (Fee.year == year)
        return self.session.scalars(select(Fee).where(mine)).one()

    def accounted(self) -> list[tuple[str, int, int, str]]:
        self.session.rollback()
        return [
            (fee.country, fee.year, fee.amount, fee.how)
            for fee in self.session.scalars(select(AccountedFee).order_by(AccountedFee.year))
        ]

    # what people do

    def applies(self, **changed: Any) -> uuid.UUID:
        given = replace(SOMEBODY, **{"association_id": self.people.units["bergen"].id, **changed})
        with writing(self.session):
            return operations.apply(self.session, self.clock(), given)

    def apply(self, **changed: Any) -> Self:
        self.membership_id = self.applies(**changed)
        (case,) = self.cases_about(self.membership_id)
        self.id = case.id
        return self

    def settle(self, year: int, how: str = "paid") -> Self:
        with writing(self.session):
            paying.settle(self.session, self.clock(), self.membership_id, year, how, self.people.staff.id)
        return self

    def confirm(self) -> Self:
        self.settle(self.today.year)
        self.take("start", self.people.staff)
        return self

    def welcome(self, **answers: Any) -> Self:
        self.take("welcome", self.people.helper, **{"how_welcomed": "rung", "wishes": "tasks", **answers})
        return self

    def forward(self, **span: float) -> Self:
        self.clock.forward(**span)
        return self.tick()

    def tick(self) -> Self:
        self.session.rollback()
        cases.tick(self.session, self.clock())
        return self

    def until(self, day: date) -> Self:
        """Day by day, as the worker would."""
        while self.today < day:
            self.clock.forward(days=min(20, (day - self.today) / timedelta(1)))
            self.tick()
        return self

    def unpaid(self) -> Self:
        """A member in the second year, whose fee was due."""
        self.apply().confirm().welcome()
        return self.until(date(self.today.year + 1, 2, 8))

    def reminded(self) -> Self:
        return self.unpaid().reminded_again()

    def reminded_again(self) -> Self:
        """Twice, of the fee that is overdue now."""
        self.forward(days=20)
        self.take("remind", self.people.staff)
        self.forward(days=40)
        self.take("remind_again", self.people.staff)
        return self

    def rung(self) -> Self:
        return self.reminded().rung_again()

    def rung_again(self) -> Self:
        self.take("ring", self.people.helper)
        self.take("call_tried", self.people.helper, call_outcome="not_reached")
        return self

    def pays(self, year: int) -> Self:
        """The office notes it on the member's page."""
        self.does(members.settle_fee, self.people.staff, self.membership_id, year, "paid")
        return self
