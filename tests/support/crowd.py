"""Everybody of the demonstration signed in at once, over a database that goes back to how it was."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intranet import create_app
from intranet.auth.models import Account
from intranet.clock import local_date
from intranet.demo import build
from intranet.demo.accounts import PASSWORD
from intranet.extensions import db
from intranet.organisation.actors import actor_of
from intranet.policy import Actor
from tests.support.clock import Clock
from tests.support.demonstration import TOLD_AT
from tests.support.things import Thing, things
from tests.support.visitors import FIREFOX, Visitor, email_of

ACCOUNTS = (
    "volunteer", "assistant", "mentor", "trainer", "coordinator", "staff", "board", "appeals", "admin",
    "safeguarding", "dataprotection", "outsider", "coordinator.sweden", "volunteer.linkoping",
)  # fmt: skip
# Anybody writes these: who saw an answer about a person, that a browser was here, that a password was wrong.
WRITTEN_BY_ANYBODY = frozenset(
    {"sensitive_reads", "meeting_note_reads", "sign_in_sessions", "limit_counters"}
)


class Somebody:
    """One account's browser as it was after signing in: what one answer sets is forgotten before the next request."""

    def __init__(self, client: FlaskClient, cookie: str, token: str, actor: Actor | None) -> None:
        self._client, self._cookie, self.token, self.actor = client, cookie, token, actor

    @property
    def cookie(self) -> tuple[str, str]:
        """Its name and value, for another browser of the same account."""
        name, _equals, value = self._cookie.partition("=")
        return name, value

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.ask("GET", path, None, **headers)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **headers: str) -> TestResponse:
        return self.ask("POST", path, {"csrf_token": self.token, **(data or {})}, **headers)

    def follow(self, answer: TestResponse) -> TestResponse:
        """Where an answer leads, with the cookie it gave: what has just happened is told there."""
        given = SimpleCookie(answer.headers.get("Set-Cookie", ""))
        cookie = "; ".join(f"{name}={one.value}" for name, one in given.items()) or self._cookie
        return self._client.get(answer.headers["Location"], headers={"User-Agent": FIREFOX, "Cookie": cookie})

    def ask(self, method: str, path: str, data: Mapping[str, Any] | None, **headers: str) -> TestResponse:
        sent = {"User-Agent": FIREFOX, **{name.replace("_", "-"): said for name, said in headers.items()}}
        if self._cookie:
            sent["Cookie"] = self._cookie
        return self._client.open(path, method=method, data=data, headers=sent)


class Crowd:
    """The application over a copy of the demonstration, with an account's browser for each name."""

    def __init__(self, app: Flask, folder: Path, names: tuple[str, ...], password: str) -> None:
        self.app = app
        self.everybody = {name: self._sit_down(email_of(name), password) for name in names}
        self.nobody = self._sit_down(None, "")
        self._live = folder / "intranet.sqlite"
        self._kept = folder / "as-it-was.sqlite"
        self._watcher = sqlite3.connect(self._live)
        with sqlite3.connect(self._kept) as kept:
            self._watcher.backup(kept)
        kept.close()
        self._rows = self._rows_of_all()
        self._version = self._data_version()
        with app.app_context():
            today = local_date(app.config["CLOCK"]())
            self.things: Mapping[str, tuple[Thing, ...]] = things(
                db.session(), app.extensions["processes"], today
            )

    def _sit_down(self, email: str | None, password: str) -> Somebody:
        visitor, actor = Visitor(self.app.test_client()), None
        if email is not None:
            assert visitor.sign_in(email, password).status_code == 303, email
            with self.app.app_context():
                person_id = (
                    db.session().scalars(select(Account.person_id).where(Account.email == email)).one()
                )
                actor = actor_of(db.session(), person_id, local_date(self.app.config["CLOCK"]()))
        page = visitor.get("/account" if email else "/sign-in").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, "a page with a form"
        named = self.app.config["SESSION_COOKIE_NAME"]
        cookie = visitor.client.get_cookie(named)
        assert cookie is not None, named
        return Somebody(self.app.test_client(use_cookies=False), f"{named}={cookie.value}", found[1], actor)

    def has_changed(self) -> bool:
        """Whether any row is otherwise than at the start, beyond what anybody writes."""
        return self._data_version() != self._version and self._rows_of_all() != self._rows

    def go_back(self) -> None:
        """Everything as it was after everybody had signed in."""
        if self._data_version() == self._version:
            return
        kept = sqlite3.connect(self._kept)
        kept.backup(self._watcher)
        kept.close()
        self._version = self._data_version()

    def close(self) -> None:
        self._watcher.close()

    def _data_version(self) -> int:
        return int(self._watcher.execute("PRAGMA data_version").fetchone()[0])

    def _rows_of_all(self) -> dict[str, list[tuple[Any, ...]]]:
        tables = self._watcher.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            table: self._watcher.execute(f"SELECT * FROM {table}").fetchall()
            for (table,) in tables
            if table not in WRITTEN_BY_ANYBODY
        }


@contextmanager
def gathered(app: Flask, folder: Path, names: tuple[str, ...], password: str) -> Iterator[Crowd]:
    """These accounts signed in, over the application's database in the folder."""
    everybody = Crowd(app, folder, names, password)
    yield everybody
    everybody.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def whole_crowd(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    folder = Path(shutil.copytree(told, tmp_path_factory.mktemp("crowd") / "demonstration"))
    app = create_app({**build.settings(folder), "TESTING": True, "CLOCK": Clock(TOLD_AT)})
    with gathered(app, folder, ACCOUNTS, PASSWORD) as everybody:
        yield everybody


@pytest.fixture
def crowd(whole_crowd: Crowd) -> Iterator[Crowd]:
    """The accounts of the contract, signed in. What a test changes is undone after it."""
    yield whole_crowd
    whole_crowd.go_back()
