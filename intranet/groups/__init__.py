from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's models or operations needs no Flask.
    from intranet.groups import (  # noqa: F401 - they listen from their import on
        counted_otherwise,
        helping_routes,
        inside_routes,
        keeping,
        leading,
        number_routes,
        settling,
        silence,
    )
    from intranet.groups.meeting_routes import blueprint

    app.register_blueprint(blueprint)
    keeping.init_app(app)
