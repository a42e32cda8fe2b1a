"""Two processes that run against each other on one database, and tell when each thing happened."""

from __future__ import annotations

import multiprocessing
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.connection import Connection as Pipe
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intranet.cases.operations import Outcome
from intranet.db import prepare_engine, writing
from intranet.problems import Denied, NotVisible, Refused, Stale
from tests.races.control import loosen
from tests.races.scene import Scene, equipped

TAKEN = "done"
# How long a racer that stands between its questions and its writing lets the other one try.
HOLD_SECONDS = 0.06
LONGEST_WAIT = 20.0


@dataclass(frozen=True)
class Run:
    """What one racer is to do, with or without locks.

    `holds`: it stops between asking and writing until the other one is through, or a short time has passed;
    `waits`: it starts only then. `delay` in seconds, after both are at the start.
    """

    scene: Scene
    act: str
    holds: bool = False
    waits: bool = False
    delay: float = 0.0
    locks: bool = True
    days_later: int = 0


@dataclass(frozen=True)
class Finish:
    """How it ended, and to which event it led. Moments in nanoseconds of the machine's one clock."""

    outcome: str
    event_id: uuid.UUID | None = None
    committing: int = 0
    committed: int = 0

    @property
    def done(self) -> bool:
        return self.outcome == TAKEN


class _Signals:
    def __init__(self, context: Any) -> None:
        self.start = context.Barrier(2)
        self.between = context.Event()
        self.through = context.Event()


class Race:
    """Two racers, waiting to be sent off together."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._signals = _Signals(context)
        self._pipes: list[Pipe] = []
        self._processes = []
        for _ in range(2):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, self._signals), daemon=True)
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)

    def run(self, one: Run, other: Run) -> tuple[Finish, Finish]:
        self._signals.between.clear()
        self._signals.through.clear()
        for pipe, run in zip(self._pipes, (one, other), strict=True):
            pipe.send(run)
        first, second = (self._answer(pipe) for pipe in self._pipes)
        return first, second

    def held(self, step: Run, fact: Run) -> tuple[Finish, Finish]:
        """The step stops between asking its guards and writing; the fact is written then, if it can be."""
        return self.run(replace(step, holds=True), replace(fact, waits=True))

    def close(self) -> None:
        for pipe in self._pipes:
            pipe.send(None)
        for process in self._processes:
            process.join(LONGEST_WAIT)
            process.close()

    @staticmethod
    def _answer(pipe: Pipe) -> Finish:
        assert pipe.poll(2 * LONGEST_WAIT), "a racer does not come back"
        answer: Finish = pipe.recv()
        return answer


@contextmanager
def race_track() -> Iterator[Race]:
    race = Race()
    try:
        yield race
    finally:
        race.close()


def _serve(pipe: Pipe, signals: _Signals) -> None:
    engines: dict[tuple[str, bool], Engine] = {}
    while (run := pipe.recv()) is not None:
        pipe.send(_run(run, signals, engines))
    for engine in engines.values():
        engine.dispose()


def _run(run: Run, signals: _Signals, engines: dict[tuple[str, bool], Engine]) -> Finish:
    from tests.races.acts import ACTS  # noqa: PLC0415 - in the child alone

    engine = _engine(run, engines)
    committing = [0]
    stamp = _note_commit(engine, committing)
    held = _hold(engine, signals) if run.holds else None
    outcome, answer = TAKEN, None
    with equipped(Session(engine, autoflush=False, expire_on_commit=False), run.scene.keys) as session:
        signals.start.wait(LONGEST_WAIT)
        if run.waits:
            signals.between.wait(LONGEST_WAIT)
        time.sleep(run.delay)
        try:
            with writing(session):
                answer = ACTS[run.act](session, run.scene, run.scene.moment + timedelta(run.days_later))
        except (Denied, NotVisible, Refused, Stale) as refused:
            outcome = type(refused).__name__
        except DBAPIError as failed:
            outcome = f"{type(failed.orig).__name__}: {failed.orig}".splitlines()[0]
    led_to = answer.event_id if isinstance(answer, Outcome) else None
    finish = Finish(outcome, led_to, committing[0], time.monotonic_ns())
    signals.between.set()
    if not run.holds:
        signals.through.set()
    event.remove(engine, "commit", stamp)
    if held is not None:
        event.remove(engine, "before_cursor_execute", held)
    return finish


def _engine(run: Run, engines: dict[tuple[str, bool], Engine]) -> Engine:
    known = (run.scene.url, run.locks)
    if known not in engines:
        # One at a time: a file that is copied anew for each race leaves nothing open behind.
        while engines:
            engines.popitem()[1].dispose()
        engines[known] = create_engine(run.scene.url)
        (prepare_engine if run.locks else loosen)(engines[known])
    return engines[known]


def _note_commit(engine: Engine, committing: list[int]) -> Any:
    @event.listens_for(engine, "commit")
    def note(_connection: Any) -> None:
        committing[0] = time.monotonic_ns()

    return note


def _hold(engine: Engine, signals: _Signals) -> Any:
    """Everything is read, nothing written: here whoever has no locks can be overtaken."""

    @event.listens_for(engine, "before_cursor_execute")
    def hold(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: bool) -> None:
        if statement.startswith(("INSERT", "UPDATE")) and not signals.between.is_set():
            signals.between.set()
            signals.through.wait(HOLD_SECONDS)

    return hold
