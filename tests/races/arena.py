"""Two forms sent to one application at the same moment; the first may be held between its questions and its writing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import Connection, Engine, create_engine, event

from intranet.db import prepare_engine
from intranet.extensions import db
from tests.races.browsers import Browser, new_key
from tests.races.snapshot import Snapshot
from tests.races.town import Act, Town, begin_another_day, end_certificate
from tests.support.applications import serving
from tests.support.visitors import email_of

Prepare = Callable[[Engine], None]
LAPSE = "lapse"
HOLD_SECONDS = 0.06
LONGEST_WAIT = 30.0
# What a page keeps of its reader; no step begins with it.
_BESIDE = ("UPDATE sign_in_sessions", "INSERT INTO idempotency_keys")


@dataclass(frozen=True)
class Answer:
    """How a form was answered; moments in nanoseconds of the machine's one clock."""

    status: int
    committing: int
    answered: int

    @property
    def done(self) -> bool:
        return self.status == 303


class _Gate:
    """Whoever writes first stops there until the other one is through, or a short time has passed."""

    def __init__(self) -> None:
        self.held = threading.Event()
        self.through = threading.Event()
        self.committing: dict[str, int] = {}
        self._first: str | None = None

    def open_for(self, first: str | None) -> None:
        self.held.clear()
        self.through.clear()
        self.committing.clear()
        self._first = first

    def writes(self, path: str) -> None:
        if path == self._first and not self.held.is_set():
            self.held.set()
            self.through.wait(HOLD_SECONDS)


class Arena:
    """Sends two off against each other, again and again from the same beginning."""

    def __init__(self, app: Flask, town: Town, address: str, prepare: Prepare) -> None:
        self.town, self._app, self._prepare = town, app, prepare
        self._url = app.config["SQLALCHEMY_DATABASE_URI"]
        # Each act has a browser of its own, also where one person sends two.
        self._browsers = {name: _signed_in(address, act) for name, act in town.acts.items()}
        self._snapshot = Snapshot(self._url)
        self._engine = create_engine(self._url)
        self._gate = _Gate()
        with app.app_context():
            _listen(db.engine, self._gate)

    @contextmanager
    def race(
        self, one: str, other: str, *, held: bool, lasts: int | None
    ) -> Iterator[tuple[Answer, Answer, Connection]]:
        """With `lasts` the assistant's certificate ends in so many days; afterwards all is as it was."""
        if lasts is not None:
            end_certificate(self._app, self.town.assistant, self.town.day + timedelta(lasts))
        answers: dict[str, Answer] = {}
        self._gate.open_for(self._path(one) if held else None)

        def go(name: str) -> None:
            answers[name] = self._send(name, lasts)
            (self._gate.held if name == one else self._gate.through).set()

        first, second = (threading.Thread(target=go, args=(name,)) for name in (one, other))
        first.start()
        if held:
            self._gate.held.wait(LONGEST_WAIT)
        second.start()
        for thread in (first, second):
            thread.join(LONGEST_WAIT)
        with self._engine.connect() as connection:
            yield answers[one], answers[other], connection
        self._snapshot.restore()

    def close(self) -> None:
        for browser in self._browsers.values():
            browser.close()
        self._snapshot.close()
        self._engine.dispose()

    def _path(self, name: str) -> str:
        return LAPSE if name == LAPSE else self.town.acts[name].path

    def _send(self, name: str, lasts: int | None) -> Answer:
        status = self._lapse(lasts or 0) if name == LAPSE else self._post(name)
        return Answer(status, self._gate.committing.get(self._path(name), 0), time.monotonic_ns())

    def _post(self, name: str) -> int:
        act = self.town.acts[name]
        return self._browsers[name].post(act.path, idempotency_key=new_key(), **act.fields)[0]

    def _lapse(self, lasts: int) -> int:
        """The worker, on the first day after the certificate; what ends it is told as a page tells it."""
        try:
            begin_another_day(self._app, self.town.moment + timedelta(lasts + 1), self._prepare_worker)
        except Exception:
            self._app.logger.exception("the worker did not come through")
            return 500
        return 303

    def _prepare_worker(self, engine: Engine) -> None:
        self._prepare(engine)
        _listen(engine, self._gate)


def _signed_in(address: str, act: Act) -> Browser:
    browser = Browser(address)
    browser.sign_in(email_of(act.who))
    assert browser.get("/groups") == 200
    return browser


def _listen(engine: Engine, gate: _Gate) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def hold(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: bool) -> None:
        if statement.startswith(("INSERT", "UPDATE")) and not statement.startswith(_BESIDE):
            gate.writes(_path_of_this_thread())

    @event.listens_for(engine, "commit")
    def note(_connection: Any) -> None:
        path = _path_of_this_thread()
        # Of the worker the first one counts: with it the new day has begun.
        if path != LAPSE or LAPSE not in gate.committing:
            gate.committing[path] = time.monotonic_ns()


def _path_of_this_thread() -> str:
    return request.path if has_request_context() else LAPSE


@contextmanager
def arena(app: Flask, town: Town, prepare: Prepare = prepare_engine) -> Iterator[Arena]:
    """`prepare`: how the worker's transactions begin; the application's are its own."""
    with serving(app) as address:
        made = Arena(app, town, address, prepare)
        try:
            yield made
        finally:
            made.close()
