"""One's own training and that of somebody in reach, promising, taking back; what is entered is next door."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from intranet.clock import local_date
from intranet.engine.rules import Refusal
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.problems import NotVisible, Stale
from intranet.training import operations
from intranet.training.documents import EXAMPLE, NEWEST, TEXTS, text_of
from intranet.training.looking import path_of
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
    "texts": NEWEST,
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


def shown(person_id: uuid.UUID, status: int = 200, refusals: tuple[Refusal, ...] = ()) -> Any:
    page = page_of(db.session(), actor(), local_date(moment()), person_id)
    return render_template("training/show.html", page=page, refusals=refusals, **WORDS), status


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


@blueprint.get("/training/documents/<document>/<int:version>")
@signed_in
def document(document: str, version: int) -> Any:
    """The text as it stood in a version, for whoever promised that one."""
    text = text_of(document, version)
    return render_template("training/document.html", text=text, example=EXAMPLE, version=version)


@blueprint.post("/training/documents/<document>")
@signed_in
@writes
def sign(document: str) -> Any:
    if document not in TEXTS:
        raise NotVisible
    version = Form().expected_version()
    if version is None:
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
    version = current_version(db.session(), path_of(db.session(), me()), document)
    page = page_of(db.session(), actor(), local_date(moment()), me())
    return render_template(
        "training/sign.html",
        key=document,
        text=text_of(document, version),
        example=EXAMPLE,
        version=version,
        standing=next(one for one in page.documents if one.key == document),
    )


def me() -> uuid.UUID:
    person_id = actor().person_id
    if person_id is None:
        raise NotVisible
    return person_id
