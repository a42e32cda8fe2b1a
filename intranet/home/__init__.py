"""The first page, the navigation, and what tells whether the intranet is well."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from intranet.home.navigation import navigation
    from intranet.home.routes import blueprint

    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"navigation": navigation()})
