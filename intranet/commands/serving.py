"""Serving an application until somebody stops it; what is served stands in the commands."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

import waitress
from flask import Flask

from intranet.cases import versions
from intranet.clock import now
from intranet.config import ConfigError
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation import gazetteer
from intranet.privacy import erasure, sentinel


def must_be_free(host: str, port: int) -> None:
    """Raises ConfigError when something else listens there already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"Port {port} on {host} cannot be used: {error.strerror}. Choose another: --port"
            ) from error


def take_definitions(app: Flask) -> None:
    """Open cases follow the definitions this process has loaded. Raises DefinitionError if one would be stranded."""
    session = db.session()
    with writing(session):
        versions.take(session, app.extensions["processes"], now())
    db.session.remove()


def open_keys() -> None:
    """Whoever was erased is so everywhere. Raises KeyStoreError when the keys are not those of this database."""
    session = db.session()
    with writing(session):
        erasure.reconcile(session)
        sentinel.set_up(session)
    db.session.remove()


def behind_proxy(app: Flask) -> dict[str, Any]:
    """Of the proxy that was named, its last word on who calls is believed; of nobody else any."""
    proxy: str | None = app.config["TRUSTED_PROXY"]
    if proxy is None:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for"},
        "clear_untrusted_proxy_headers": True,
    }


def serve(app: Flask, host: str, port: int, threads: int, ready: Callable[[], None]) -> None:
    """Returns when it is told to stop (Ctrl-C or SIGTERM) and every answer under way has been sent."""
    server = waitress.create_server(
        app, host=host, port=port, threads=threads, ident=None, **behind_proxy(app)
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    threading.Thread(target=gazetteer.prepare, name="gazetteer", daemon=True).start()
    ready()
    server.run()
