"""What whoever drives a case has and does in every process; each process adds only its own words."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations, store
from intranet.cases.models import Case, CaseEvent
from intranet.certificates import operations as certificates
from intranet.clock import local_date
from intranet.db import writing
from intranet.groups.models import Assignment
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Setting, Unit
from intranet.people.models import Person
from intranet.policy import Actor
from tests import cast, factories
from tests.support.clock import Clock

Way = list[tuple[Callable[[], Any], str]]  # each step, and the state it leads to


class Driver(ABC):
    """Each act is of its person, and in a transaction of its own; what one looks at is read anew."""

    workflow: ClassVar[str]

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock

    # what one looks at

    @property
    @abstractmethod
    def case(self) -> store.CaseRow:
        """The case that steps are taken in."""

    @property
    def state(self) -> str:
        return self.case.state

    @property
    def today(self) -> date:
        return local_date(self.clock())

    @property
    def open_tasks(self) -> set[str]:
        return {task.key for task in self.case.tasks if task.status in ("open", "claimed")}

    @property
    def steps(self) -> list[str]:
        return self.steps_of(self.case.id)

    def steps_of(self, case_id: uuid.UUID) -> list[str]:
        self.session.rollback()
        taken = select(CaseEvent.transition).where(
            CaseEvent.case_id == case_id, CaseEvent.kind == "transition"
        )
        return [step for step in self.session.scalars(taken.order_by(CaseEvent.number)) if step is not None]

    def cases_about(self, subject_id: uuid.UUID, workflow: str = "") -> list[store.CaseRow]:
        """Every case of this process, or of another, about a subject: the oldest first."""
        self.session.rollback()
        about = select(Case.id).where(
            Case.workflow == (workflow or self.workflow), Case.subject_id == subject_id
        )
        ids = self.session.scalars(about.order_by(Case.started_at, Case.ended_at.is_(None), Case.id)).all()
        return [store.load(self.session, case_id) for case_id in ids]

    def asked(self, person: Person, group_id: uuid.UUID | None) -> uuid.UUID:
        """The assignment by which somebody was asked to lead a group, or leads it."""
        self.session.rollback()
        return self.session.scalars(
            select(Assignment.id).where(
                Assignment.group_id == group_id,
                Assignment.person_id == person.id,
                Assignment.ended_at.is_(None),
            )
        ).one()

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, self.today)

    # what people do

    def does(self, act: Callable[..., Any], person: Person, *given: Any, **arguments: Any) -> Any:
        """An operation of a feature."""
        with writing(self.session):
            return act(self.session, self.as_(person), self.clock(), *given, **arguments)

    def take(self, transition: str, person: Person, **answers: Any) -> operations.Outcome:
        case = self.case
        with writing(self.session):
            return operations.advance(
                self.session, case.id, transition, self.as_(person), self.clock(), answers, version=case.version
            )  # fmt: skip

    def task_of(self, key: str) -> store.TaskRow:
        return next(task for task in self.case.tasks if task.key == key and task.live)

    def complete(self, key: str, person: Person, **answers: Any) -> None:
        task = self.task_of(key)
        with writing(self.session):
            operations.complete(self.session, task.id, self.as_(person), self.clock(), answers)

    def enters_paper(
        self, person: Person, valid_from: date | None, valid_to: date | None,
        *, number: str = "", by: Person | None = None,
    ) -> None:  # fmt: skip
        """The office enters a certificate that exists on paper."""
        self.does(
            certificates.enter_from_paper, by or self.people.staff_two, person_id=person.id,
            number=number or f"NO-{person.id.hex[-8:]}-{self.today:%m%d}",
            valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip

    # what stands there before

    def somebody(self, name: str, role: str, where: str) -> Person:
        """Somebody in Bergen whom the cast does not have."""
        shown = f"{name.replace('_', ' ').title()} Eksempel"
        with writing(self.session):
            unit = self.people.units[where]
            person = factories.person(self.session, shown, unit, self.people.towns["Bergen"])
            factories.role(self.session, person, role, unit)
        return person

    def joins(self, name: str, role: str, where: str) -> None:
        """From now on they are of the cast."""
        self.people.people[name] = self.somebody(name, role, where)

    def give(self, person: Person, role: str) -> None:
        """A role in the nation."""
        self.session.rollback()
        with writing(self.session):
            factories.role(self.session, person, role, self.people.units["nation"])

    def set_limit(self, key: str, value: int) -> None:
        self.session.rollback()
        with writing(self.session):
            self.session.add(
                Setting(
                    unit_id=self.people.units["nation"].id, key=key, value=str(value),
                    set_by=self.people.staff.id, set_at=self.clock(),
                )
            )  # fmt: skip


class OneCase(Driver):
    """Follows one case from its beginning; `id` may be set to look at another."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        self.id: uuid.UUID | None = None

    @property
    def case(self) -> store.CaseRow:
        assert self.id is not None
        self.session.rollback()
        return store.load(self.session, self.id)

    def begin(
        self, transition: str, person: Person, unit: Unit, answers: dict[str, Any],
        *, subject_id: uuid.UUID | None = None,
    ) -> Self:  # fmt: skip
        with writing(self.session):
            outcome = operations.begin(
                self.session, self.workflow, transition, self.as_(person), unit, self.clock(), answers,
                subject_id=subject_id,
            )  # fmt: skip
        self.id = outcome.case_id
        return self

    def go(self, way: Way, state: str) -> Self:
        """Along a way to a state that lies on it."""
        for step, reached in way:
            step()
            if reached == state:
                assert self.state == state
                return self
        raise AssertionError(f"no straight way leads to {state}")
