"""Suspending a certificate, lifting it and revoking, each on a page that says first what will happen."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for

from intranet.certificates import forms, operations
from intranet.certificates.page import Page, page_of
from intranet.certificates.routes import WORDS, blueprint
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.problems import Denied, Refused
from intranet.web.access import actor, moment, needs, writes
from intranet.web.forms import Form

__all__ = ["blueprint"]

NOT_NOW = Text("This is not yours to decide, or there is nothing to decide at present.")


@blueprint.get("/certificates/<uuid:certificate_id>/suspension")
@needs(("suspend", "certificate"))
def suspend_form(certificate_id: uuid.UUID) -> Any:
    page = _page(certificate_id)
    _only(page.may_suspend)
    return _suspend_page(page, forms.Suspension(formdata=None))


@blueprint.post("/certificates/<uuid:certificate_id>/suspension")
@needs(("suspend", "certificate"))
@writes
def suspend(certificate_id: uuid.UUID) -> Any:
    page, form = _page(certificate_id), forms.Suspension()
    form.offer_grounds()

    def write() -> None:
        operations.suspend(
            db.session(),
            actor(),
            moment(),
            person_id=page.person.id,
            ground=form.ground.data,
            reason=form.reason.data,
        )

    return _done(page, form, write, _("The certificate is suspended.")) or _suspend_page(page, form, 422)


@blueprint.get("/certificates/<uuid:certificate_id>/lifting")
@needs(("lift", "certificate"))
def lift_form(certificate_id: uuid.UUID) -> Any:
    page = _page(certificate_id)
    _only(page.may_lift)
    return _lift_page(page, forms.Lifting(formdata=None))


@blueprint.post("/certificates/<uuid:certificate_id>/lifting")
@needs(("lift", "certificate"))
@writes
def lift(certificate_id: uuid.UUID) -> Any:
    page, form = _page(certificate_id), forms.Lifting()

    def write() -> None:
        operations.lift(db.session(), actor(), moment(), person_id=page.person.id, reason=form.reason.data)

    return _done(page, form, write, _("The suspension is lifted.")) or _lift_page(page, form, 422)


@blueprint.get("/certificates/<uuid:certificate_id>/revocation")
@needs(("revoke", "certificate"))
def revoke_form(certificate_id: uuid.UUID) -> Any:
    page = _page(certificate_id)
    _only(page.may_revoke)
    return _revoke_page(page, forms.Revocation(formdata=None))


@blueprint.post("/certificates/<uuid:certificate_id>/revocation")
@needs(("revoke", "certificate"))
@writes
def revoke(certificate_id: uuid.UUID) -> Any:
    page, form = _page(certificate_id), forms.Revocation()
    form.offer_grounds()

    def write() -> None:
        operations.revoke(
            db.session(),
            actor(),
            moment(),
            person_id=page.person.id,
            ground=form.ground.data,
            reason=form.reason.data,
            heard=form.heard.data,
        )

    return _done(page, form, write, _("The certificate is revoked.")) or _revoke_page(page, form, 422)


def _page(certificate_id: uuid.UUID) -> Page:
    return page_of(db.session(), actor(), local_date(moment()), certificate_id)


def _only(may: bool) -> None:
    if not may:
        raise Denied(NOT_NOW)


def _done(page: Page, form: Form, write: Callable[[], None], words: str) -> Any:
    """Write what the form says; None when it has to be shown again."""
    if form.validate():
        try:
            write()
        except Refused as refused:
            form.show(refused.refusals)
        else:
            flash(words, "success")
            return redirect(url_for("certificates.show", certificate_id=page.newest.id), 303)
    return None


def _suspend_page(page: Page, form: forms.Suspension, status: int = 200) -> Any:
    form.offer_grounds()
    return render_template("certificates/suspend.html", page=page, form=form, **WORDS), status


def _lift_page(page: Page, form: forms.Lifting, status: int = 200) -> Any:
    return render_template("certificates/lift.html", page=page, form=form, **WORDS), status


def _revoke_page(page: Page, form: forms.Revocation, status: int = 200) -> Any:
    form.offer_grounds()
    return render_template("certificates/revoke.html", page=page, form=form, **WORDS), status
