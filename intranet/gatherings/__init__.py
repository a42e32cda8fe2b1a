"""Courses, supervision and gatherings, who has a seat and who was there; not what it counts for."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's models or operations needs no Flask.
    from intranet.gatherings import routes

    app.register_blueprint(routes.blueprint)
