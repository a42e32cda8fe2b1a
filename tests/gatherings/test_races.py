"""Seats under concurrency: whoever comes at the same moment, never more seats than there are, nobody left out."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy.orm import Session

from intranet.gatherings import seats
from intranet.organisation.actors import actor_of
from tests.gatherings.pair import Act, Pair
from tests.gatherings.stage import Stage
from tests.races.control import loosen

RACES = 6


def _answers(stage: Stage, gathering_id: uuid.UUID, person_id: uuid.UUID, *, yes: bool = True) -> Act:
    actor, moment = actor_of(stage.session, person_id, stage.today), stage.clock()

    def act(session: Session) -> None:
        seats.answer(session, actor, moment, gathering_id=gathering_id, yes=yes)

    return act


def test_two_who_say_yes_to_the_last_seat_at_once_get_one_seat_and_one_place_in_line(
    stage: Stage,
) -> None:
    anna, bo = stage.somebody("anna"), stage.somebody("bo")
    pair = Pair(stage.session)
    for _ in range(RACES):
        gathering = stage.announced(anna, bo, seats=1)
        stage.session.rollback()
        outcomes = pair.run(_answers(stage, gathering, anna.id), _answers(stage, gathering, bo.id))
        assert outcomes == ["done", "done"]
        assert len(stage.seated(gathering)) == 1
        assert len(stage.waiting(gathering)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_locks_two_get_the_last_seat(stage: Stage) -> None:
    """The control: without the lock on the gathering both find it free. SQLite has one writer at a time anyway."""
    anna, bo = stage.somebody("anna"), stage.somebody("bo")
    gathering = stage.announced(anna, bo, seats=1)
    stage.session.rollback()
    Pair(stage.session, loosen).run(_answers(stage, gathering, anna.id), _answers(stage, gathering, bo.id))
    assert len(stage.seated(gathering)) == 2


def test_a_no_and_a_yes_at_once_leave_no_seat_empty_while_somebody_waits(
    stage: Stage,
) -> None:
    anna, bo, cai = (stage.somebody(name) for name in ("anna", "bo", "cai"))
    pair = Pair(stage.session)
    for number in range(RACES):
        gathering = stage.announced(anna, bo, cai, seats=1)
        stage.answer(gathering, anna)
        stage.answer(gathering, bo)
        stage.session.rollback()
        stage.clock.forward(minutes=1)
        leaves, comes = _answers(stage, gathering, anna.id, yes=False), _answers(stage, gathering, cai.id)
        pair.run(*((leaves, comes) if number % 2 else (comes, leaves)))
        assert stage.seated(gathering) == {bo.id}
        assert stage.waiting(gathering) == [cai.id]


def test_somebody_who_answers_twice_at_once_has_one_answer_that_stands(
    stage: Stage,
) -> None:
    anna = stage.somebody("anna")
    pair = Pair(stage.session)
    for _ in range(RACES):
        gathering = stage.announced(anna, seats=1)
        stage.session.rollback()
        pair.run(_answers(stage, gathering, anna.id), _answers(stage, gathering, anna.id, yes=False))
        here = stage.here(gathering)
        assert len(here.seats) == 1
        assert here.seats[0].answer == "no"
