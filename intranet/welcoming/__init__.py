"""The pages of those who welcome people in a group: who comes, and what is theirs to do; known there alone."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's queries needs no Flask.
    from intranet.welcoming import (  # noqa: F401 - views add themselves
        about,
        attendance_routes,
        routes,
        row_routes,
        support_routes,
    )

    app.register_blueprint(routes.blueprint)
    about.init_app(app)
