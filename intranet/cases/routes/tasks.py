"""The worklist and the page of one task; a task's steps are taken at its case (`routes/cases`)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for

from intranet.cases import operations
from intranet.cases.forms import NOTHING_OFFERED, CommentForm, form_for, plain, point_out, typed_answers
from intranet.cases.queries import case_page, task_page, worklist
from intranet.cases.queries.offered import offered
from intranet.cases.queries.task_page import SeenTask
from intranet.cases.routes import narrowing, task_words
from intranet.cases.routes.naming import title_noted
from intranet.cases.routes.showing import caller_of, names_of_menders, step_form, unsealed
from intranet.cases.task_forms import HandOverForm, SnoozeForm
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import render_text
from intranet.problems import Denied, NotVisible, Refused, Stale
from intranet.web import kept
from intranet.web.access import actor, moment, signed_in, writes
from intranet.web.forms import Form

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/tasks")
@signed_in
def index() -> Any:
    view = next((one for one in worklist.VIEWS if one == request.args.get("view", "ready")), None)
    if view is None:
        raise NotVisible
    reader, now = actor(), moment()
    choices = worklist.choices(db.session(), reader)
    filters = narrowing.filters(request.args, session, choices)
    page = worklist.rows(
        db.session(), reader, view, now, narrowing.after(request.args), filters=filters.asked
    )
    counts = {
        one: worklist.count(db.session(), reader, one, now, filters.asked) for one in worklist.VIEWS[1:]
    }
    counts["ready"] = (
        worklist.count(db.session(), reader, "ready", now, filters.asked)
        if filters
        else task_words.ready_count(db.session(), reader, now)
    )
    return render_template(
        "tasks/index.html",
        view=view,
        rows=task_words.rows(db.session(), reader, view, page.lines, now),
        more=page.after and url_for("tasks.index", view=view, after=narrowing.written(page.after)),
        tabs=task_words.tabs(view, counts),
        ahead=counts["upcoming"],
        choices=choices,
        filters=filters,
    )


@blueprint.get("/tasks/<uuid:task_id>")
@signed_in
def show(task_id: uuid.UUID) -> Any:
    return _page(_find(task_id))


@blueprint.post("/tasks/<uuid:task_id>/claim")
@signed_in
@writes
def claim(task_id: uuid.UUID) -> Any:
    def change() -> str:
        operations.claim(db.session(), task_id, actor(), moment())
        return _("This task is yours now.")

    return _changed(task_id, change, url_for("tasks.show", task_id=task_id))


@blueprint.post("/tasks/<uuid:task_id>/release")
@signed_in
@writes
def release(task_id: uuid.UUID) -> Any:
    def change() -> str:
        operations.release(db.session(), task_id, actor(), moment())
        return _("The task is given back. Somebody else can take it now.")

    return _changed(task_id, change, url_for("tasks.index"))


@blueprint.post("/tasks/<uuid:task_id>/completion")
@signed_in
@writes
def complete(task_id: uuid.UUID) -> Any:
    seen = _find(task_id)
    if not seen.is_open:
        # No form to look through: the operation says how it stands, or that this form was sent before.
        answers: dict[str, Any] = {}
        form = None
    else:
        form = _fields_form(seen)
        if not form.validate():
            return _page(seen, fields=form), 422
        answers = typed_answers(form)

    def change() -> str:
        key = request.form.get("idempotency_key") or None
        operations.complete(db.session(), task_id, actor(), moment(), answers, key=key)
        return render_text(task_words.done(_find(task_id), moment()))

    return _changed(task_id, change, url_for("tasks.show", task_id=task_id), form)


@blueprint.post("/tasks/<uuid:task_id>/reopening")
@signed_in
@writes
def reopen(task_id: uuid.UUID) -> Any:
    def change() -> str:
        operations.reopen(db.session(), task_id, actor(), moment())
        return _("The task is open again, and it is yours.")

    return _changed(task_id, change, url_for("tasks.show", task_id=task_id))


@blueprint.post("/tasks/<uuid:task_id>/snooze")
@signed_in
@writes
def snooze(task_id: uuid.UUID) -> Any:
    seen, form = _find(task_id), SnoozeForm()
    if request.form.get("until") == "now":
        until = None
    else:
        until = form.moment(moment()) if form.validate() else None
        if until is None:
            return _page(seen, later=form), 422

    def change() -> str:
        operations.snooze(db.session(), task_id, actor(), moment(), until)
        if until is None:
            return _("The task is back among those that are ready.")
        return render_text(Text("The task comes back on %(day)s.", {"day": until.date()}))

    return _changed(task_id, change, url_for("tasks.index"))


@blueprint.post("/tasks/<uuid:task_id>/handover")
@signed_in
@writes
def hand_over(task_id: uuid.UUID) -> Any:
    seen, form = _find(task_id), HandOverForm()
    people = task_page.receivers(seen)
    form.offer(people)
    if not form.validate():
        return _page(seen, handover=form), 422
    to = form.receiver()

    def change() -> str:
        operations.hand_over(db.session(), task_id, actor(), moment(), to)
        return _("The task is handed over to %(name)s.", name=dict(people)[to])

    return _changed(task_id, change, url_for("tasks.index"))


@blueprint.post("/tasks/<uuid:task_id>/comments")
@signed_in
@writes
def comment(task_id: uuid.UUID) -> Any:
    seen, form = _find(task_id), CommentForm()
    if not form.validate():
        return _page(seen, comment=form), 422

    def change() -> str:
        key = request.form.get("idempotency_key") or None
        text = plain(form.text.data) or ""
        operations.comment_on_task(db.session(), task_id, actor(), moment(), text, key=key)
        return _("Your comment is there.")

    return _changed(task_id, change, url_for("tasks.show", task_id=task_id, _anchor="comments"))


def _find(task_id: uuid.UUID) -> SeenTask:
    return task_page.find(db.session(), task_id, actor(), moment())


def _changed(task_id: uuid.UUID, change: Callable[[], str], then: str, form: Form | None = None) -> Any:
    """Do it, say so and go on to `then`; or the task's page as it stands now, with why not and what was typed."""
    try:
        says = change()
    except Refused as refused:
        db.session().rollback()
        rest = point_out(form, refused.refusals) if form is not None else refused.refusals
        return _page(_find(task_id), fields=form, refusals=rest), 422
    except (Stale, Denied) as no:
        db.session().rollback()
        status = 409 if isinstance(no, Stale) else 403
        return _page(_find(task_id), fields=form, problem=no.text, status=status), status
    flash(says, "success")
    return redirect(then, 303)


