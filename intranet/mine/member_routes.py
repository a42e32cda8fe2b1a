"""A membership, by the member themselves: who they are and how to reach them is corrected, and it ends any day."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from intranet.clock import beginning_of, local_date
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.memberships import operations
from intranet.mine import about, door, forms
from intranet.mine.belonging import Belonging, belonging_of
from intranet.mine.routes import blueprint
from intranet.policy import Actor
from intranet.problems import NotVisible
from intranet.web.access import moment, writes
from intranet.web.forms import Form, form_page


@blueprint.route("/mine/membership", methods=["GET", "POST"])
@writes
@door.own()
def reach_member(me: Actor) -> Any:
    """The office sees that the member did it, in which month, and nothing of how they came here."""
    belongs = _belonging(me)
    known = belongs.details
    form = forms.MemberDetails(
        obj=known.contact,
        legal_name=known.name,
        birth_year=known.birth_year,
        guardian_informed_on=belongs.membership.guardian_informed_on,
    )

    def write() -> Any:
        operations.write_otherwise(
            db.session(),
            moment(),
            belongs.membership.id,
            name=form.legal_name.data,
            birth_year=form.birth_year.data,
            guardian_informed_on=form.guardian_informed_on.data,
            contact=form.contact(),
            said_harmless=bool(form.harmless.data),
        )
        flash(_("It is changed, and the office sees that you did it."), "success")
        return redirect(url_for("mine.index"), 303)

    return form.attempt(write) or form_page("mine/reach_member.html", form)


@blueprint.route("/mine/membership/ending", methods=["GET", "POST"])
@writes
@door.own()
def resign(me: Actor) -> Any:
    """A member at any time, without a reason; the group has nothing to do with it."""
    belongs, form = _belonging(me), Form()
    if not form.validate_on_submit():
        return render_template("mine/resign.html", form=form)
    # Of the day, not of this moment: two rows of one moment would tell whose membership it was.
    today = beginning_of(local_date(moment()))
    operations.resign(db.session(), today, belongs.membership.id)
    flash(_("Your membership has ended, and what was written for it is erased."), "success")
    return redirect(url_for("mine.index"), 303)


def _belonging(me: Actor) -> Belonging:
    """Raises NotVisible for whoever is no member, and is not about to be one."""
    belongs = belonging_of(db.session(), about.whose(db.session(), me))
    if belongs is None:
        raise NotVisible
    return belongs
