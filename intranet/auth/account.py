"""One's own account: sessions, language, password, and who made links for it; part of auth's blueprint."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask_login import current_user

from intranet.auth import forms, operations, passwords, queries, sessions
from intranet.auth.limits import count_failure, failures_limited
from intranet.auth.routes import blueprint, wait
from intranet.db import writing
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import ngettext, render_text
from intranet.problems import Stale
from intranet.web.access import moment, signed_in, writes

__all__ = ["blueprint"]


def _page(form: forms.ChangePassword) -> str:
    session = db.session()
    return render_template(
        "auth/account.html",
        form=form,
        sessions=queries.sessions_of(session, current_user.account_id, moment()),
        links=queries.password_links(session, current_user.account_id),
    )


@blueprint.get("/account")
@signed_in
def account() -> Any:
    return _page(forms.ChangePassword())


def _too_many(until: datetime) -> Response:
    form = forms.ChangePassword()
    return wait(form, until, lambda: _page(form))


@blueprint.post("/account/password")
@signed_in
@failures_limited(_too_many)
def change_password() -> Any:
    form = forms.ChangePassword()
    if form.validate() and _is_good(form) and _changed(form):
        flash(_("Your password is changed. Everywhere else you are signed out."), "success")
        return redirect(url_for("auth.account"), 303)
    return _page(form), 422


def _is_good(form: forms.ChangePassword) -> bool:
    weak = passwords.too_easy(form.password.data, current_user.name, current_user.email)
    if weak:
        form.password.errors = (render_text(weak),)
    return weak is None


def _changed(form: forms.ChangePassword) -> bool:
    proven = queries.credentials_of(db.session(), current_user.account_id)
    keep = current_user.session_id
    db.session().rollback()
    if proven is None or not passwords.matches(proven.password_hash, form.current_password.data):
        count_failure()
        form.current_password.errors = (_("This is not your password now."),)
        return False
    new_hash = passwords.hash_password(form.password.data)
    try:
        with writing(db.session()):
            operations.change_password(db.session(), proven, moment(), new_hash=new_hash, keep=keep)
    except Stale as stale:
        form.form_errors.append(render_text(stale.text))
        return False
    return True


@blueprint.post("/account/sessions/<uuid:session_id>/ending")
@signed_in
@writes
def end_session(session_id: uuid.UUID) -> Any:
    sessions.end_session(db.session(), current_user.account_id, session_id, moment())
    flash(_("That device is signed out."), "success")
    return redirect(url_for("auth.account"), 303)


@blueprint.post("/account/sessions/ending-others")
@signed_in
@writes
def end_other_sessions() -> Any:
    ended = sessions.end_sessions(
        db.session(), current_user.account_id, moment(), but=current_user.session_id
    )
    flash(
        ngettext("One other device is signed out.", "%(n)s other devices are signed out.", ended)
        if ended
        else _("You were signed in on no other device."),
        "success",
    )
    return redirect(url_for("auth.account"), 303)
