"""Who was at a meeting, by name: only where the group has it so, and of those who agreed."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from intranet.clock import local_date
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import render_text
from intranet.participants import attending
from intranet.problems import Refused
from intranet.web.access import actor, moment, signed_in, writes
from intranet.web.forms import Form
from intranet.welcoming.noting import names_noted
from intranet.welcoming.routes import blueprint


@blueprint.post("/groups/<uuid:group_id>/attendance")
@signed_in
@writes
def name_attendance(group_id: uuid.UUID) -> Any:
    """Those who lead the group let it note whoever agrees, or nobody any more."""
    names = request.form.get("names") == "yes"
    attending.name_them(db.session(), actor(), moment(), group_id=group_id, names=names)
    said = (
        _("From now on the group may note those who agree to it.")
        if names
        else _("The group notes nobody any more. What was noted is erased.")
    )
    flash(said, "success")
    return redirect(url_for("groups.details_form", group_id=group_id), 303)


@blueprint.get("/groups/<uuid:group_id>/meetings/<uuid:meeting_id>/attendance")
@signed_in
def attendance(group_id: uuid.UUID, meeting_id: uuid.UUID) -> Any:
    return _page(group_id, meeting_id, Form(formdata=None))


@blueprint.post("/groups/<uuid:group_id>/meetings/<uuid:meeting_id>/attendance")
@signed_in
@writes
def note_attendance(group_id: uuid.UUID, meeting_id: uuid.UUID) -> Any:
    session, today = db.session(), local_date(moment())
    known = attending.evening(session, actor(), today, group_id=group_id, meeting_id=meeting_id)
    form, ticked = Form(), request.form.getlist("here")

    def write() -> Any:
        attending.note(
            session, actor(), moment(), today, group_id=group_id, meeting_id=meeting_id, here=_ids(ticked)
        )
        flash(render_text(Text("It is noted, and erased on %(day)s.", {"day": known.until})), "success")
        return redirect(url_for("welcoming.attendance", group_id=group_id, meeting_id=meeting_id), 303)

    answer = form.attempt(write)
    if answer is not None:
        return answer
    session.rollback()
    return _page(group_id, meeting_id, form, frozenset(ticked)), 422


def _ids(ticked: list[str]) -> set[uuid.UUID]:
    """Raises Refused for what no box of ours says."""
    try:
        return {uuid.UUID(one) for one in ticked}
    except ValueError:
        text = Text("Only those who agreed to it are noted. Look at the list once more.")
        raise Refused((Refusal("here", text),)) from None


def _page(
    group_id: uuid.UUID, meeting_id: uuid.UUID, form: Form, ticked: frozenset[str] | None = None
) -> str:
    session, today = db.session(), local_date(moment())
    evening = attending.evening(session, actor(), today, group_id=group_id, meeting_id=meeting_id)
    return render_template(
        "welcoming/attendance.html",
        evening=evening,
        ticked={str(one) for one in evening.here} if ticked is None else ticked,
        names=names_noted(session, actor(), moment(), evening.agreed),
        form=form,
    )
