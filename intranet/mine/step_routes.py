"""The steps of the path that somebody takes by themselves: a pause and back, not now, and leaving."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, url_for

from intranet.cases import operations
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.mine import about, door
from intranet.mine.about import LEAVE, UNDO, WITH_A_PAGE
from intranet.mine.belonging import belonging_of
from intranet.mine.routes import blueprint
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Stale
from intranet.web.access import moment, writes
from intranet.web.forms import Form


@blueprint.post("/mine/steps/<key>")
@writes
@door.own()
def take(me: Actor, key: str) -> Any:
    if key in WITH_A_PAGE:
        raise NotVisible
    form = Form()
    step(me, key, form.expected_version())
    flash(_("It is noted. Nobody asks you why."), "success")
    return redirect(url_for("mine.index"), 303)


@blueprint.route("/mine/leaving", methods=["GET", "POST"])
@writes
@door.own(by_link=True)
def leave(me: Actor) -> Any:
    """Asked once more, with what happens; afterwards there is nothing left to show.

    By a link alone it is not told whether there is a membership. Raises Denied.
    """
    if not door.may_leave(about.whose(db.session(), me)):
        raise Denied(
            Text("To leave with this link, enter your word first, or tell somebody who leads the group.")
        )
    form, stays = Form(), _stays_a_member(me)
    if not form.validate_on_submit():
        return render_template("mine/leave.html", form=form, shows_all=door.shows_all(), stays_a_member=stays)
    way = about.way_of(db.session(), me, moment())
    # Their own word takes an application back; one that was confirmed meanwhile is a membership, and theirs to keep.
    if door.shows_all() and not stays and UNDO in {one.key for one in about.steps(way)}:
        step(me, UNDO)
    step(me, LEAVE)
    response = door.leave(make_response(redirect(url_for("mine.goodbye"), 303)))
    said = _(
        "What the group had written down about who you are is erased. You may come again whenever you like."
    )
    flash(said, "success")
    return response


def _stays_a_member(me: Actor) -> bool:
    belongs = belonging_of(db.session(), about.whose(db.session(), me))
    return belongs is not None and belongs.membership.confirmed_on is not None


def step(me: Actor, key: str, version: int | None = None) -> None:
    """Raises Stale when the page was drawn before something else happened."""
    way = about.way_of(db.session(), me, moment())
    if way is None:
        raise NotVisible
    if key not in {step.key for step in about.steps(way)}:
        raise Stale(Text("Something else has happened meanwhile. Please look at how it stands now."))
    operations.advance(db.session(), way.case.id, key, me, moment(), {}, version=version)
