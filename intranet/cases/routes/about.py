"""The way from a thing to the case about it, for pages of features that know no cases."""

from __future__ import annotations

import uuid

from flask import Flask, url_for

from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.cases.policy import visible_to
from intranet.extensions import db
from intranet.web.access import actor


def case_about(subject_id: uuid.UUID) -> str | None:
    """The page of the newest case about it that the reader may open; None if there is none."""
    session = db.session()
    visible = visible_to(actor(), runtime.processes(session)).where(Case.subject_id == subject_id)
    found = session.scalars(visible.order_by(Case.started_at.desc()).limit(1)).first()
    return None if found is None else url_for("cases.show", case_id=found.id)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["case_about"] = case_about
