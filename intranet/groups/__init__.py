from __future__ import annotations

from flask import Flask

from intranet.facts import fact_changed


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's models or operations needs no Flask.
    from intranet.groups import inside_routes, settling

    app.register_blueprint(inside_routes.blueprint)
    fact_changed.connect(settling.on_fact)
