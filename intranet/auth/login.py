"""From the cookie to the person: whose request this is, that they were here, and what happens when nobody is."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask, Response, current_app, flash, g, request, session, url_for
from flask_login import UserMixin, current_user, login_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError

from intranet.auth import kept, operations, queries, sessions
from intranet.clock import local_date
from intranet.db import writing
from intranet.engine.text import Text
from intranet.extensions import db, login_manager
from intranet.i18n import gettext as _
from intranet.i18n import render_text
from intranet.web import errors, htmx
from intranet.web import kept as form
from intranet.web.access import moment

TOUCHED_EVERY = 60  # seconds: reading ten pages in a minute writes once


class Reader(UserMixin):
    """What `current_user` is. Its id for Flask-Login is the token, never the account."""

    def __init__(self, token: str, signed_in: queries.SignedIn) -> None:
        self.token = token
        self.session_id = signed_in.session_id
        self.account_id = signed_in.account_id
        self.person_id = signed_in.person_id
        self.name = signed_in.name
        self.email = signed_in.email
        self.language = signed_in.language

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    # A phone changes its address on the way; the token alone says whose session it is.
    login_manager.session_protection = None
    login_manager.user_loader(_load)
    login_manager.unauthorized_handler(_sign_in_first)
    app.register_error_handler(CSRFError, _stale_form)
    app.after_request(_touch)
    app.after_request(_forget_what_was_sent)


def begin(proven: queries.Credentials, browser: str, new_hash: str | None = None) -> bool:
    """Begin a session for this browser, in the running write transaction; False when the account just changed."""
    before = current_user.session_id if current_user.is_authenticated else None
    token = sessions.start_session(
        db.session(), proven, moment(), browser=browser, new_hash=new_hash, replaces=before
    )
    if token is None:
        return False
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    reader = _load(token)
    if reader is None:
        return False
    login_user(reader)
    _tell_of_links(reader)
    return True


def _load(token: str) -> Reader | None:
    found = queries.session_of(db.session(), token, moment())
    if found is None:
        return None
    if (moment() - found.seen_at).total_seconds() >= TOUCHED_EVERY:
        g.seen_session = found.session_id
    return Reader(token, found)


def _touch(response: Response) -> Response:
    """After the answer is made, in a transaction of its own: the view may have had another one open."""
    session_id: uuid.UUID | None = g.pop("seen_session", None)
    if session_id is not None:
        try:
            with writing(db.session()):
                sessions.saw(db.session(), session_id, moment())
        except OperationalError:
            current_app.logger.warning("a session's last use could not be noted")
    return response


def _forget_what_was_sent(response: Response) -> Response:
    """The page that offers a kept form again marks its address; once it went well, it need not be kept."""
    went_well = request.method == "POST" and response.status_code < 400
    if went_well and "kept" in request.args and current_user.is_authenticated:
        with writing(db.session()):
            kept.forget(db.session(), current_user.account_id)
    return response


def _tell_of_links(reader: Reader) -> None:
    for link in queries.password_links(db.session(), reader.account_id):
        if link.told:
            continue
        told = Text(
            "On %(day)s %(who)s made a link for you to choose a new password. "
            "If you did not ask for it, please tell the office.",
            {"day": local_date(link.made_at), "who": link.maker or Text("the office")},
        )
        flash(render_text(told), "info")
    operations.links_told(db.session(), reader.account_id, moment())


def _sign_in_first() -> Any:
    """To the sign-in page and back; what was typed is kept for the account whose session had run out."""
    if request.method == "POST" and (account_id := _account_that_was()):
        _keep(account_id)
    elif session.get("_user_id"):
        flash(_("You were signed out after a while without use. Please sign in again."), "info")
    session.pop("_user_id", None)
    back = htmx.here()
    return htmx.sign_in_first(url_for("auth.sign_in", next=back if back != "/" else None))


def _account_that_was() -> uuid.UUID | None:
    token = session.get("_user_id")
    return queries.account_of_ended_session(db.session(), token) if isinstance(token, str) else None


def _keep(account_id: uuid.UUID) -> None:
    fields = form.typed()
    if not form.has_words(fields):
        return
    with writing(db.session()):
        is_kept = kept.keep(
            db.session(),
            account_id,
            moment(),
            path=request.path,
            fields=fields,
            secret=current_app.config["SECRET_KEY"],
        )
    if is_kept:
        flash(
            _("You were signed out after a while without use. What you wrote is kept: sign in to send it."),
            "info",
        )


def _stale_form(_error: CSRFError) -> Any:
    """A form from before the last sign-in in this browser: kept and offered again, if it is surely our own page's."""
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin" and form.has_words(form.typed())
    if not ours or request.endpoint == "auth.sign_in":
        return errors.page(400)
    if not current_user.is_authenticated:
        return _sign_in_first()
    _keep(current_user.account_id)
    return htmx.see_other(url_for("auth.kept_form"))
