"""Seats under concurrency: whoever comes at the same moment, never more seats than there are, nobody left out."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from intranet.db import prepare_engine, writing
from intranet.gatherings import seats
from intranet.organisation.queries import actor_of
from intranet.problems import Denied, Refused, Stale
from tests.gatherings.stage import Stage
from tests.races.control import loosen

HOLD_SECONDS = 0.15
LONGEST_WAIT = 20.0
RACES = 6

Act = Callable[[Session], Any]


class Pair:
    """Two who act at once: the first stops between asking and writing until the other is through, or for a moment."""

    def __init__(self, stage: Stage, prepare: Callable[[Engine], None] = prepare_engine) -> None:
        bound = stage.session.get_bind()
        assert isinstance(bound, Engine)
        self._url, self._prepare = bound.url, prepare
        self._equipped = dict(stage.session.info)
        self._between, self._through = threading.Event(), threading.Event()

    def run(self, first: Act, second: Act) -> list[str]:
        self._between.clear()
        self._through.clear()
        outcomes = ["", ""]
        racers = [
            threading.Thread(target=self._race, args=(outcomes, 0, first)),
            threading.Thread(target=self._race, args=(outcomes, 1, second)),
        ]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join(LONGEST_WAIT)
            assert not racer.is_alive(), "a racer does not come back"
        return outcomes

    def _race(self, outcomes: list[str], number: int, act: Act) -> None:
        with self._engine(holds=number == 0) as engine, self._session(engine) as session:
            if number == 1:
                self._between.wait(LONGEST_WAIT)
            try:
                with writing(session):
                    act(session)
                outcomes[number] = "done"
            except (Denied, Refused, Stale) as no:
                outcomes[number] = type(no).__name__
            finally:
                (self._between if number == 0 else self._through).set()

    @contextmanager
    def _engine(self, *, holds: bool) -> Iterator[Engine]:
        engine = create_engine(self._url)
        self._prepare(engine)
        if holds:

            @event.listens_for(engine, "before_cursor_execute")
            def hold(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: bool) -> None:
                if statement.startswith(("INSERT", "UPDATE")) and not self._between.is_set():
                    self._between.set()
                    self._through.wait(HOLD_SECONDS)

        yield engine
        engine.dispose()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with Session(engine, autoflush=False, expire_on_commit=False) as session:
            session.info.update(self._equipped)
            yield session


def _answers(stage: Stage, gathering_id: uuid.UUID, person_id: uuid.UUID, *, yes: bool = True) -> Act:
    actor, moment = actor_of(stage.session, person_id, stage.today), stage.clock()

    def act(session: Session) -> None:
        seats.answer(session, actor, moment, gathering_id=gathering_id, yes=yes)

    return act


def test_two_who_say_yes_to_the_last_seat_at_once_get_one_seat_and_one_place_in_line(
    stage: Stage,
) -> None:
    anna, bo = stage.somebody("anna"), stage.somebody("bo")
    pair = Pair(stage)
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
    Pair(stage, loosen).run(_answers(stage, gathering, anna.id), _answers(stage, gathering, bo.id))
    assert len(stage.seated(gathering)) == 2


def test_a_no_and_a_yes_at_once_leave_no_seat_empty_while_somebody_waits(
    stage: Stage,
) -> None:
    anna, bo, cai = (stage.somebody(name) for name in ("anna", "bo", "cai"))
    pair = Pair(stage)
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
    pair = Pair(stage)
    for _ in range(RACES):
        gathering = stage.announced(anna, seats=1)
        stage.session.rollback()
        pair.run(_answers(stage, gathering, anna.id), _answers(stage, gathering, anna.id, yes=False))
        here = stage.here(gathering)
        assert len(here.seats) == 1
        assert here.seats[0].answer == "no"
