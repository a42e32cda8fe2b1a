"""The list of enquiries under way; each is opened as the case it is."""

from __future__ import annotations

from flask import Blueprint, render_template

from intranet.cases.queries import enquiries
from intranet.extensions import db
from intranet.web.access import actor, needs

blueprint = Blueprint("callers", __name__)


@blueprint.get("/enquiries")
@needs(("see", "enquiries"))
def index() -> str:
    return render_template("enquiries/index.html", rows=enquiries.under_way(db.session(), actor()))
