"""A gathering's case and its seats under concurrency: where it stands is what its seats say, whoever is first."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations
from intranet.gatherings import attendance, seats
from intranet.gatherings.looking import days_of
from intranet.people.models import Person
from intranet.training.models import Credit
from tests.gatherings.pair import Act, Pair
from tests.workflows.gathering.driver import Arranged

RACES = 3


def _answers(arranged: Arranged, person: Person, *, yes: bool = True) -> Act:
    actor, moment, gathering = arranged.as_(person), arranged.clock(), arranged.here.gathering.id
    return lambda session: seats.answer(session, actor, moment, gathering_id=gathering, yes=yes)


def _takes(arranged: Arranged, step: str, person: Person, **answers: Any) -> Act:
    case_id, actor, moment = arranged.case.id, arranged.as_(person), arranged.clock()
    return lambda session: operations.advance(session, case_id, step, actor, moment, answers)


def _marks(arranged: Arranged, minutes: dict[uuid.UUID, int | None]) -> Act:
    here, actor, moment = arranged.here.gathering, arranged.as_(arranged.people.trainer), arranged.clock()
    marks = {(person_id, day): there for person_id, there in minutes.items() for day in days_of(here)}

    def act(session: Session) -> None:
        attendance.mark(session, actor, moment, gathering_id=here.id, version=here.version, marks=marks)

    return act


def _run(arranged: Arranged, first: Act, second: Act) -> list[str]:
    arranged.session.rollback()
    return Pair(arranged.session).run(first, second)


def test_it_is_full_exactly_while_no_seat_is_free(arranged: Arranged) -> None:
    people = arranged.people
    for number in range(RACES):
        arranged.plan(seats=2).invite()
        arranged.answer(people.assistant)
        arranged.clock.forward(minutes=1)
        comes, leaves = _answers(arranged, people.second), _answers(arranged, people.assistant, yes=False)
        pair = (comes, leaves) if number % 2 else (leaves, comes)
        assert _run(arranged, *pair) == ["done", "done"]
        assert arranged.seated() == {people.second.id}
        assert arranged.state == "invited"
        arranged.clock.forward(minutes=1)
        both = (_answers(arranged, people.third), _answers(arranged, people.assistant))
        assert _run(arranged, *both) == ["done", "done"]
        assert (arranged.state, arranged.here.free, len(arranged.waiting())) == ("full", 0, 1)


@pytest.mark.parametrize("is_first", [True, False])
def test_nobody_gets_a_seat_in_what_is_cancelled_meanwhile(arranged: Arranged, is_first: bool) -> None:
    people = arranged.people
    arranged.plan().invite()
    cancels = _takes(arranged, "cancel", people.staff, reason="No room.")
    comes = _answers(arranged, people.assistant)
    outcomes = _run(arranged, *((cancels, comes) if is_first else (comes, cancels)))
    assert outcomes == (["done", "Refused"] if is_first else ["done", "done"])
    assert arranged.state == "cancelled"
    assert arranged.seated() == (set() if is_first else {people.assistant.id})


def test_two_who_finish_it_at_once_credit_the_hours_once(arranged: Arranged) -> None:
    people = arranged.people
    arranged.plan().invite()
    arranged.answer(people.assistant)
    arranged.hold()
    arranged.mark(assistant=90)
    finishes = _takes(arranged, "follow_up", people.trainer)
    assert sorted(_run(arranged, finishes, finishes)) == ["Stale", "done"]
    arranged.session.rollback()
    assert [row.minutes for row in arranged.session.scalars(select(Credit))] == [90]


@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_marked_at_the_last_moment_counts_or_is_told_to_be_late(
    arranged: Arranged, is_first: bool
) -> None:
    people = arranged.people
    arranged.plan().invite()
    arranged.answer(people.assistant)
    arranged.hold()
    arranged.mark(assistant=90)
    marks, finishes = (
        _marks(arranged, {people.assistant.id: 45}),
        _takes(arranged, "follow_up", people.trainer),
    )
    outcomes = _run(arranged, *((marks, finishes) if is_first else (finishes, marks)))
    arranged.session.rollback()
    credited = [row.minutes for row in arranged.session.scalars(select(Credit))]
    if is_first:
        assert (outcomes, credited) == (["done", "done"], [45])
    else:
        assert (outcomes[0], credited) == ("done", [90])
        assert outcomes[1] in ("Stale", "Refused")
