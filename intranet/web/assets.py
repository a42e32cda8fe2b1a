"""Addresses of static files with their content's hash, kept for a year, and every answer made small on the way."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for
from flask_compress import Compress

YEAR = 365 * 24 * 60 * 60
SMALL = ("text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "text/plain")


def init_app(app: Flask) -> None:
    app.config.setdefault("COMPRESS_MIMETYPES", list(SMALL))
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    Compress(app)
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep)


def asset(path: str) -> str:
    """The address of a file below static/; another content is another address."""
    return url_for("static", filename=path, v=_hash_of(path))


def _hash_of(path: str) -> str:
    file = Path(str(current_app.static_folder)) / path
    return _hash(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=100)
def _hash(file: Path, _changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def _keep(response: Response) -> Response:
    if request.endpoint != "static" or response.status_code not in {200, 304}:
        return response
    if request.args.get("v") == _hash_of(str((request.view_args or {})["filename"])):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    if response.status_code == 200:
        # A file comes as a stream, which gzip cannot make small; ours are small enough to be read at once.
        response.direct_passthrough = False
        content = response.get_data()
        response.close()
        response.set_data(content)
    return response
