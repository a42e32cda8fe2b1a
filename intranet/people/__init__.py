from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from intranet.people import account_routes

    app.register_blueprint(account_routes.blueprint)
