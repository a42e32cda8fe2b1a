"""The application as `create_app` makes it, and the same one answering over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from waitress import wasyncore
from waitress.server import create_server

from intranet import config, create_app
from intranet.extensions import db
from tests.support.clock import Clock
from tests.support.databases import FreshDatabase
from tests.support.hurry import TEMPLATES

SECRET = "only-for-tests-only-for-tests-only-for-tests"

NewApp = Callable[..., Flask]


@pytest.fixture
def new_app(
    fresh_database: FreshDatabase, tmp_path: Path, run_folder: Path, clock: Clock
) -> Iterator[NewApp]:
    """`new_app(database_url, **settings)`: as many applications as a test needs, closed at its end.

    Asking for `fresh_database` makes it live longer: PostgreSQL waits before it drops what is still in use.
    """
    apps: list[Flask] = []

    def new(database_url: str, **settings: Any) -> Flask:
        data = tmp_path / f"data-{len(apps)}"
        usual = config.settings(data=data, secret=SECRET, database_url=database_url)
        app = create_app({**usual, "TESTING": True, "CLOCK": clock, **settings})
        app.jinja_env.bytecode_cache = TEMPLATES
        apps.append(app)
        return app

    yield new
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(new_app: NewApp, database_url: str) -> Flask:
    return new_app(database_url)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@contextmanager
def serving(app: Flask, *, threads: int = 8, **more: Any) -> Iterator[str]:
    """The address at which a real server on this machine answers for the application."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=threads, **more)
    loop = threading.Thread(target=server.run, name="server", daemon=True)
    loop.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        loop.join()
        server.task_dispatcher.shutdown()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the test's application over HTTP."""
    with serving(app) as address:
        yield address
