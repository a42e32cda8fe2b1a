"""What people learned and practised: hours, practice meetings, signatures; what a certificate is worth is next door."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    # Here, for whoever imports the feature's models or operations needs no Flask.
    from intranet.training import entering_routes, practice_routes  # noqa: F401 - its views join the blueprint

    app.register_blueprint(practice_routes.blueprint)
