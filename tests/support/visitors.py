"""People of the cast at their browsers, without a screen: pages fetched, forms posted with the token of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intranet.auth import login
from intranet.auth.devices import device
from intranet.auth.passwords import hash_password
from intranet.auth.queries import credentials
from intranet.cases import versions
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from tests import factories
from tests.cast import PASSWORD, Cast, build

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@lru_cache(maxsize=1)
def password_hash() -> str:
    """Hashing is slow on purpose; everybody of the cast has the same password."""
    return hash_password(PASSWORD)


class Visitor:
    """One browser with its own cookies."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse | None = None

    def get(self, path: str, **headers: str) -> TestResponse:
        self.page = self.client.get(path, headers=_headers(headers))
        return self.page

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        """Posts what a form would; the token is that of the last page that had one."""
        sent = {"csrf_token": self.token(), **(data or {})}
        answer = self.client.post(path, data=sent, headers=_headers(headers))
        self.page = answer if "csrf_token" in answer.text else self.page
        return answer

    def token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page.text) if self.page else None
        if found is None:
            self.get("/forgotten-password")
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.page.text if self.page else "")
        assert found, "no page with a form was seen"
        return found[1]

    def has_signed_in(self, email: str) -> None:
        """As after the sign-in, without the page and the hash that is slow on purpose."""
        app = self.client.application
        with app.test_request_context(headers=_headers({})), self.client.session_transaction() as kept:
            found = credentials(db.session(), email, local_date(app.config["CLOCK"]()))
            assert found is not None, email
            with writing(db.session()):
                assert login.begin(found, device(FIREFOX)), email
            kept.update(session)

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        """By typing it, as everybody does."""
        self.get("/sign-in")
        answer = self.post("/sign-in", {"email": email, "password": password})
        self.page = None
        return answer


def _headers(named: dict[str, str]) -> dict[str, str]:
    return {"User-Agent": FIREFOX, **{name.replace("_", "-"): value for name, value in named.items()}}


def email_of(name: str) -> str:
    return f"{name}@demo.example"


NewVisitor = Callable[..., Visitor]


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The cast in the application's database, each with an account."""
    with app.app_context(), writing(db.session()):
        versions.take(db.session(), app.extensions["processes"], app.config["CLOCK"]())
        made = build(db.session())
        for name, person in made.people.items():
            factories.account(db.session(), person, email_of(name), password_hash())
        return made


@pytest.fixture
def visitor(app: Flask, cast: Cast) -> NewVisitor:
    """`visitor()` is nobody yet; `visitor("staff")` has signed in."""

    def new(name: str | None = None) -> Visitor:
        somebody = Visitor(app.test_client())
        if name is not None:
            somebody.has_signed_in(email_of(name))
        return somebody

    return new
