"""Signing in and out, links that open an account, a form kept over a sign-in; one's own account is next door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user

from intranet import i18n
from intranet.auth import forms, kept, login, operations, passwords, queries, sessions
from intranet.auth.devices import device
from intranet.auth.limits import count_failure, failures_limited
from intranet.clock import ZONE, local_date
from intranet.db import writing
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import languages, render_text
from intranet.web import htmx, security
from intranet.web.access import moment, public, signed_in, writes
from intranet.web.forms import Form

blueprint = Blueprint("auth", __name__)


def wait(form: Form, until: datetime, page: Callable[[], str]) -> Response:
    """The page for whoever has failed too often, with what they typed and the time to come back."""
    text = Text(
        "There were many tries in a short time. Please try again at %(time)s.",
        {"time": until.astimezone(ZONE).time()},
    )
    form.form_errors.append(render_text(text))
    response = make_response(page(), 429)
    response.headers["Retry-After"] = str(max(1, int((until - moment()).total_seconds())))
    return response


def _too_many(until: datetime) -> Response:
    form = forms.SignIn()
    return wait(form, until, lambda: render_template("auth/sign_in.html", form=form))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@failures_limited(_too_many)
def sign_in() -> Any:
    form = forms.SignIn(next=request.args.get("next"))
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(htmx.local_path(form.next.data) or url_for("home.index"), 303)
        return render_template("auth/sign_in.html", form=form)
    if form.validate_on_submit():
        if _proven(form.email.data, form.password.data):
            return redirect(_where_to(form.next.data), 303)
        count_failure()
        form.form_errors.append(_("This e-mail and this password do not belong together."))
    return render_template("auth/sign_in.html", form=form), 422


def _proven(email: str, password: str) -> bool:
    """The slow hash stands between two short transactions, never inside one that writes."""
    found = queries.credentials(db.session(), email, local_date(moment()))
    db.session().rollback()
    if not passwords.matches(found.password_hash if found else None, password) or found is None:
        return False
    stronger = passwords.hash_password(password) if passwords.needs_new_hash(found.password_hash) else None
    with writing(db.session()):
        return login.begin(found, device(request.user_agent.string), stronger)


def _where_to(wished: str | None) -> str:
    if _kept():
        return url_for("auth.kept_form")
    return htmx.local_path(wished) or url_for("home.index")


@blueprint.post("/sign-out")
@public
@writes
def sign_out() -> Any:
    if current_user.is_authenticated:
        sessions.end_session(db.session(), current_user.account_id, current_user.session_id, moment())
    session.clear()
    flash(_("You are signed out."), "info")
    return security.forget(make_response(redirect(url_for("auth.sign_in"), 303)))


@blueprint.post("/language")
@public
@writes
def choose_language() -> Any:
    chosen = request.form.get("language", "")
    if chosen in languages():
        session["language"] = chosen
        if current_user.is_authenticated:
            operations.choose_language(db.session(), current_user.person_id, chosen)
    return redirect(htmx.local_path(request.form.get("next")) or url_for("home.index"), 303)


@blueprint.get("/forgotten-password")
@public
def forgotten() -> Any:
    return render_template("auth/forgotten.html")


@blueprint.route("/links/<token>", methods=["GET", "POST"])
@public
def take_up(token: str) -> Any:
    """An invitation or a new password; looking at the page uses nothing up."""
    link = queries.open_link(db.session(), token, moment())
    if link is None:
        return render_template("auth/link_over.html"), 404
    form = forms.TakeUp(language=link.language or i18n.language())
    form.offer_languages()
    if request.method == "POST" and form.validate():
        if weak := passwords.too_easy(form.password.data, link.name, link.email):
            form.password.errors = (render_text(weak),)
        else:
            return _taken_up(token, form)
    status = 422 if request.method == "POST" else 200
    return render_template("auth/take_up.html", form=form, link=link, token=token), status


def _taken_up(token: str, form: forms.TakeUp) -> Any:
    db.session().rollback()
    new_hash = passwords.hash_password(form.password.data)
    with writing(db.session()):
        proven = operations.take_up(
            db.session(), token, moment(), password_hash=new_hash, language=form.language.data
        )
        if proven is None or not login.begin(proven, device(request.user_agent.string)):
            return render_template("auth/link_over.html"), 404
    flash(_("Your password is set, and you are signed in."), "success")
    return redirect(_where_to(None), 303)


@blueprint.get("/kept-form")
@signed_in
def kept_form() -> Any:
    form = _kept()
    if form is None:
        return redirect(url_for("home.index"), 303)
    return render_template("auth/kept_form.html", form=form)


@blueprint.post("/kept-form/discarding")
@signed_in
@writes
def discard_kept_form() -> Any:
    kept.forget(db.session(), current_user.account_id)
    flash(_("It is thrown away."), "info")
    return redirect(url_for("home.index"), 303)


def _kept() -> kept.Kept | None:
    return kept.kept_for(
        db.session(), current_user.account_id, moment(), secret=current_app.config["SECRET_KEY"]
    )
