"""The way from a case to the member it is about, for the pages of cases and tasks."""

from __future__ import annotations

from flask import Flask, url_for

from intranet.cases.store import CaseRow
from intranet.extensions import db
from intranet.members import queries
from intranet.problems import NotVisible
from intranet.web.access import actor, moment


def member_of(case: CaseRow) -> str | None:
    """The page of the member that the case is about, for a reader who may open it."""
    if case.subject_kind != "membership" or case.subject_id is None:
        return None
    try:
        queries.page_of(db.session(), actor(), moment(), case.subject_id)
    except NotVisible:
        return None
    return url_for("members.show", membership_id=case.subject_id)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["member_of"] = member_of
