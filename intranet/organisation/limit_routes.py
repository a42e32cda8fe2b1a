"""The pages of a nation's limits: what each is worth and who set it, one form a limit, and what was set before."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for

from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.organisation import forms, limits, policy
from intranet.organisation.limit_words import LINES
from intranet.organisation.models import Unit
from intranet.organisation.routes import blueprint
from intranet.organisation.settings import limit, shipped
from intranet.problems import NotVisible
from intranet.web.access import actor, moment, needs, writes
from intranet.web.forms import form_page

__all__ = ["blueprint"]


@blueprint.get("/organisation/units/<uuid:unit_id>/limits")
@needs(("set", "limit"))
def list_limits(unit_id: uuid.UUID) -> Any:
    nation = _nation(unit_id)
    return render_template(
        "organisation/limits.html", nation=nation, sections=limits.of_nation(db.session(), nation)
    )


@blueprint.route("/organisation/units/<uuid:unit_id>/limits/<limit_key>", methods=["GET", "POST"])
@needs(("set", "limit"))
@writes
def change_limit(unit_id: uuid.UUID, limit_key: str) -> Any:
    nation = _nation(unit_id)
    if limit_key not in LINES:
        raise NotVisible
    form = forms.Limit(value=limit(db.session(), nation.path, limit_key))

    def write() -> bool:
        limits.set_limit(
            db.session(), actor(), moment(), nation_id=nation.id, key=limit_key, value=form.value.data or 0
        )
        return True

    if form.attempt(write):
        flash(_("It is saved."), "success")
        return redirect(url_for("organisation.list_limits", unit_id=nation.id, _anchor=limit_key), 303)
    return form_page(
        "organisation/limit.html",
        form,
        nation=nation,
        key=limit_key,
        line=LINES[limit_key],
        ships=shipped(nation.country)[limit_key],
        history=limits.history_of(db.session(), nation, limit_key),
    )


def _nation(unit_id: uuid.UUID) -> Unit:
    nation = db.session().scalars(policy.with_limits_of(actor()).where(Unit.id == unit_id)).first()
    if nation is None:
        raise NotVisible
    return nation
