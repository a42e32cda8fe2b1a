"""Stand-ins as dated facts: asked by the coordinator, accepted in person, over by themselves, and no cover before."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations as cases
from intranet.clock import local_date
from intranet.db import writing
from intranet.groups import assignments, operations, queries
from intranet.groups.cover import covered
from intranet.groups.evidence import facts_of_group
from intranet.groups.models import Assignment
from intranet.organisation.actors import actor_of
from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Refused, Stale
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock


class Group:
    """A group in Bergen that nobody leads; the assistant is certified and may stand in."""

    def __init__(self, session: Session, people: Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        with writing(session):
            self.id = operations.plan_group(
                session, clock(), kind="family_club", town_name="Bergen", country="NO", entered_by=None
            ).group.id
            told = {
                "room": "Church hall",
                "weekday": "wed",
                "start_time": time(18),
                "first_meeting": self.today,
            }
            operations.list_group(session, clock(), self.id, told)
            factories.certificate(session, people.assistant, people.staff, date(2026, 1, 1), date(2028, 1, 1))

    @property
    def today(self) -> date:
        return local_date(self.clock())

    def does(self, act: object, who: Person, *given: object, **named: object) -> object:
        with writing(self.session):
            actor = actor_of(self.session, who.id, self.today)
            return act(self.session, actor, self.clock(), *given, **named)  # type: ignore[operator]

    def ask(self, first: int | None, last: int) -> uuid.UUID:
        row = self.does(
            assignments.ask, self.people.coordinator, group_id=self.id, person_id=self.people.assistant.id,
            from_on=None if first is None else self.today + timedelta(first),
            until_on=self.today + timedelta(last),
        )  # fmt: skip
        assert isinstance(row, Assignment)
        return row.id

    def accept(self, asked: uuid.UUID, who: Person | None = None) -> None:
        self.does(assignments.accept, who or self.people.assistant, asked)

    def pass_days(self, days: int) -> None:
        self.clock.forward(days=days)
        cases.tick(self.session, self.clock())

    def is_covered(self, ahead: int = 0) -> bool:
        self.session.rollback()
        return covered(facts_of_group(self.session, self.id), self.today + timedelta(ahead)).holds


@pytest.fixture
def group(session: Session, people: Cast, clock: Clock) -> Group:
    return Group(session, people, clock)


def test_a_stand_in_covers_from_their_yes_on_their_days_and_never_by_the_question(group: Group) -> None:
    asked = group.ask(2, 5)
    assert [group.is_covered(ahead) for ahead in range(8)] == [False] * 8
    group.accept(asked)
    assert [group.is_covered(ahead) for ahead in range(8)] == [
        False,
        False,
        True,
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("who", ["coordinator", "staff", "board", "admin", "volunteer", "outsider", "swede"])
def test_nobody_says_yes_for_somebody_else(group: Group, who: str) -> None:
    asked = group.ask(None, 5)
    with pytest.raises((Denied, NotVisible)):
        group.accept(asked, group.people.people[who])
    assert not group.is_covered()


def test_after_their_last_day_a_stand_in_is_out_of_the_group_and_may_be_asked_again(group: Group) -> None:
    group.accept(group.ask(None, 5))
    group.pass_days(5)
    assert [row.person_id for row in queries.open_assignments(group.session, group.id)]
    with pytest.raises(Refused):
        group.ask(None, 20)
    group.pass_days(1)
    assert not queries.open_assignments(group.session, group.id)
    group.accept(group.ask(None, 20))
    assert group.is_covered(20)


def test_who_was_there_for_some_days_may_be_asked_again_even_before_the_day_has_begun(group: Group) -> None:
    first = group.ask(None, 5)
    group.accept(first)
    group.clock.forward(days=6)
    again = group.ask(None, 5)
    group.session.rollback()
    rows = group.session.scalars(select(Assignment).where(Assignment.ended_at.is_(None)))
    assert [row.id for row in rows] == [again]


def test_a_question_about_days_that_have_passed_is_not_answered_any_more(group: Group) -> None:
    asked = group.ask(None, 5)
    group.clock.forward(days=6)
    with pytest.raises(Stale):
        group.accept(asked)


def test_what_was_covered_on_a_past_day_stays_so_when_the_stand_in_is_over(group: Group) -> None:
    group.accept(group.ask(None, 5))
    group.pass_days(9)
    assert [group.is_covered(ahead) for ahead in (-9, -4, -3, 0)] == [True, True, False, False]
