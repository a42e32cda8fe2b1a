"""The pages of certificates: the list, one person's, and printing; no decision is taken here."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, session, url_for

from intranet.certificates import queries
from intranet.certificates.codes import grouped
from intranet.certificates.countries import country_name
from intranet.certificates.page import page_of
from intranet.certificates.printing import pdf_of
from intranet.certificates.status import Code
from intranet.certificates.words import BADGES, GROUNDS, HAPPENED, HELPS, KINDS, LABELS, OWN_HELPS, SOURCES
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import language, languages
from intranet.organisation.queries import nation_of
from intranet.policy import somewhere
from intranet.problems import Denied
from intranet.web.access import actor, moment, signed_in

blueprint = Blueprint("certificates", __name__)

SHOWN = 50
WORDS = {
    "labels": LABELS,
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
    helps = OWN_HELPS if page.person.id == actor().person_id else HELPS
    return render_template(
        "certificates/show.html",
        page=page,
        help=helps[page.status.code],
        code=grouped(page.printable.certificate.code) if page.printable else "",
        certified=Code.CERTIFIED,
        country_name=country_name,
        **WORDS,
    )


@blueprint.get("/certificates/<uuid:certificate_id>.pdf")
@signed_in
def printed(certificate_id: uuid.UUID) -> Any:
    """In the reader's language or the one they choose; only while it counts. The file is called after nobody."""
    page = page_of(db.session(), actor(), local_date(moment()), certificate_id)
    if page.printable is None:
        raise Denied(Text("This certificate does not count at the moment, so there is nothing to print."))
    wished = request.args.get("language", "")
    chosen = wished if wished in languages() else language()
    check_at = current_app.config["BASE_URL"].rstrip("/") + url_for("certificates.check_code")
    pdf = pdf_of(page.person.name, page.printable, nation_of(db.session(), page.path).name, check_at, chosen)
    headers = {
        "Content-Disposition": f'attachment; filename="certificate-{chosen}.pdf"',
        "Content-Language": chosen,
    }
    return Response(pdf, mimetype="application/pdf", headers=headers)
