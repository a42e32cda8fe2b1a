"""Every failure becomes a calm page in the reader's language, with what they had typed; never a traceback."""

from __future__ import annotations

import traceback
from typing import cast

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.problems import Denied, NotVisible, Refused, Stale
from intranet.web import kept
from intranet.web.words import ERRORS

RETRY_SECONDS = 5
# Sending the same again can help only where nothing has changed meanwhile; a stale page must be looked at first.
WORTH_SENDING_AGAIN = frozenset({429, 500, 503})
# When even the page cannot be made: no words beyond these, so that nothing else can fail.
LAST_RESORT = "<!doctype html><html lang='en'><title>503</title><main id='main'><h1>503</h1></main></html>"


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda _error: page(400))
    app.register_error_handler(NotVisible, lambda _error: page(404))
    app.register_error_handler(Denied, lambda error: page(403, says=error.text))
    app.register_error_handler(Stale, lambda error: page(409, says=error.text))
    app.register_error_handler(Refused, lambda error: page(422, refusals=error.refusals))
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _database_away)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, *, says: Text | None = None, refusals: tuple[Refusal, ...] = ()) -> Response:
    """The page for one status; `says` is more precise than the usual sentence.

    A room whose pages have a layout of their own names it in `g.layout` before its views.
    """
    g.failed = True
    title, usual = ERRORS[status]
    answers = kept.typed() if request.method == "POST" else ()
    html = render_template(
        "errors/error.html",
        layout=g.get("layout")
        or ("layouts/base.html" if current_user.is_authenticated else "layouts/plain.html"),
        status=status,
        title=title,
        says=says or usual,
        refusals=refusals,
        answers=answers if kept.has_words(answers) else (),
        again=request.path if status in WORTH_SENDING_AGAIN else None,
    )
    return make_response(html, status)


def _http(error: HTTPException) -> AnyResponse:
    if error.response is not None:
        return cast(AnyResponse, error.response)  # what a view gave to abort()
    status = error.code or 500
    if status < 400:
        return error.get_response()
    response = page(status if status in ERRORS else 400 if status < 500 else 500)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _database_away(error: Exception) -> Response:
    current_app.logger.error("database unavailable: %s", type(error).__name__)
    return _without_database(503)


def _unexpected(error: Exception) -> Response:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _database_away(error)
    # The stack without the error's own words: those may be about people.
    stack = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("unexpected %s\n%s", type(error).__name__, stack)
    if current_app.testing:
        raise error
    return _without_database(500)


def _without_database(status: int) -> Response:
    """The page as for somebody who is not signed in: to know more would ask the database that just failed."""
    # Flask-Login keeps the person here.
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        response = page(status)
    except Exception:  # noqa: BLE001 - the page that tells of a failure must not fail
        response = make_response(LAST_RESORT, status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
