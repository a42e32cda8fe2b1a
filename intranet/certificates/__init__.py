from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's models or operations needs no Flask.
    from intranet.certificates import (  # noqa: F401 - views add themselves
        entering_routes,
        extension_routes,
        import_routes,
        public_routes,
        routes,
    )

    app.register_blueprint(routes.blueprint)
