"""Who may call a view at all: every view says so, or the application does not start. What it shows is the policy's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any

from flask import Flask, Response, abort, current_app, g, make_response, request
from flask_login import current_user

from intranet.clock import local_date
from intranet.db import again_if_deadlocked, begin_writing
from intranet.extensions import db, login_manager
from intranet.organisation.actors import actor_of
from intranet.policy import Actor, somewhere

View = Callable[..., Any]


@dataclass(frozen=True)
class Access:
    """What a view asks of its caller: nothing, to be signed in, or an action of the policy table somewhere."""

    public: bool = False
    needs: tuple[tuple[str, str], ...] = ()


def public(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open to everybody who is signed in; the view itself looks things up through `visible_to`."""
    view.access = Access()  # type: ignore[attr-defined]
    return view


def needs(*actions: tuple[str, str]) -> Callable[[View], View]:
    """Open to whoever may do one of these (action, thing) somewhere; to others it does not exist (404)."""

    def mark(view: View) -> View:
        view.access = Access(needs=actions)  # type: ignore[attr-defined]
        return view

    return mark


def moment() -> datetime:
    """One moment for the whole request; a write transaction has its own, from when it could begin."""
    if "moment" not in g:
        g.moment = current_app.config["CLOCK"]()
    return g.moment  # type: ignore[no-any-return]


def actor() -> Actor:
    """The signed-in person with today's roles; inside `writes` they were read in the write transaction."""
    if "actor" not in g:
        g.actor = actor_of(db.session(), current_user.person_id, local_date(moment()))
    return g.actor  # type: ignore[no-any-return]


def writes(view: View) -> View:
    """Run a view that changes something in one write transaction: committed once, and only if the answer is no error.

    The caller's session and roles are read again inside it, so a role that just ended changes nothing any more.
    A GET of the same address shows the empty form: it only reads, and waits for nobody. Where two waited for each
    other and the database ended this one, nothing was done, and it is tried again.
    """

    @wraps(view)
    def in_one_transaction(*args: Any, **kwargs: Any) -> Response:
        if request.method in {"GET", "HEAD"}:
            return make_response(view(*args, **kwargs))
        return again_if_deadlocked(partial(_write, view, *args, **kwargs))

    return in_one_transaction


def _write(view: View, *args: Any, **kwargs: Any) -> Response:
    session = db.session()
    begin_writing(session)
    try:
        # The moment too: whoever waited past midnight is judged by the day on which it is written.
        for known in ("moment", "actor", "_login_user"):
            g.pop(known, None)
        if refusal := _refuse():
            return make_response(refusal)
        response = make_response(view(*args, **kwargs))
        if response.status_code < 400:
            session.commit()
        return response
    finally:
        session.rollback()


def access_of(view: Any) -> Access:
    """What a view asks of its caller."""
    access: Access = view.access
    return access


def _refuse() -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None
    access = access_of(view)
    if access.public:
        return None
    if not current_user.is_authenticated:
        return login_manager.unauthorized()
    if access.needs and not any(somewhere(actor(), *pair) for pair in access.needs):
        abort(404)
    return None


def init_app(app: Flask) -> None:
    """Deny by default: asked before every view, and once at the start over the whole url_map (see `check`)."""
    app.before_request(_refuse)


def check(app: Flask) -> None:
    """Raises RuntimeError naming each view without an access mark."""
    public(app.view_functions["static"])
    bare = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "access"))
    if bare:
        raise RuntimeError(f"views without an access mark: {', '.join(bare)}")
