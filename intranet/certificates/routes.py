"""The pages of certificates: the list, one person's, printing, and entering from paper; no decision is taken here."""

from __future__ import annotations

import uuid
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
from intranet.certificates.countries import country_name
from intranet.certificates.page import page_of
from intranet.certificates.printing import pdf_of
from intranet.certificates.status import Code
from intranet.certificates.words import BADGES, GROUNDS, HAPPENED, HELPS, KINDS, LABELS, SOURCES
from intranet.clock import local_date
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
        may_extend=somewhere(actor(), "extend", "certificate"),
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
    """What is decided about it are steps of its cases, which the page leads to."""
    page = page_of(db.session(), actor(), local_date(moment()), certificate_id)
    return render_template(
        "certificates/show.html",
        page=page,
        code=grouped(page.printable.certificate.code) if page.printable else "",
        certified=Code.CERTIFIED,
        country_name=country_name,
        **WORDS,
    )


@blueprint.get("/certificates/<uuid:certificate_id>.pdf")
@signed_in
def printed(certificate_id: uuid.UUID) -> Any:
    """In the reader's language or the one they choose; only while it counts, and the file's name tells nobody."""
    page = page_of(db.session(), actor(), local_date(moment()), certificate_id)
    if page.printable is None:
        raise Denied(Text("This certificate does not count at the moment, so there is nothing to print."))
    wished = request.args.get("language", "")
    chosen = wished if wished in languages() else language()
    check_at = current_app.config["BASE_URL"].rstrip("/") + url_for("certificates.check_code")
    pdf = pdf_of(page.person.name, page.printable, nation_of(db.session(), page.path).name, check_at, chosen)
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
        forms.Paper(formdata=None, data={"number": number}), chosen_person(request.args.get("person"))
    )


@blueprint.post("/certificates/new/search")
@needs(("enter", "certificate"))
def search_person() -> Any:
    session["certificate_for"] = request.form.get("q", "").strip()[:100]
    recognising = request.form.get("then") == "recognise"
    return redirect(url_for("certificates.recognise_form" if recognising else "certificates.enter_form"), 303)


@blueprint.post("/certificates")
@needs(("enter", "certificate"))
@writes
def enter() -> Any:
    form = forms.Paper()
    person_id = chosen_person(request.form.get("person"))
    form.offer(people_like("", person_id) if person_id else [])
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


def _enter_page(form: forms.Paper, person_id: uuid.UUID | None, status: int = 200) -> Any:
    wanted = session.get("certificate_for", "")
    people = people_like(wanted, person_id)
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


def people_like(wanted: str, person_id: uuid.UUID | None) -> list[tuple[uuid.UUID, str]]:
    """Whoever was chosen, if the reader may enter for them; else whoever fits the name that was looked for."""
    today = local_date(moment())
    chosen = queries.people_to_certify(db.session(), actor(), today, person_id=person_id) if person_id else []
    return chosen or queries.people_to_certify(db.session(), actor(), today, name=wanted)


def chosen_person(text: str | None) -> uuid.UUID | None:
    """The person whose id an address or a form carries; None when it is none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
