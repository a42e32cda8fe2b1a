from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's models or operations needs no Flask.
    from intranet.groups import (  # noqa: F401 - they listen, and views add themselves, from their import on
        counted_otherwise,
        helping_routes,
        inside_routes,
        keeping,
        leading,
        meeting_routes,
        number_routes,
        routes,
        settling,
        silence,
    )

    app.register_blueprint(routes.blueprint)
    keeping.init_app(app)
