"""A small application made of the shared parts alone, with pages that the layouts link to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Blueprint, Flask, render_template_string
from flask.testing import FlaskClient
from flask_login import UserMixin

from intranet import i18n, resources
from intranet.extensions import csrf, login_manager
from intranet.web import assets, errors, filters, htmx, security

MOMENT = datetime(2026, 6, 3, 16, 30, tzinfo=UTC)


class Reader(UserMixin):
    """Somebody who is signed in and reads Swedish."""

    id = "reader"
    language = "sv"


def small_app(**settings: Any) -> Flask:
    app = Flask(__name__, template_folder=str(resources.TEMPLATES), static_folder=str(resources.STATIC))
    app.config.update(
        SECRET_KEY="only for these tests, and long enough",
        DEMO=False,
        CLOCK=lambda: MOMENT,
        WTF_CSRF_ENABLED=False,
        MAX_CONTENT_LENGTH=256 * 1024,
        LANGUAGES=("en", "sv", "nb", "da"),
    )
    app.config.update(settings)
    login_manager.init_app(app)
    csrf.init_app(app)
    for part in (i18n, htmx, errors, security, filters, assets):
        part.init_app(app)
    home, auth = Blueprint("home", __name__), Blueprint("auth", __name__)
    home.add_url_rule("/", "index", lambda: "first page")
    auth.add_url_rule("/account", "account", lambda: "account")
    auth.add_url_rule("/sign-out", "sign_out", lambda: "out", methods=["POST"])
    auth.add_url_rule("/language", "choose_language", lambda: "chosen", methods=["POST"])
    app.register_blueprint(home)
    app.register_blueprint(auth)
    return app


@pytest.fixture
def app() -> Flask:
    return small_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def render(app: Flask) -> Iterator[Callable[..., str]]:
    """Renders a template's source within a request for a page."""
    with app.test_request_context("/tasks?view=ready"):
        yield render_template_string
