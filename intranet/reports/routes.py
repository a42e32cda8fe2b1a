"""The year in figures: the page, and the same table to take away."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, render_template, request

from intranet import dates
from intranet.clock import local_date
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import language, render_text
from intranet.reports.page import Page, page_of
from intranet.reports.sheet import written
from intranet.reports.words import explained_once
from intranet.web.access import actor, moment, needs
from intranet.web.filters import number

blueprint = Blueprint("reports", __name__)


@blueprint.get("/reports")
@needs(("see", "figures"))
def index() -> Any:
    page = _page()
    return render_template(
        "reports/index.html",
        page=page,
        columns=[_("Figure and how it is counted"), *(unit.name for unit in page.units)],
        rows=[[line.label, *(number(count) for count in counts)] for line, counts in page.rows],
        helps=explained_once(line for line, _counts in page.rows),
    )


@blueprint.get("/reports.csv")
@needs(("see", "figures"))
def table() -> Any:
    """Numbers as a spreadsheet reads them, each column with its year, so that years can be put side by side."""
    page = _page()
    start, end = (dates.day_and_year(day, language()) for day in (page.first, page.last))
    days = _("%(start)s to %(end)s", start=start, end=end)
    head = [days, *(f"{unit.name} {page.year}" for unit in page.units), _("How it is counted")]
    helps = explained_once(line for line, _counts in page.rows)
    lines = [
        [render_text(line.label), *map(str, counts), render_text(help_) if help_ is not None else ""]
        for (line, counts), help_ in zip(page.rows, helps, strict=True)
    ]
    headers = {"Content-Disposition": f'attachment; filename="figures-{page.year}.csv"'}
    return Response(written([head, *lines]), mimetype="text/csv", headers=headers)


def _page() -> Page:
    return page_of(
        db.session(),
        actor(),
        local_date(moment()),
        year=request.args.get("year", type=int),
        district_id=request.args.get("district", type=uuid.UUID),
    )
