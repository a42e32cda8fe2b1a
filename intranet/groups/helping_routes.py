"""The page of who helps in a group, and choosing them."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for

from intranet.clock import local_date
from intranet.extensions import db
from intranet.groups import forms, helping
from intranet.groups.routes import blueprint
from intranet.i18n import gettext as _
from intranet.web.access import actor, moment, signed_in, writes
from intranet.web.forms import select_choices
from intranet.web.words import ROLES


@blueprint.get("/groups/<uuid:group_id>/helpers")
@signed_in
def helpers(group_id: uuid.UUID) -> Any:
    return _page(group_id)


@blueprint.post("/groups/<uuid:group_id>/helpers")
@signed_in
@writes
def choose_helper(group_id: uuid.UUID) -> Any:
    form = _offered(group_id)

    def write() -> Any:
        person_id = uuid.UUID(form.person.data)
        helping.choose(db.session(), actor(), moment(), group_id=group_id, person_id=person_id)
        return _back(group_id, _("Noted. They may know who visits the group now."))

    return form.attempt(write) or _page(group_id, 422, form)


@blueprint.post("/groups/<uuid:group_id>/helpers/<uuid:person_id>/ending")
@signed_in
@writes
def end_helper(group_id: uuid.UUID, person_id: uuid.UUID) -> Any:
    helping.end(db.session(), actor(), moment(), group_id=group_id, person_id=person_id)
    if person_id == actor().person_id:
        # Whoever ends their own helping knows of the group's people no more.
        flash(_("You no longer help in this group. Thank you for your time there."), "success")
        return redirect(url_for("home.index"), 303)
    return _back(group_id, _("They no longer help in this group."))


def _offered(group_id: uuid.UUID) -> forms.NewHelper:
    today = local_date(moment())
    found = helping.helpers_of(db.session(), actor(), today, group_id)
    form = forms.NewHelper()
    offered = helping.choosable(db.session(), found, actor(), today) if found.may_choose else {}
    form.person.choices = select_choices(forms.choices(offered))
    return form


def _page(group_id: uuid.UUID, status: int = 200, form: forms.NewHelper | None = None) -> Any:
    found = helping.helpers_of(db.session(), actor(), local_date(moment()), group_id)
    drawn = _offered(group_id) if form is None else form
    html = render_template(
        "groups/helpers.html", found=found, group=found.here.group, form=drawn, roles=ROLES
    )
    return html, status


def _back(group_id: uuid.UUID, words: str) -> Any:
    flash(words, "success")
    return redirect(url_for("groups.helpers", group_id=group_id), 303)
