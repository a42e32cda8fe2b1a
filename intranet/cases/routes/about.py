"""The way from a thing to the case about it, for pages of features that know no cases."""

from __future__ import annotations

import uuid

from flask import Flask, url_for

from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.cases.policy import visible_to
from intranet.cases.queries.foretelling import without_them
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.web.access import actor, moment


def case_about(subject_id: uuid.UUID) -> str | None:
    """The page of the newest case about it that the reader may open; None if there is none."""
    session = db.session()
    visible = visible_to(actor(), runtime.processes(session)).where(Case.subject_id == subject_id)
    found = session.scalars(visible.order_by(Case.started_at.desc()).limit(1)).first()
    return None if found is None else url_for("cases.show", case_id=found.id)


def open_cases_about(subject_id: uuid.UUID) -> list[tuple[str, Text]]:
    """Page and name of the process of each open case about it that the reader may open, the newest first."""
    session = db.session()
    processes = runtime.processes(session)
    visible = visible_to(actor(), processes).where(Case.subject_id == subject_id, Case.ended_at.is_(None))
    found = session.scalars(visible.order_by(Case.started_at.desc(), Case.id))
    return [
        (url_for("cases.show", case_id=case.id), process.workflow.words(process.workflow.title))
        for case in found
        if (process := processes.get(case.workflow))
    ]


def foretold_without(person_id: uuid.UUID) -> tuple[Text, ...]:
    """Which groups and cases would be without somebody certified if this person led nothing from today on."""
    return without_them(db.session(), actor(), person_id, local_date(moment()))


def init_app(app: Flask) -> None:
    app.jinja_env.globals["case_about"] = case_about
    app.jinja_env.globals["open_cases_about"] = open_cases_about
    app.jinja_env.globals["foretold_without"] = foretold_without
