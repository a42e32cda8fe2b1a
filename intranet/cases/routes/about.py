"""The way from a thing to the case about it, for pages of features that know no cases."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Flask, url_for

from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.cases.policy import can_comment_in, visible_to
from intranet.cases.queries.foretelling import without_them
from intranet.cases.queries.reading import Reading, read
from intranet.cases.store import CaseRow
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.gatherings.models import Gathering
from intranet.gatherings.policy import visible_to as gatherings_visible_to
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


def beginning_about(workflow: str, transition: str, subject_id: uuid.UUID) -> str | None:
    """The page on which a case of this workflow is begun about it; None where no such process is run."""
    process = runtime.processes(db.session()).get(workflow)
    if process is None or transition not in process.workflow.transitions:
        return None
    return url_for("workflows.start", key=workflow, transition=transition, subject=subject_id)


@dataclass(frozen=True)
class CaseAbout:
    """A case as the page of what it is about shows it: where it stands, and the steps that are the reader's."""

    url: str
    process: Text
    state: Text
    steps: tuple[tuple[Text, str], ...]


def steps_about(subject_id: uuid.UUID) -> list[CaseAbout]:
    """The newest case of each process about it that the reader may open, also one that came to its end."""
    session = db.session()
    visible = visible_to(actor(), runtime.processes(session)).where(Case.subject_id == subject_id)
    newest: dict[str, uuid.UUID] = {}
    for case in session.scalars(visible.order_by(Case.started_at.desc(), Case.id)):
        newest.setdefault(case.workflow, case.id)
    return [_case_about(read(session, case_id, actor(), moment())) for case_id in newest.values()]


def _case_about(reading: Reading) -> CaseAbout:
    case, workflow = reading.case, reading.process.workflow
    theirs = [
        (workflow.words(written.label), url_for("cases.step", case_id=case.id, key=key))
        for key, written in workflow.leaving(case.state).items()
        if not written.by_system and reading.may_take(key) is None
    ]
    return CaseAbout(
        url_for("cases.show", case_id=case.id),
        workflow.words(workflow.title),
        workflow.words(workflow.states[case.state].label),
        tuple(theirs),
    )


def foretold_without(person_id: uuid.UUID) -> tuple[Text, ...]:
    """Which groups and cases would be without somebody certified if this person led nothing from today on."""
    return without_them(db.session(), actor(), person_id, local_date(moment()))


def gathering_of(case: CaseRow) -> str | None:
    """The page of the gathering that the case is about, for a reader who may open it."""
    if case.subject_kind != "gathering":
        return None
    seen = gatherings_visible_to(actor()).where(Gathering.id == case.subject_id)
    found = db.session().scalar(seen.with_only_columns(Gathering.id))
    return None if found is None else url_for("gatherings.show", gathering_id=found)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["case_about"] = case_about
    app.jinja_env.globals["gathering_of"] = gathering_of
    app.jinja_env.globals["can_comment_in"] = can_comment_in
    app.jinja_env.globals["beginning_about"] = beginning_about
    app.jinja_env.globals["open_cases_about"] = open_cases_about
    app.jinja_env.globals["steps_about"] = steps_about
    app.jinja_env.globals["foretold_without"] = foretold_without
