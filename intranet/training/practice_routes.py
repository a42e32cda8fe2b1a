"""Practice meetings: logging one from a group, and what the mentor or the candidate answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.extensions import db
from intranet.groups.looking import seen
from intranet.i18n import gettext as _
from intranet.policy import Actor
from intranet.problems import Refused
from intranet.training import forms, operations
from intranet.training.mentors import mentors_for
from intranet.training.models import PracticeMeeting
from intranet.training.routes import back_to, blueprint, me, shown
from intranet.training.showing import groups_to_practise_in
from intranet.web.access import actor, moment, signed_in, writes

__all__ = ["blueprint"]

Answer = Callable[[Session, Actor, datetime, uuid.UUID], PracticeMeeting]


@blueprint.get("/training/groups")
@signed_in
def groups() -> Any:
    """In which group it was: the mentors of that group are offered on the next page."""
    return render_template("training/groups.html", groups=groups_to_practise_in(db.session(), actor()))


@blueprint.get("/groups/<uuid:group_id>/practice")
@signed_in
def log_form(group_id: uuid.UUID) -> Any:
    return _log_page(group_id, forms.Practice(formdata=None))


@blueprint.post("/groups/<uuid:group_id>/practice")
@signed_in
@writes
def log(group_id: uuid.UUID) -> Any:
    form = forms.Practice()
    form.offer(_mentors(group_id))

    def write() -> Any:
        row = operations.log_practice(
            db.session(),
            actor(),
            moment(),
            group_id=group_id,
            held_on=form.held_on.data,
            part=form.part.data,
            mentor_id=uuid.UUID(form.mentor.data),
        )
        return back_to(row.person_id, _("Noted. It counts once your mentor has confirmed it."))

    return form.attempt(write) or _log_page(group_id, form, 422)


@blueprint.post("/training/meetings/<uuid:practice_id>/confirmation")
@signed_in
@writes
def confirm(practice_id: uuid.UUID) -> Any:
    return _answered(operations.confirm_practice, practice_id, _("Thank you. The meeting counts now."))


@blueprint.post("/training/meetings/<uuid:practice_id>/refusal")
@signed_in
@writes
def decline(practice_id: uuid.UUID) -> Any:
    return _answered(operations.decline_practice, practice_id, _("Noted. The meeting does not count."))


@blueprint.post("/training/meetings/<uuid:practice_id>/withdrawal")
@signed_in
@writes
def withdraw(practice_id: uuid.UUID) -> Any:
    row = operations.withdraw_practice(db.session(), actor(), moment(), practice_id)
    # Whoever was mentor of this one meeting may not see the candidate's training any more.
    mine = row.mentor_id if row.mentor_id == actor().person_id else row.person_id
    return back_to(mine, _("It is taken back."))


def _answered(answer: Answer, practice_id: uuid.UUID, words: str) -> Any:
    """The mentor comes back to their own list."""
    try:
        row = answer(db.session(), actor(), moment(), practice_id)
    except Refused as refused:
        return shown(me(), 422, refusals=refused.refusals)
    return back_to(row.mentor_id, words)


def _mentors(group_id: uuid.UUID) -> dict[uuid.UUID, str]:
    here = seen(db.session(), actor(), group_id)
    return dict(mentors_for(db.session(), group_id, here.path, local_date(moment()), but=actor().person_id))


def _log_page(group_id: uuid.UUID, form: forms.Practice, status: int = 200) -> Any:
    here = seen(db.session(), actor(), group_id)
    mentors = _mentors(group_id)
    form.offer(mentors)
    html = render_template(
        "training/log.html", form=form, group=here.group, place=here.placed.unit.name, mentors=mentors
    )
    return html, status
