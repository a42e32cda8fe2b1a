"""The year in figures and the way of visitors: the pages, and the same tables to take away."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from intranet import dates
from intranet.clock import local_date
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import language, render_text
from intranet.organisation.models import Unit
from intranet.reports import policy, support, way_page
from intranet.reports.page import Page, page_of
from intranet.reports.sheet import written
from intranet.reports.words import explained_once, in_words
from intranet.web.access import actor, moment, needs, signed_in
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
        supported=[
            (unit.name, render_text(in_words(some)))
            for unit, some in support.ended(db.session(), page.units, page.year, local_date(moment()))
        ],
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


@blueprint.get("/reports/visitors")
@needs(("see", "way"))
def way() -> Any:
    return render_template("reports/way.html", page=_way(), in_words=in_words)


@blueprint.get("/reports/visitors.csv")
@needs(("see", "way"))
def way_table() -> Any:
    page = _way()
    start, end = (dates.day_and_year(day, language()) for day in (page.half.first, page.half.last))
    head = [
        _("%(start)s to %(end)s", start=start, end=end),
        page.unit.name,
        *(one.name for one in page.groups),
    ]
    lines = [
        [render_text(text) for text in (step.label, *map(in_words, (step.all, *step.groups)))]
        for step in page.steps
    ]
    headers = {"Content-Disposition": f'attachment; filename="visitors-{page.half.key}.csv"'}
    return Response(written([head, *lines]), mimetype="text/csv", headers=headers)


@blueprint.get("/groups/<uuid:group_id>/way")
@signed_in
def way_of_group(group_id: uuid.UUID) -> Any:
    page = way_page.of_group(
        db.session(), actor(), local_date(moment()), half=request.args.get("half"), group_id=group_id
    )
    return render_template("reports/way.html", page=page, in_words=in_words)


def way_of(unit: Unit) -> str | None:
    """Where the way of a group's visitors is told; None for whoever may not see it."""
    if not policy.can_see_way_of(actor(), unit.path):
        return None
    return url_for("reports.way_of_group", group_id=unit.id)


def _way() -> way_page.Page:
    return way_page.of_district(
        db.session(),
        actor(),
        local_date(moment()),
        half=request.args.get("half"),
        district_id=request.args.get("district", type=uuid.UUID),
    )
