"""What a story finds when it begins: certificates on paper and a club that meets. The rest happens on the screen."""

from __future__ import annotations

from datetime import date, time, timedelta

from flask import Flask
from sqlalchemy import select

from intranet.cases import operations
from intranet.certificates import operations as certificates
from intranet.certificates.dates import plus_months
from intranet.certificates.queries import status_of
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.groups.models import Group, Meeting
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.training import operations as training
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import email_of, password_hash


class Stage:
    """The organisation before a story begins."""

    def __init__(self, app: Flask, cast: Cast, clock: Clock) -> None:
        self.app, self.cast, self.clock = app, cast, clock

    @property
    def today(self) -> date:
        return local_date(self.clock())

    def day(self, after: int = 0) -> str:
        """As a field for a day is filled in."""
        return (self.today + timedelta(after)).isoformat()

    def worth(self, name: str) -> str:
        """What their certificate is worth today, by its facts and no page."""
        with self.app.app_context():
            return status_of(db.session(), self.cast.people[name].id, self.today).code.value

    def days_go_by(self, days: int) -> None:
        """And what time does by itself is done."""
        self.clock.forward(days=days)
        with self.app.app_context():
            operations.tick(db.session(), self.clock())

    def joins(self, name: str, role: str, where: str) -> Person:
        """Somebody whom the cast does not have, with a role and an account."""
        with self.app.app_context(), writing(db.session()):
            unit = self.cast.units[where]
            shown = f"{name.replace('_', ' ').title()} Eksempel"
            person = factories.person(db.session(), shown, unit, self.cast.towns["Bergen"])
            factories.role(db.session(), person, role, unit)
            factories.account(db.session(), person, email_of(name), password_hash())
            self.cast.people[name] = person
            return person

    def is_certified(self, name: str, *, since: int = 0, days: int = 730) -> None:
        """On paper, from so many days ago until so many days from now."""
        with self.app.app_context(), writing(db.session()):
            staff = actor_of(db.session(), self.cast.staff_two.id, self.today)
            certificates.enter_from_paper(
                db.session(), staff, self.clock(), person_id=self.cast.people[name].id, number=f"NO-{name}",
                valid_from=self.today - timedelta(since), valid_to=self.today + timedelta(days),
            )  # fmt: skip

    def was_supervised(self, name: str, months: int) -> None:
        """In each of so many months before this one: an hour and a quarter, half an hour of it about ethics."""
        with self.app.app_context(), writing(db.session()):
            trainer = actor_of(db.session(), self.cast.trainer.id, self.today)
            for month in range(1, months + 1):
                noted = training.Noted(
                    plus_months(self.today, -month), 75, "supervision", 30, reason="From before"
                )
                training.enter_hours(
                    db.session(), trainer, self.clock(), person_id=self.cast.people[name].id, noted=noted
                )

    def helps(self, name: str, group: str) -> None:
        with self.app.app_context(), writing(db.session()):
            unit = db.session().scalars(select(Unit).where(Unit.name == group)).one()
            factories.role(db.session(), self.cast.people[name], "volunteer", unit)

    def promises_confidentiality(self, *names: str) -> None:
        with self.app.app_context(), writing(db.session()):
            for name in names:
                who = actor_of(db.session(), self.cast.people[name].id, self.today)
                training.sign(db.session(), who, self.clock(), document="confidentiality_promise", version=1)

    def club_meets(self, leader: str, name: str = "Fana", *, met: int = 0) -> None:
        """A club that the leader alone leads, every Tuesday; it met so many times, the last time today."""
        with self.app.app_context(), writing(db.session()):
            unit = factories.unit(db.session(), "group", name, self.cast.units["vestland"])
            db.session().add(
                Group(
                    id=unit.id, kind="family_club", status="active", listed=True, weekday="tue",
                    town_id=self.cast.towns["Bergen"].id, start_time=time(18, 30),
                    leader_id=self.cast.people[leader].id,
                )
            )  # fmt: skip
            db.session().flush()
            factories.accepted_assignment(
                db.session(), unit.id, self.cast.people[leader], self.cast.coordinator, self.clock()
            )
            whose = self.cast.people[leader].id
            db.session().add_all(
                Meeting(
                    group_id=unit.id, held_on=self.today - timedelta(7 * week), led_by=whose, came=5,
                    reported_by=whose, reported_at=self.clock(),
                )
                for week in range(met)
            )  # fmt: skip
