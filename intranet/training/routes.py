"""One's own training and that of somebody in reach, with what trainer and office enter; practice is next door."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from intranet.clock import local_date
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.problems import NotVisible, Refused, Stale
from intranet.training import forms, operations
from intranet.training.documents import EXAMPLE, TEXTS
from intranet.training.looking import path_of
from intranet.training.operations import Noted
from intranet.training.operations.signing import STALE, current_version
from intranet.training.showing import page_of
from intranet.training.words import COUNTRIES, CREDITS, LABELS, PARTS, REQUIREMENTS, SOURCES, amount, hours
from intranet.web.access import actor, moment, signed_in, writes
from intranet.web.forms import Form

blueprint = Blueprint("training", __name__)

WORDS = {
    "labels": LABELS,
    "kinds": CREDITS,
    "sources": SOURCES,
    "parts": PARTS,
    "requirements": REQUIREMENTS,
    "countries": COUNTRIES,
    "texts": TEXTS,
    "amount": amount,
    "hours": hours,
}


@blueprint.get("/training")
@signed_in
def mine() -> Any:
    return shown(me())


@blueprint.get("/training/<uuid:person_id>")
@signed_in
def show(person_id: uuid.UUID) -> Any:
    return shown(person_id)


def shown(person_id: uuid.UUID, status: int = 200, **drawn: Any) -> Any:
    """The page of somebody's training, with the form that has to be looked at again."""
    page = page_of(db.session(), actor(), local_date(moment()), person_id)
    html = render_template(
        "training/show.html",
        page=page,
        noted=drawn.get("noted") or _offered(forms.Hours(formdata=None)),
        course=drawn.get("course") or _offered(forms.Course(formdata=None)),
        paper=drawn.get("paper") or _offered(forms.Paper(formdata=None)),
        exemption=drawn.get("exemption") or _offered(forms.Exemption(formdata=None)),
        refusals=drawn.get("refusals", ()),
        **WORDS,
    )
    return html, status


@blueprint.post("/training/<uuid:person_id>/hours")
@signed_in
@writes
def enter(person_id: uuid.UUID) -> Any:
    form = _offered(forms.Hours())

    def write() -> None:
        operations.enter_hours(
            db.session(), actor(), moment(), person_id=person_id, noted=_noted(form, kind=form.kind.data)
        )

    return _done(person_id, form, write, _("The hours are entered.")) or shown(person_id, 422, noted=form)


@blueprint.post("/training/<uuid:person_id>/courses")
@signed_in
@writes
def recognise(person_id: uuid.UUID) -> Any:
    form = _offered(forms.Course())

    def write() -> None:
        noted = _noted(form, country=form.country.data)
        operations.recognise_course(db.session(), actor(), moment(), person_id=person_id, noted=noted)

    return _done(person_id, form, write, _("The course is recognised.")) or shown(person_id, 422, course=form)


@blueprint.post("/training/<uuid:person_id>/signatures")
@signed_in
@writes
def enter_signature(person_id: uuid.UUID) -> Any:
    form = _offered(forms.Paper())

    def write() -> None:
        operations.enter_signature(
            db.session(),
            actor(),
            moment(),
            person_id=person_id,
            document=form.document.data,
            version=form.paper_version.data,
            signed_on=form.signed_on.data,
        )

    return _done(person_id, form, write, _("Noted as signed on paper.")) or shown(person_id, 422, paper=form)


@blueprint.post("/training/<uuid:person_id>/exemptions")
@signed_in
@writes
def exempt(person_id: uuid.UUID) -> Any:
    form = _offered(forms.Exemption())

    def write() -> None:
        operations.exempt(
            db.session(),
            actor(),
            moment(),
            person_id=person_id,
            requirement=form.requirement.data,
            reason=form.reason.data,
            until_on=form.until_on.data,
        )

    return _done(person_id, form, write, _("The exemption is noted.")) or shown(
        person_id, 422, exemption=form
    )


@blueprint.post("/training/hours/<uuid:credit_id>/withdrawal")
@signed_in
@writes
def withdraw_hours(credit_id: uuid.UUID) -> Any:
    row = operations.withdraw_credit(db.session(), actor(), moment(), credit_id)
    return back_to(row.person_id, _("The hours no longer count."))


@blueprint.post("/training/signatures/<uuid:signature_id>/withdrawal")
@signed_in
@writes
def withdraw_signature(signature_id: uuid.UUID) -> Any:
    row = operations.withdraw_signature(db.session(), actor(), moment(), signature_id)
    return back_to(row.person_id, _("It no longer counts."))


@blueprint.post("/training/exemptions/<uuid:exemption_id>/ending")
@signed_in
@writes
def end_exemption(exemption_id: uuid.UUID) -> Any:
    row = operations.end_exemption(db.session(), actor(), moment(), exemption_id)
    return back_to(row.person_id, _("The exemption has ended."))


@blueprint.get("/training/documents/<document>")
@signed_in
def sign_form(document: str) -> Any:
    return _sign_page(document)


@blueprint.post("/training/documents/<document>")
@signed_in
@writes
def sign(document: str) -> Any:
    form = forms.Promise()
    version = form.expected_version()
    if document not in TEXTS:
        raise NotVisible
    if version is None or not form.validate():
        raise Stale(STALE)
    operations.sign(db.session(), actor(), moment(), document=document, version=version)
    return back_to(me(), _("Thank you. Your promise is noted."))


def back_to(person_id: uuid.UUID, words: str) -> Any:
    """To the page of this person's training; one's own has an address of its own."""
    flash(words, "success")
    if person_id == actor().person_id:
        return redirect(url_for("training.mine"), 303)
    return redirect(url_for("training.show", person_id=person_id), 303)


def _sign_page(document: str) -> Any:
    if document not in TEXTS:
        raise NotVisible
    version = current_version(db.session(), path_of(db.session(), me()), document)
    page = page_of(db.session(), actor(), local_date(moment()), me())
    return render_template(
        "training/sign.html",
        key=document,
        text=TEXTS[document],
        example=EXAMPLE,
        version=version,
        standing=next(one for one in page.documents if one.key == document),
    )


def me() -> uuid.UUID:
    person_id = actor().person_id
    if person_id is None:
        raise NotVisible
    return person_id


def _offered(form: Any) -> Any:
    """A form with its choices in the reader's language."""
    form.offer()
    return form


def _noted(form: Any, **more: Any) -> Noted:
    return Noted(
        held_on=form.held_on.data,
        minutes=form.total(),
        ethics_minutes=form.ethics(),
        name=form.name.data or "",
        reason=form.reason.data,
        **more,
    )


def _done(person_id: uuid.UUID, form: Form, write: Callable[[], None], words: str) -> Any:
    """Write what the form says; None when it has to be shown again."""
    if form.validate():
        try:
            write()
        except Refused as refused:
            form.show(refused.refusals)
        else:
            return back_to(person_id, words)
    return None
