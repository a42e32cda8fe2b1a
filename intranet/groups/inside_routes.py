"""What happens inside a group, from its page: asking and answering, and who can be there."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for

from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.groups import assignments, forms, reach
from intranet.groups.routes import back_to, blueprint, shown
from intranet.i18n import gettext as _
from intranet.problems import NotVisible, Refused
from intranet.web.access import actor, moment, signed_in, writes

__all__ = ["blueprint"]


@blueprint.post("/groups/<uuid:group_id>/assignments")
@signed_in
@writes
def ask(group_id: uuid.UUID) -> Any:
    form = forms.Question()
    try:
        assignments.ask(
            db.session(),
            actor(),
            moment(),
            group_id=group_id,
            person_id=_person(),
            from_on=form.from_on.data,
            until_on=form.until_on.data,
        )
    except Refused as refused:
        form.show(refused.refusals)
        return shown(group_id, 422, question=form)
    return back_to(group_id, _("The question is asked. The answer comes from the person."))


@blueprint.post("/groups/<uuid:group_id>/assignments/<uuid:assignment_id>/acceptance")
@signed_in
@writes
def accept(group_id: uuid.UUID, assignment_id: uuid.UUID) -> Any:
    try:
        row = assignments.accept(db.session(), actor(), moment(), assignment_id)
    except Refused as refused:
        return shown(group_id, 422, refusals=refused.refusals)
    return back_to(_same(group_id, row.group_id), _("Thank you. The coordinator sees that you said yes."))


@blueprint.post("/groups/<uuid:group_id>/assignments/<uuid:assignment_id>/ending")
@signed_in
@writes
def end(group_id: uuid.UUID, assignment_id: uuid.UUID) -> Any:
    row = assignments.end(db.session(), actor(), moment(), assignment_id)
    _same(group_id, row.group_id)
    if row.person_id == actor().person_id:
        # Whoever said no may not see the group any more.
        flash(_("It is ended. The coordinator sees it."), "success")
        return redirect(url_for("home.index"), 303)
    return back_to(group_id, _("It is taken back."))


@blueprint.post("/groups/<uuid:group_id>/reach")
@signed_in
@writes
def confirm_reach(group_id: uuid.UUID) -> Any:
    return _about_one(reach.confirm, group_id, _("Noted: this person can be there each week."))


@blueprint.post("/groups/<uuid:group_id>/reach/withdrawal")
@signed_in
@writes
def withdraw_reach(group_id: uuid.UUID) -> Any:
    return _about_one(reach.withdraw, group_id, _("It is taken back."))


def _about_one(write: Callable[..., object], group_id: uuid.UUID, words: str) -> Any:
    """What one button says about a person and this group."""
    try:
        write(db.session(), actor(), moment(), group_id=group_id, person_id=_person())
    except Refused as refused:
        return shown(group_id, 422, refusals=refused.refusals)
    return back_to(group_id, words)


def _person() -> uuid.UUID:
    """The person a button is about. Raises Refused for what no button of ours says."""
    try:
        return uuid.UUID(request.form.get("person", ""))
    except ValueError:
        raise Refused((Refusal("person", Text("Choose somebody from the list.")),)) from None


def _same(group_id: uuid.UUID, real: uuid.UUID) -> uuid.UUID:
    """An address that names another group than its assignment does not exist."""
    if group_id != real:
        raise NotVisible
    return group_id
