from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from intranet.organisation.limit_routes import blueprint

    app.register_blueprint(blueprint)
