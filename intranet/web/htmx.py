"""Everything that speaks htmx's headers; routes and pages stay the same with and without it."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import htmx_flask
from flask import Flask, Response, g, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

CONFIG = json.dumps(
    {
        "historyCacheSize": 0,  # no page that names people is kept in the browser
        "refreshOnHistoryMiss": True,
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "includeIndicatorStyles": False,
        "scrollIntoViewOnBoost": False,
        # Not "style": what a browser wrote there (a textarea drawn larger) is inline, and our CSP refuses it.
        "attributesToSettle": ["class"],
        "responseHandling": [
            {"code": "204", "swap": False},
            # Refusals, stale pages and errors are whole pages of ours: each is shown, none is swallowed.
            {"code": "[2345]..", "swap": True},
        ],
    },
    separators=(",", ":"),
)


def init_app(app: Flask) -> None:
    htmx_flask.Htmx().init_app(app)
    app.jinja_env.globals.update(htmx_config=CONFIG, here=here)
    app.after_request(_keep_address)


def _keep_address(response: Response) -> Response:
    """A refused form is shown where it stood: the address of its POST cannot be opened."""
    if is_htmx() and response.status_code >= 400:
        response.headers["HX-Push-Url"] = "false"
    return response


def is_htmx() -> bool:
    return bool(getattr(request, "htmx", False))


def see_other(url: str) -> AnyResponse:
    """The answer to every change that went well: go and look."""
    return redirect(url, 303)


def sign_in_first(url: str) -> AnyResponse:
    """Send somebody whose session has ended to `url`, the whole page and not a part of it."""
    if not is_htmx():
        return see_other(url)
    response = make_response("", 401)
    response.headers["HX-Redirect"] = url
    return response


def local_path(url: str | None) -> str | None:
    """Path and query of a URL on this site; None for any other, so that nobody is sent away by a link."""
    if not url or any(ord(letter) < 33 for letter in url) or "\\" in url:
        return None
    parts = urlsplit(url)
    if parts.netloc and parts.netloc != request.host:
        return None
    if parts.scheme not in {"", "http", "https"} or (parts.scheme and not parts.netloc):
        return None
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def here() -> str:
    """The page the person looks at: this one, or the one whose form was posted.

    On an error page it is the first page, so that what is foreign and what does not exist look the same.
    """
    if g.get("failed"):
        return "/"
    if request.method == "GET":
        return local_path(request.full_path.rstrip("?")) or "/"
    return local_path(request.headers.get("HX-Current-URL") or request.referrer) or "/"
