from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from intranet.groups.routes import blueprint

    app.register_blueprint(blueprint)
