"""The application for the time of a command: its database is let go of at the end, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask

from intranet import create_app
from intranet.extensions import db


@contextmanager
def application(settings: Mapping[str, Any] | None = None) -> Iterator[Flask]:
    """With these settings or the environment's, and its context pushed. Raises what create_app raises."""
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
