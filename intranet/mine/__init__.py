"""The person's own page by a private link, without an account; and how those who help in the group open it for them."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's queries needs no Flask.
    from intranet.mine import (  # noqa: F401 - views add themselves
        bar_routes,
        consent_routes,
        door,
        giving_routes,
        member_routes,
        pledge_routes,
        routes,
        step_routes,
        support_routes,
        word_routes,
    )
    from intranet.participants import arrivals  # noqa: F401 - it listens from its import on

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(giving_routes.blueprint)
    door.init_app(app)
