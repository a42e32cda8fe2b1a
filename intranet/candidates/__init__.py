"""The trainer's desk and the candidate's own page, read from cases and facts; no rule of its own."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's queries or operations needs no Flask.
    from intranet.candidates import about, routes

    app.register_blueprint(routes.blueprint)
    about.init_app(app)
