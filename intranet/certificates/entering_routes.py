"""Entering a certificate that exists, for staff: from paper, or recognised from another country."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for

from intranet.certificates import forms, operations, queries
from intranet.certificates.checks import LONGEST_NUMBER
from intranet.certificates.models import Certificate
from intranet.certificates.routes import blueprint
from intranet.clock import local_date
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.web.access import actor, moment, needs, writes

PAPER, FOREIGN = "certificates/new.html", "certificates/recognise.html"

Entered = forms.Paper | forms.Foreign


@blueprint.get("/certificates/new")
@needs(("enter", "certificate"))
def enter_form() -> Any:
    number = request.args.get("number", "")[:LONGEST_NUMBER]
    return _page(PAPER, forms.Paper(formdata=None, data={"number": number}), request.args.get("person"))


@blueprint.post("/certificates")
@needs(("enter", "certificate"))
@writes
def enter() -> Any:
    return _entered(PAPER, forms.Paper(), operations.enter_from_paper, _("The certificate is entered."))


@blueprint.get("/certificates/recognition")
@needs(("enter", "certificate"))
def recognise_form() -> Any:
    return _page(FOREIGN, forms.Foreign(formdata=None), request.args.get("person"))


@blueprint.post("/certificates/recognition")
@needs(("enter", "certificate"))
@writes
def recognise() -> Any:
    return _entered(FOREIGN, forms.Foreign(), operations.recognise, _("The certificate is recognised."))


@blueprint.post("/certificates/new/search")
@needs(("enter", "certificate"))
def search_person() -> Any:
    session["certificate_for"] = request.form.get("q", "").strip()[:100]
    recognising = request.form.get("then") == "recognise"
    return redirect(url_for("certificates.recognise_form" if recognising else "certificates.enter_form"), 303)


def _entered(template: str, form: Entered, operation: Callable[..., Certificate], words: str) -> Any:
    person = request.form.get("person")
    form.offer(_people_like("", person_id) if (person_id := _person_id(person)) else [])

    def write() -> Any:
        certificate = operation(db.session(), actor(), moment(), **form.told())
        flash(words, "success")
        return redirect(url_for("certificates.show", certificate_id=certificate.id), 303)

    return form.attempt(write) or _page(template, form, person, 422)


def _page(template: str, form: Entered, person: str | None, status: int = 200) -> Any:
    wanted = session.get("certificate_for", "")
    people = _people_like(wanted, _person_id(person))
    form.offer(people)
    html = render_template(template, form=form, wanted=wanted, found=len(people), most=queries.MOST_CHOICES)
    return html, status


def _people_like(wanted: str, person_id: uuid.UUID | None) -> list[tuple[uuid.UUID, str]]:
    """Whoever was chosen, if the reader may enter for them; else whoever fits the name that was looked for."""
    today = local_date(moment())
    chosen = queries.people_to_certify(db.session(), actor(), today, person_id=person_id) if person_id else []
    return chosen or queries.people_to_certify(db.session(), actor(), today, name=wanted)


def _person_id(text: str | None) -> uuid.UUID | None:
    """The person whose id an address or a form carries; None when it is none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
