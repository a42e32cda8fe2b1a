"""Two who act at once on one database, one of them slowly; it knows no gathering."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from intranet.db import prepare_engine, writing
from intranet.problems import Denied, Refused, Stale

HOLD_SECONDS = 0.15
LONGEST_WAIT = 20.0

Act = Callable[[Session], Any]


class Pair:
    """Two who act at once: the first stops between asking and writing until the other is through, or for a moment."""

    def __init__(self, session: Session, prepare: Callable[[Engine], None] = prepare_engine) -> None:
        bound = session.get_bind()
        assert isinstance(bound, Engine)
        self._url, self._prepare = bound.url, prepare
        self._equipped = dict(session.info)
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