def _fields_form(seen: SeenTask, *, posted: bool = True) -> Form:
    fields = seen.written.fields
    offers = NOTHING_OFFERED
    if seen.reading is not None:
        offers = offered(db.session(), seen.process, fields, seen.reading.where)
    answers = task_page.standing_answers(seen)
    return form_for(seen.process, fields, offers, answers=answers, posted=posted)


def _page(seen: SeenTask, *, status: int = 200, problem: Text | None = None, **given: Any) -> str:
    handover = given.get("handover") or HandOverForm(formdata=None)
    handover.offer(task_page.receivers(seen))
    typed = kept.typed() if problem is not None else ()
    steps = task_page.steps(seen)
    reading = seen.reading
    shown = case_page.asked_on_the_way(reading) if reading and seen.may_do else frozenset()
    return render_template(
        "tasks/show.html",
        seen=seen,
        written=seen.written,
        title=title_noted(reading) if reading else seen.case.title,
        holder=task_page.holder(seen),
        steps=steps,
        facts=case_page.facts(reading, shown) if reading else (),
        sealed=unsealed(reading, steps, shown) if reading else (),
        asker=caller_of(reading) if reading and seen.may_do else None,
        forms={
            one.key: step_form(reading, one.key, posted=False) for one in steps if reading and one.is_open
        },
        names=names_of_menders(reading) if reading else {},
        group_id=case_page.group_to_open(reading) if reading else None,
        comments=task_page.comments(seen),
        next=task_page.what_comes_next(seen, None if reading else seen.task.done_at),
        fields=given.get("fields") or _fields_form(seen, posted=False),
        later=given.get("later") or SnoozeForm(formdata=None),
        handover=handover,
        comment=given.get("comment") or CommentForm(formdata=None),
        refusals=given.get("refusals", ()),
        problem=problem,
        kept=typed if kept.has_words(typed) else (),
        status=status,
    )
