"""Papers by the table, for staff: choose a file, see what each row would do, then have all of it entered."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from intranet.certificates import operations
from intranet.certificates.routes import blueprint
from intranet.certificates.sheet import COLUMNS, MOST_ROWS, Sheet, read, read_words
from intranet.certificates.words import KINDS
from intranet.extensions import db
from intranet.i18n import ngettext
from intranet.web.access import actor, moment, needs, writes

LARGEST = 12 * 1024 * 1024
MOST_SAID = 100


@blueprint.url_value_preprocessor
def _make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: a table is larger than what people type."""
    if endpoint == "certificates.rehearse_import":
        request.max_content_length = LARGEST


@blueprint.get("/certificates/import")
@needs(("enter", "certificate"))
def import_form() -> Any:
    return _page(None, "")


@blueprint.post("/certificates/import")
@needs(("enter", "certificate"))
def rehearse_import() -> Any:
    """Nothing is written: the page shows what would be, and holds the table for the next step."""
    sent = request.files.get("table")
    data = sent.read() if sent is not None else b""
    sheet = read(data)
    found = operations.rehearse(db.session(), actor(), moment(), sheet)
    words = "" if found.problems else data.decode("utf-8-sig")
    return _page(found, words, 422 if found.problems else 200)


@blueprint.post("/certificates/import/entered")
@needs(("enter", "certificate"))
@writes
def enter_import() -> Any:
    sheet: Sheet = read_words(request.form.get("rows", ""))
    found = operations.import_papers(db.session(), actor(), moment(), sheet)
    if found.problems:
        return _page(found, "", 422)
    count = len(found.papers)
    flash(ngettext("%(n)s certificate is entered.", "%(n)s certificates are entered.", count), "success")
    return redirect(url_for("certificates.index"), 303)


def _page(found: operations.Import | None, words: str, status: int = 200) -> Any:
    html = render_template(
        "certificates/import.html",
        found=found,
        words=words,
        columns=tuple(COLUMNS),
        most=MOST_ROWS,
        most_said=MOST_SAID,
        kinds=KINDS,
    )
    return html, status
