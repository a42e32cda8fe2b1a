"""Cases as pages: the list, one case, its steps, its comments, and taking the last step back."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as browser_session

from intranet.cases import runtime
from intranet.cases.forms import CommentForm, UndoForm, point_out, typed_answers
from intranet.cases.operations import Outcome, advance, comment_on_case, taken_before, undo
from intranet.cases.queries import case_page, listing
from intranet.cases.queries.goals import is_reached_now
from intranet.cases.queries.leaving import one_leaving
from intranet.cases.queries.reading import Reading, read
from intranet.cases.routes.showing import CELEBRATED, Tried, case_html, step_form, step_html
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import render_text
from intranet.organisation import policy as organisation_policy
from intranet.organisation.models import Unit
from intranet.problems import Denied, NotVisible, Refused, Stale
from intranet.web.access import actor, moment, signed_in, writes
from intranet.web.forms import Form
from intranet.web.paging import after, written

blueprint = Blueprint("cases", __name__, url_prefix="/cases")

TOLD_NEXT = 2


@blueprint.get("")
@signed_in
def index() -> str:
    session = db.session()
    processes = runtime.processes(session)
    chosen = processes.get(request.args.get("workflow", ""))
    states = chosen.workflow.states if chosen else {}
    state = request.args.get("state", "")
    unit = _unit(request.args.get("unit", ""))
    narrowed = listing.Narrowed(
        workflow=chosen.workflow.key if chosen else "",
        state=state if state in states else "",
        unit_path=unit.path if unit else "",
    )
    found = listing.cases(session, actor(), narrowed, after(request.args.get("after", "")))
    args: dict[str, Any] = {
        "workflow": narrowed.workflow,
        "state": narrowed.state,
        "unit": unit.id if unit else None,
    }
    return render_template(
        "cases/index.html",
        found=found,
        workflows=[process.workflow for process in processes.values()],
        chosen=chosen.workflow if chosen else None,
        narrowed=narrowed,
        unit=unit,
        units=_units(),
        more=None
        if found.after is None
        else url_for("cases.index", **{k: v for k, v in args.items() if v}, after=written(found.after)),
    )


@blueprint.get("/<uuid:case_id>")
@signed_in
def show(case_id: uuid.UUID) -> str:
    return case_html(_read(case_id))


@blueprint.get("/<uuid:case_id>/transitions/<key>")
@signed_in
def step(case_id: uuid.UUID, key: str) -> str:
    """One step on a page of its own: what it asks and what it does, before it is taken."""
    reading = _read(case_id)
    written = reading.process.workflow.leaving(reading.case.state).get(key)
    if written is None or written.by_system:
        raise NotVisible
    return step_html(reading, key)


@blueprint.post("/<uuid:case_id>/transitions/<key>")
@signed_in
@writes
def take(case_id: uuid.UUID, key: str) -> Any:
    try:
        reading = _read(case_id)
    except NotVisible:
        if not taken_before(db.session(), case_id, key, actor(), _key(Form())):
            raise
        flash(_("It is done already."), "success")
        return redirect(url_for("tasks.index"), 303)
    written = reading.process.workflow.transitions.get(key)
    if written is None or written.begins or written.by_system:
        raise NotVisible
    form = step_form(reading, key, posted=True)
    try:
        if not form.validate() and key in reading.process.workflow.leaving(reading.case.state):
            _not_theirs(reading, key)
            return _again(case_id, Tried(key, form), 422)
        outcome = advance(
            reading.session,
            case_id,
            key,
            actor(),
            moment(),
            typed_answers(form),
            version=form.expected_version(),
            key=_key(form),
        )
    except Stale as problem:
        return _again(case_id, Tried(key, _if_still(case_id, key, form), says=problem.text), 409)
    except Denied as problem:
        return _again(case_id, Tried(key, says=problem.text), 403)
    except Refused as problem:
        return _again(case_id, Tried(key, form, refusals=point_out(form, problem.refusals)), 422)
    return redirect(_tell(outcome, render_text(reading.process.workflow.words(written.label))), 303)


@blueprint.post("/<uuid:case_id>/comments")
@signed_in
@writes
def comment(case_id: uuid.UUID) -> Any:
    reading = _read(case_id)
    form = CommentForm()
    if not form.validate():
        return _again(case_id, Tried("comment", form), 422)
    comment_on_case(reading.session, case_id, actor(), moment(), form.text.data.strip(), key=_key(form))
    flash(_("Your comment stands with the case."), "success")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="comments"), 303)


@blueprint.post("/<uuid:case_id>/undo")
@signed_in
@writes
def take_back(case_id: uuid.UUID) -> Any:
    reading = _read(case_id)
    form = UndoForm()
    version = form.expected_version()
    try:
        if not form.validate():
            return _again(case_id, Tried("undo", form), 422)
        undo(
            reading.session,
            case_id,
            actor(),
            moment(),
            version=-1 if version is None else version,
            reason=(form.reason.data or "").strip(),
            key=_key(form),
        )
    except Stale as problem:
        return _again(case_id, Tried("undo", says=problem.text), 409)
    except Denied as problem:
        return _again(case_id, Tried("undo", says=problem.text), 403)
    except Refused as problem:
        return _again(case_id, Tried("undo", form, refusals=problem.refusals), 422)
    now = _read(case_id)
    state = now.process.workflow.states[now.case.state].label
    words = render_text(now.process.workflow.words(state))
    flash(_("The step is taken back. It stands again at “%(state)s”.", state=words), "success")
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _read(case_id: uuid.UUID) -> Reading:
    return read(db.session(), case_id, actor(), moment())


def _again(case_id: uuid.UUID, tried: Tried, status: int) -> tuple[str, int]:
    """The case as it stands now, with what was sent. What a refused operation had begun is dropped before."""
    db.session().rollback()
    return case_html(_read(case_id), tried), status


def _not_theirs(reading: Reading, key: str) -> None:
    """Whoever may not take a step hears that, and not that a field is missing. Raises Denied."""
    if (refusal := reading.may_take(key)) is not None:
        raise Denied(refusal.text)


def _if_still(case_id: uuid.UUID, key: str, form: Form) -> Form | None:
    """What was typed goes into the same form again while the step can be taken, else it is shown to be copied."""
    db.session().rollback()
    reading = _read(case_id)
    written = reading.process.workflow.leaving(reading.case.state)
    return form if key in written and one_leaving(reading, key).is_open else None


def _key(form: Form) -> str | None:
    key = form.key()
    return None if key is None else str(key)


def _tell(outcome: Outcome, step: str) -> str:
    """What happened, where it stands now, and what comes next for whom. Returns the address to go on to.

    Whoever saw the case by their task alone has done it with this step: they go on to their other tasks.
    """
    try:
        reading = _read(outcome.case_id)
    except NotVisible:
        flash(_("Done: %(step)s.", step=step), "success")
        return url_for("tasks.index")
    workflow = reading.process.workflow
    state = workflow.states[reading.case.state]
    said = [_("Done: %(step)s.", step=step)]
    said.append(_("It now stands at “%(state)s”.", state=render_text(workflow.words(state.label))))
    coming = case_page.next_tasks(reading, moment())
    for task, who in coming[:TOLD_NEXT]:
        said.append(render_text(Text("Next: “%(task)s”, for %(who)s.", {"task": task, "who": who})))
    flash(" ".join(said), "success")
    if state.celebrate and not outcome.repeated and is_reached_now(db.session(), outcome.case_id):
        browser_session[CELEBRATED] = str(outcome.case_id)
    return url_for("cases.show", case_id=outcome.case_id)


def _units() -> list[Unit]:
    """The units a reader may narrow the list to."""
    query = organisation_policy.visible_to(actor()).where(
        Unit.kind.in_(("nation", "district")), Unit.closed_on.is_(None)
    )
    return list(db.session().scalars(query.order_by(Unit.name, Unit.id)))


def _unit(given: str) -> Unit | None:
    try:
        unit_id = uuid.UUID(given)
    except ValueError:
        return None
    return next((unit for unit in _units() if unit.id == unit_id), None)
