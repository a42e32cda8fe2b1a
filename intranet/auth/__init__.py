from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    from intranet.auth import account, limits, login

    app.register_blueprint(account.blueprint)
    limits.limiter.init_app(app)
    login.init_app(app)
