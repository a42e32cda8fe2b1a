"""A running group whose cover comes and goes, each change by its person and in a transaction of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Self

from sqlalchemy import text
from sqlalchemy.orm import Session

from intranet.cases import operations, store
from intranet.certificates import operations as certificates
from intranet.db import writing
from intranet.groups import assignments, reach
from intranet.groups import operations as groups
from intranet.groups.models import Assignment
from intranet.people import operations as person_operations
from intranet.people.models import Person
from tests import cast
from tests.support import invariant
from tests.support.clock import Clock
from tests.workflows.driver import Driver
from tests.workflows.new_group.driver import NewGroup


class Lasting(NewGroup):
    """The way to a running group with a certificate that lasts as long as a test says."""

    days = 730

    def certify(
        self, person: Person | None = None, *, by: Person | None = None, days: int | None = None
    ) -> None:
        super().certify(person, by=by, days=days or self.days)


class Cover(Driver):
    """The group in Bergen, which the assistant leads alone, and what is flagged about it."""

    workflow = "lost_cover"

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        self.new_group = Lasting(session, people, clock)
        self.end = self.today

    def meets(self, *, days: int = 730, state: str = "active") -> Self:
        """The group is there; the assistant's certificate lasts so many days from the beginning."""
        self.new_group.days = days
        self.end = self.today + timedelta(days)
        self.new_group.until(state)
        operations.tick(self.session, self.clock())
        return self

    # what one looks at

    @property
    def group_id(self) -> uuid.UUID:
        found = self.new_group.case.subject_id
        assert found is not None
        return found

    @property
    def cases(self) -> list[store.CaseRow]:
        """Every case that was ever begun about the group's cover, the oldest first."""
        return self.cases_about(self.group_id)

    @property
    def flag(self) -> store.CaseRow | None:
        """The one that is open; two would be one too many."""
        found = [case for case in self.cases if case.ended_at is None]
        assert len(found) <= 1, "two flags at one time"
        return found[0] if found else None

    @property
    def case(self) -> store.CaseRow:
        flag = self.flag
        assert flag is not None
        return flag

    def stands(self) -> str | None:
        """The state of the flag; None without one."""
        flag = self.flag
        return None if flag is None else flag.state

    def wrong(self) -> set[str]:
        """What the raw rows say is broken about this group today."""
        self.session.rollback()
        found = invariant.broken(self.session.connection(), self.today)
        return {one.what for one in found if one.group == self.group_id.hex}

    # what happens

    def pass_days(self, days: int) -> None:
        """As after a worker that rested: the days between begin together with the last."""
        self.clock.forward(days=days)
        operations.tick(self.session, self.clock())

    def until(self, day: date) -> None:
        """The day before begins, then the day itself."""
        self.pass_days((day - self.today).days - 1)
        self.pass_days(1)

    def suspend(self) -> None:
        self.new_group.suspend()

    def lift(self) -> None:
        self.new_group.lift()

    def revoke(self) -> None:
        self.suspend()
        self.does(
            certificates.revoke, self.people.board_two, person_id=self.people.assistant.id,
            ground="safety", reason="Heard and decided.", heard=True,
        )  # fmt: skip

    def stop_leading(self) -> None:
        self.does(assignments.end, self.people.assistant, assignment_id=self.assignment_of("assistant"))

    def leave(self) -> None:
        self.leave_in(0)

    def leave_in(self, days: int) -> None:
        self.does(
            person_operations.leave, self.people.assistant,
            person_id=self.people.assistant.id, left_on=self.today + timedelta(days),
        )  # fmt: skip

    def come_back(self) -> None:
        self.does(person_operations.come_back, self.people.coordinator, person_id=self.people.assistant.id)

    def ask(self, person: Person, *, from_in: int | None = None, until_in: int | None = None) -> uuid.UUID:
        """The coordinator asks: to lead, or as a stand-in for some days from today."""
        row: Assignment = self.does(
            assignments.ask, self.people.coordinator, group_id=self.group_id, person_id=person.id,
            from_on=None if from_in is None else self.today + timedelta(from_in),
            until_on=None if until_in is None else self.today + timedelta(until_in),
        )  # fmt: skip
        return row.id

    def accept(self, person: Person, assignment_id: uuid.UUID) -> None:
        self.does(assignments.accept, person, assignment_id=assignment_id)

    def certify(self, person: Person, *, days: int = 730) -> None:
        self.enters_paper(person, self.today, self.today + timedelta(days))

    def assignment_of(self, name: str) -> uuid.UUID:
        return self.asked(self.people.people[name], self.group_id)

    def pause(self) -> None:
        self.pause_from(0)

    def pause_from(self, days: int) -> None:
        first = self.today + timedelta(days)
        self.does(
            certificates.pause, self.people.assistant, person_id=self.people.assistant.id,
            from_on=first, until_on=first + timedelta(30),
        )  # fmt: skip

    def resume(self) -> None:
        self.does(certificates.resume, self.people.coordinator, person_id=self.people.assistant.id)

    def moves_house(self, town: str | None) -> None:
        """The assistant lives somewhere else from now on, or nobody knows where."""
        details = person_operations.Details(
            name=self.people.assistant.name,
            phone=None,
            language=None,
            home_town_id=None if town is None else self.people.towns[town].id,
            work_town_id=None,
        )
        self.does(
            person_operations.change_details, self.people.assistant,
            person_id=self.people.assistant.id, details=details,
        )  # fmt: skip

    def confirm_reach(self) -> None:
        self.does(
            reach.confirm, self.people.coordinator, group_id=self.group_id, person_id=self.people.assistant.id
        )

    def rest(self) -> None:
        self._alone(groups.rest_group)

    def wake(self) -> None:
        self._alone(groups.wake_group)

    def behind_the_back_of_everybody(self, statement: str) -> None:
        """A row changed without a word: what no operation does, and the controls need."""
        with writing(self.session):
            self.session.execute(text(statement))

    def _alone(self, act: Callable[..., None]) -> None:
        with writing(self.session):
            act(self.session, self.clock(), self.group_id)
