"""The intranet of the peer-support movement: create_app() puts the rooms together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from intranet import config, resources
from intranet.clock import now
from intranet.db import prepare_engine
from intranet.extensions import csrf, db, login_manager, migrate


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application with these settings, or the environment's. Raises ConfigError or DefinitionError."""
    # Here, for whoever imports the engine or a model imports this package, and needs no Flask.
    from intranet import (  # noqa: PLC0415
        auth,
        candidates,
        cases,
        certificates,
        enquiries,
        gatherings,
        groups,
        home,
        i18n,
        members,
        mine,
        organisation,
        people,
        reports,
        training,
        welcoming,
    )
    from intranet.web import access, assets, errors, filters, htmx, security  # noqa: PLC0415

    app = Flask(__name__, template_folder=str(resources.TEMPLATES), static_folder=str(resources.STATIC))
    app.config["CLOCK"] = now
    app.config.update(config.from_environment() if settings is None else settings)
    Path(app.config["INTRANET_DATA"]).mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(resources.MIGRATIONS), render_as_batch=True)
    with app.app_context():
        prepare_engine(db.engine)
    login_manager.init_app(app)
    csrf.init_app(app)
    for part in (i18n, htmx, errors, security, filters, assets, access):
        part.init_app(app)
    for feature in (
        auth,
        home,
        people,
        organisation,
        groups,
        certificates,
        enquiries,
        gatherings,
        training,
        cases,
        candidates,
        members,
        mine,
        reports,
        welcoming,
    ):
        feature.init_app(app)
    access.check(app)
    return app
