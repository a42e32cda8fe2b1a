"""Families in numbers and groups that do not meet, from the page of a group."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, url_for

from intranet.extensions import db
from intranet.groups import families, forms, silence
from intranet.groups.looking import seen
from intranet.groups.routes import back_to, blueprint, shown
from intranet.i18n import gettext as _
from intranet.problems import NotVisible, Refused
from intranet.web.access import actor, moment, signed_in, writes


@blueprint.post("/groups/<uuid:group_id>/families")
@signed_in
@writes
def count_families(group_id: uuid.UUID) -> Any:
    seen(db.session(), actor(), group_id)
    form = forms.FamilyNumber()

    def write() -> Any:
        families.count(db.session(), actor(), moment(), group_id=group_id, families=form.families.data)
        return back_to(group_id, _("Thank you, the number is noted."))

    return form.attempt(write) or shown(group_id, 422, number=form)


@blueprint.post("/groups/<uuid:group_id>/one-more-family")
@signed_in
@writes
def let_one_more_in(group_id: uuid.UUID) -> Any:
    seen(db.session(), actor(), group_id)
    form = forms.OneMore()

    def write() -> Any:
        families.let_one_more_in(
            db.session(), actor(), moment(), group_id=group_id, reason=form.reason.data,
            said_harmless=bool(form.harmless.data),
        )  # fmt: skip
        return back_to(group_id, _("One more family may come for a while."))

    return form.attempt(write) or shown(group_id, 422, one_more=form)


@blueprint.post("/groups/<uuid:group_id>/not-meeting")
@signed_in
@writes
def not_meeting(group_id: uuid.UUID) -> Any:
    try:
        silence.report_not_meeting(db.session(), actor(), moment(), group_id=group_id)
    except Refused as refused:
        return shown(group_id, 422, refusals=refused.refusals)
    flash(_("Thank you. The group is off the list until those who lead it have answered."), "success")
    try:
        seen(db.session(), actor(), group_id)
    except NotVisible:
        # It is off the list now, and so out of sight for most.
        return redirect(url_for("groups.index"), 303)
    return redirect(url_for("groups.show", group_id=group_id), 303)
