"""The small application of tests/web/small.py, its client, and a way to render a piece of a template."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, g, render_template_string
from flask.testing import FlaskClient

from tests.support.applications import serving
from tests.web.small import MOMENT, small_app


@pytest.fixture
def app() -> Flask:
    return small_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


@pytest.fixture
def render(app: Flask) -> Iterator[Callable[..., str]]:
    """Renders a template's source as within a request for a page, in English."""
    with app.test_request_context("/tasks?view=ready"):
        g.moment = MOMENT
        yield render_template_string
