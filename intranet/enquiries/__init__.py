"""Somebody asks about a group: how they may safely be reached, and which groups everybody may find; no step of it."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's models or operations needs no Flask.
    from intranet.enquiries import guarding, routes

    guarding.init_app(app)
    app.register_blueprint(routes.blueprint)
