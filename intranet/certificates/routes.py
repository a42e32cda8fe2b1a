"""The pages of certificates: the list, one person's, entering and renewing; what the board decides is next door."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

from intranet.certificates import forms, operations, queries
from intranet.certificates.checks import LONGEST_NUMBER
from intranet.certificates.codes import grouped
from intranet.certificates.page import page_of
from intranet.certificates.printing import pdf_of
from intranet.certificates.status import Code
from intranet.certificates.words import BADGES, GROUNDS, HAPPENED, HELPS, KINDS, LABELS, SOURCES
from intranet.clock import local_date
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import language, languages
from intranet.organisation.queries import nation_of
from intranet.policy import somewhere
from intranet.problems import Denied, Refused
from intranet.web.access import actor, moment, needs, signed_in, writes

blueprint = Blueprint("certificates", __name__)

SHOWN = 50
WORDS = {
    "labels": LABELS,
    "helps": HELPS,
    "badges": BADGES,
    "kinds": KINDS,
    "grounds": GROUNDS,
    "happened": HAPPENED,
    "sources": SOURCES,
}


@blueprint.get("/certificates")
@signed_in
def index() -> Any:
    said = session.get("certificates_wanted", {})
    wanted = {"q": said.get("q", ""), "status": said.get("status", "")}
    rows = queries.listed(
        db.session(), actor(), local_date(moment()), name=wanted["q"], code=wanted["status"]
    )
    after = request.args.get("after")
    start = next((n + 1 for n, row in enumerate(rows) if str(row.certificate_id) == after), 0)
    page = rows[start : start + SHOWN]
    more = page[-1].certificate_id if len(rows) > start + SHOWN else None
    return render_template(
        "certificates/index.html",
        rows=page,
        count=len(rows),
        wanted=wanted,
        more=url_for("certificates.index", after=more) if more else None,
        codes=[code for code in Code if code is not Code.NONE],
        may_enter=somewhere(actor(), "enter", "certificate"),
        **WORDS,
    )


@blueprint.post("/certificates/search")
@signed_in
def search() -> Any:
    """What is looked for is remembered in the reader's own cookie: a name never stands in an address."""
    session["certificates_wanted"] = {
        "q": request.form.get("q", "").strip()[:100],
        "status": request.form.get("status", "")[:20],
    }
    return redirect(url_for("certificates.index"), 303)


@blueprint.get("/certificates/<uuid:certificate_id>")
@signed_in
def show(certificate_id: uuid.UUID) -> Any:
    return shown(certificate_id)


def shown(certificate_id: uuid.UUID, status: int = 200, **drawn: Any) -> Any:
    page = page_of(db.session(), actor(), local_date(moment()), certificate_id)
    html = render_template(
        "certificates/show.html",
        page=page,
        code=grouped(page.asked.code),
        certified=Code.CERTIFIED,
        refusals=drawn.get("refusals", ()),
        **WORDS,
    )
    return html, status


@blueprint.get("/certificates/<uuid:certificate_id>.pdf")
@signed_in
def printed(certificate_id: uuid.UUID) -> Any:
    """In the reader's language or the one they choose; only while it counts, and the file's name tells nobody."""
    page = page_of(db.session(), actor(), local_date(moment()), certificate_id)
    if page.counting is None:
        raise Denied(Text("This certificate does not count at the moment, so there is nothing to print."))
    wished = request.args.get("language", "")
    chosen = wished if wished in languages() else language()
    check_at = current_app.config["BASE_URL"].rstrip("/") + url_for("certificates.check_code")
    pdf = pdf_of(page, nation_of(db.session(), page.path).name, check_at, chosen)
    headers = {
        "Content-Disposition": f'inline; filename="certificate-{chosen}.pdf"',
        "Content-Language": chosen,
    }
    return Response(pdf, mimetype="application/pdf", headers=headers)


@blueprint.get("/certificates/new")
@needs(("enter", "certificate"))
def enter_form() -> Any:
    number = request.args.get("number", "")[:LONGEST_NUMBER]
    return _enter_page(
        forms.Paper(formdata=None, data={"number": number}), _chosen(request.args.get("person"))
    )


@blueprint.post("/certificates/new/search")
@needs(("enter", "certificate"))
def search_person() -> Any:
    session["certificate_for"] = request.form.get("q", "").strip()[:100]
    return redirect(url_for("certificates.enter_form"), 303)


@blueprint.post("/certificates")
@needs(("enter", "certificate"))
@writes
def enter() -> Any:
    form = forms.Paper()
    person_id = _chosen(request.form.get("person"))
    form.offer(_people(person_id) if person_id else [])
    if form.validate():
        try:
            certificate = operations.enter_from_paper(
                db.session(),
                actor(),
                moment(),
                person_id=uuid.UUID(form.person.data),
                number=form.number.data,
                kind=form.kind.data,
                valid_from=form.valid_from.data,
                valid_to=form.valid_to.data,
            )
        except Refused as refused:
            form.show(refused.refusals)
        else:
            flash(_("The certificate is entered."), "success")
            return redirect(url_for("certificates.show", certificate_id=certificate.id), 303)
    return _enter_page(form, person_id, 422)


@blueprint.post("/certificates/<uuid:certificate_id>/renewal")
@needs(("enter", "certificate"))
@writes
def renew(certificate_id: uuid.UUID) -> Any:
    """The form says which end it was drawn with, so that pressing twice does not renew twice."""
    page = page_of(db.session(), actor(), local_date(moment()), certificate_id)
    try:
        renewed = operations.renew(
            db.session(), actor(), moment(), person_id=page.person.id, old_end=_old_end()
        )
    except Refused as refused:
        return shown(certificate_id, 422, refusals=refused.refusals)
    flash(_("The certificate is renewed."), "success")
    return redirect(url_for("certificates.show", certificate_id=renewed.id), 303)


def _old_end() -> date:
    try:
        return date.fromisoformat(request.form.get("old_end", ""))
    except ValueError:
        raise Refused((Refusal("old_end", Text("Please open the page again.")),)) from None


def _enter_page(form: forms.Paper, person_id: uuid.UUID | None, status: int = 200) -> Any:
    """With somebody chosen the form is about them; else about whoever fits the name that was looked for."""
    wanted = session.get("certificate_for", "")
    people = _people(person_id) if person_id else []
    if not people:
        people = queries.people_to_certify(db.session(), actor(), local_date(moment()), name=wanted)
    form.offer(people)
    html = render_template(
        "certificates/new.html",
        form=form,
        wanted=wanted,
        found=len(people),
        most=queries.MOST_CHOICES,
        **WORDS,
    )
    return html, status


def _people(person_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    return queries.people_to_certify(db.session(), actor(), local_date(moment()), person_id=person_id)


def _chosen(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
