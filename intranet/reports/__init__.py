"""Figures computed from what happened, never from names."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's queries needs no Flask.
    from intranet.reports import routes

    app.register_blueprint(routes.blueprint)
    app.jinja_env.globals["way_of"] = routes.way_of
