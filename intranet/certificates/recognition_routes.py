"""Recognising the certificate of another country, for staff."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for

from intranet.certificates import forms, operations, queries
from intranet.certificates.countries import countries
from intranet.certificates.routes import blueprint, chosen_person, people_like
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.problems import Refused
from intranet.web.access import actor, moment, needs, writes


@blueprint.get("/certificates/recognition")
@needs(("enter", "certificate"))
def recognise_form() -> Any:
    return _page(forms.Foreign(formdata=None), chosen_person(request.args.get("person")))


@blueprint.post("/certificates/recognition")
@needs(("enter", "certificate"))
@writes
def recognise() -> Any:
    form, person_id = forms.Foreign(), chosen_person(request.form.get("person"))
    form.offer(people_like("", person_id) if person_id else [], countries())
    if form.validate():
        try:
            certificate = operations.recognise(
                db.session(),
                actor(),
                moment(),
                person_id=uuid.UUID(form.person.data),
                country=form.country.data,
                number=form.number.data,
                valid_from=form.valid_from.data,
                valid_to=form.valid_to.data,
                reason=form.reason.data,
            )
        except Refused as refused:
            form.show(refused.refusals)
        else:
            flash(_("The certificate is recognised."), "success")
            return redirect(url_for("certificates.show", certificate_id=certificate.id), 303)
    return _page(form, person_id, 422)


def _page(form: forms.Foreign, person_id: uuid.UUID | None, status: int = 200) -> Any:
    wanted = session.get("certificate_for", "")
    people = people_like(wanted, person_id)
    form.offer(people, countries())
    html = render_template(
        "certificates/recognise.html",
        form=form,
        wanted=wanted,
        found=len(people),
        most=queries.MOST_CHOICES,
    )
    return html, status
