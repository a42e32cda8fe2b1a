from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's models or operations needs no Flask.
    from intranet.certificates import board_routes

    app.register_blueprint(board_routes.blueprint)
