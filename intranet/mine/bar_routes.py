"""Keeping somebody away: chosen or named, and lifted again; the answer never tells whether there is such a person."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, url_for

from intranet.clock import local_date
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.mine import about, door, forms
from intranet.mine.routes import blueprint
from intranet.participants import bars, protecting
from intranet.policy import Actor
from intranet.problems import Refused
from intranet.web.access import moment, writes
from intranet.web.forms import form_page


@blueprint.route("/mine/bars", methods=["GET", "POST"])
@writes
@door.own()
def keep_away(me: Actor) -> Any:
    session, participant = db.session(), about.whose(db.session(), me)
    form = forms.Barred()
    form.offer(_("Nobody of these"), bars.helpers(session, participant.group_id, local_date(moment())))

    def write() -> Any:
        if form.person.data:
            bars.bar_helper(session, moment(), participant.id, uuid.UUID(form.person.data))
        if (form.name.data or "").strip():
            bars.bar_name(
                session, moment(), participant.id, form.name.data, said_harmless=bool(form.harmless.data)
            )
        elif not form.person.data:
            raise Refused((Refusal("name", Text("Choose somebody from the list, or write a name.")),))
        flash(_("It is noted. Whoever it is sees nothing of you, and is not told."), "success")
        return redirect(url_for("mine.keep_away"), 303)

    return form.attempt(write) or form_page(
        "mine/bars.html", form, bars=bars.standing(session, participant.id), protected=participant.protected
    )


@blueprint.post("/mine/protection")
@writes
@door.own()
def protect(me: Actor) -> Any:
    """By themselves; whoever could be made to lift it cannot: that is done by those who lead the group."""
    participant = about.whose(db.session(), me)
    protecting.protect(db.session(), me, moment(), participant.id, protected=True)
    flash(_("It is noted. A label stands where your name stood."), "success")
    return redirect(url_for("mine.keep_away"), 303)


@blueprint.post("/mine/bars/<uuid:bar_id>/lifting")
@writes
@door.own()
def lift(me: Actor, bar_id: uuid.UUID) -> Any:
    bars.lift(db.session(), moment(), about.whose(db.session(), me).id, bar_id)
    flash(_("It is lifted."), "success")
    return redirect(url_for("mine.keep_away"), 303)
