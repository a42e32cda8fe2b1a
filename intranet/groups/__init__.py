from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's models or operations needs no Flask.
    from intranet.groups import counted_otherwise, inside_routes, number_routes, settling, silence  # noqa: F401 - they listen from their import on

    app.register_blueprint(inside_routes.blueprint)
