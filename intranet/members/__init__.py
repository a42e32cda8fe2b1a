"""The desk of whoever looks after members: the list, one member's page with what is paid, and how to reach them."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's queries or operations needs no Flask.
    from intranet.members import about, routes

    app.register_blueprint(routes.blueprint)
    about.init_app(app)
