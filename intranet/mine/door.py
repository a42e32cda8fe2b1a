"""How a browser carries a private session: its cookie, who stands behind it, and that no user is signed in beside."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request, session
from flask_login import current_user, logout_user
from sqlalchemy.exc import OperationalError

from intranet.auth import sessions
from intranet.auth.login import TOUCHED_EVERY
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.mine.forms import Word
from intranet.participants import links, support
from intranet.participants.links import Opened
from intranet.participants.models import Participant
from intranet.policy import Actor
from intranet.web import security
from intranet.web.access import View, moment, public


def init_app(app: Flask) -> None:
    app.after_request(_touch)
    app.after_request(_one_at_a_time)


def own(*modes: str, by_link: bool = False) -> Callable[[View], View]:
    """A view of whoever opened their own page: it is given the actor that they are.

    On a phone handed over it is there in these modes alone. Where a link was enough to come in, and not the word of
    their own, it is there only if it says so (`by_link`). For everybody else there is nothing here, and it is told in
    the same words whatever the reason.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def inside(*args: Any, **kwargs: Any) -> Any:
            here = opened()
            if here is None or (here.only is not None and here.only not in modes):
                return closed()
            if not links.still_counts(db.session(), here, moment()):
                return closed()
            if (moment() - here.seen_at).total_seconds() >= TOUCHED_EVERY:
                g.seen_private = here.session_id
            if here.only is None and not here.whole and not by_link:
                return word_first(here.participant_id)
            return view(Actor(None, participant_id=here.participant_id), *args, **kwargs)

        return public(inside)

    return mark


def opened() -> Opened | None:
    """The private session of this browser; none beside a user's."""
    token = request.cookies.get(_cookie())
    if not token or current_user.is_authenticated:
        return None
    return links.session_of(db.session(), token, moment())


def handed() -> str | None:
    """What the phone was handed over for; None on the person's own page."""
    here = opened()
    return None if here is None else here.only


def shows_all() -> bool:
    """Whether it is all of the page: not by a link without the word, nor on a phone handed over."""
    here = opened()
    return here is not None and here.whole


def whose_phone() -> uuid.UUID | None:
    """Who handed their phone over; None on the person's own page."""
    here = opened()
    return None if here is None else here.handed_by


def whose_link() -> uuid.UUID | None:
    """Who made the link, where it alone was enough to come in; None where all of the page is shown."""
    here = opened()
    return None if here is None or here.whole else here.given_by


def may_leave(participant: Participant) -> bool:
    """Without the word only by a link of whoever leads the group: they alone of the helpers could note it."""
    leading = support.who_may_answer(db.session(), participant, local_date(moment()))
    return shows_all() or whose_link() in leading


def closed() -> Response:
    """One page for a link that is spent, cancelled, wrong or old, and for a page that was closed."""
    return make_response(render_template("mine/closed.html"), 404)


def word_first(participant_id: uuid.UUID) -> Response:
    """What is there opens with the word of their own alone."""
    has_word = db.session().get_one(Participant, participant_id).word is not None
    return make_response(render_template("mine/word_first.html", form=Word(), has_word=has_word), 403)


def belongs_to_a_user() -> bool:
    """Whether somebody is signed in here, or was and has not signed out: nobody opens another's page as themselves."""
    return current_user.is_authenticated or "_user_id" in session


def enter(response: Response, token: str) -> Response:
    """From this answer on the browser carries the private session, and nothing of whoever used it before.

    It speaks the language that is known of the person.
    """
    if before := request.cookies.get(_cookie()):
        links.end_session(db.session(), before, moment())
    here = links.session_of(db.session(), token, moment())
    known = None if here is None else db.session().get_one(Participant, here.participant_id).language
    wished = known or session.get("language")
    session.clear()
    if wished:
        session["language"] = wished
    response.set_cookie(
        _cookie(),
        token,
        path="/",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
    )
    return response


def sign_the_helper_out() -> None:
    """Before a phone is handed over: the session on it ends, and signing in is the only way back."""
    sessions.end_session(db.session(), current_user.account_id, current_user.session_id, moment())
    logout_user()


def leave(response: Response) -> Response:
    """The private session ends, and the browser forgets what it showed."""
    if token := request.cookies.get(_cookie()):
        links.end_session(db.session(), token, moment())
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    g.pop("seen_private", None)
    response.delete_cookie(
        _cookie(), path="/", secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True
    )
    return security.forget(response)


def _cookie() -> str:
    return "__Host-page" if current_app.config["SESSION_COOKIE_SECURE"] else "page"


def _touch(response: Response) -> Response:
    """After the answer is made, in a transaction of its own: the view may have had another one open."""
    session_id = g.pop("seen_private", None)
    if session_id is not None:
        try:
            with writing(db.session()):
                links.saw(db.session(), session_id, moment())
        except OperationalError:
            current_app.logger.warning("a private session's last use could not be noted")
    return response


def _one_at_a_time(response: Response) -> Response:
    """Whoever signs in where a private session was open ends it: the two never live in one browser."""
    token = request.cookies.get(_cookie())
    if token and request.endpoint != "static" and current_user.is_authenticated:
        with writing(db.session()):
            links.end_session(db.session(), token, moment())
        response.delete_cookie(
            _cookie(), path="/", secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True
        )
    return response
