"""What those who help in a group do for somebody's own page: give the link in person, or hand over the phone."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, session, url_for

from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.mine import door
from intranet.participants import links, own_word
from intranet.participants.looking import seen
from intranet.web import security
from intranet.web.access import actor, moment, signed_in, writes

blueprint = Blueprint("giving", __name__)


@blueprint.post("/participants/<uuid:participant_id>/link")
@signed_in
@writes
def give(participant_id: uuid.UUID) -> Any:
    code = links.give_link(db.session(), actor(), moment(), participant_id)
    session["private_link_to_show"] = (str(participant_id), code)
    return redirect(url_for("giving.link", participant_id=participant_id), 303)


@blueprint.get("/participants/<uuid:participant_id>/link")
@signed_in
def link(participant_id: uuid.UUID) -> Any:
    """Shown once: reading it takes it out of the reader's cookie."""
    seen(db.session(), actor(), participant_id)
    whose, code = session.pop("private_link_to_show", (None, None))
    address = None
    if whose == str(participant_id):
        address = current_app.config["BASE_URL"].rstrip("/") + url_for("mine.link", token=code)
    return render_template("mine/give.html", address=address)


@blueprint.post("/participants/<uuid:participant_id>/word")
@signed_in
@writes
def reset_word(participant_id: uuid.UUID) -> Any:
    """Two of the group together: whoever leads it does this, and somebody else makes the link."""
    own_word.reset(db.session(), actor(), moment(), participant_id)
    said = _(
        "It is noted. A link that somebody else in the group makes now, within an hour, opens all of their page."
    )
    flash(said, "success")
    return redirect(url_for("welcoming.show", participant_id=participant_id), 303)


@blueprint.post("/participants/<uuid:participant_id>/handover/<mode>")
@signed_in
@writes
def hand_over(participant_id: uuid.UUID, mode: str) -> Any:
    """From this answer on the phone shows one thing, and signing in is the only way back."""
    token = links.hand_over(db.session(), actor(), moment(), participant_id, mode)
    door.sign_the_helper_out()
    response = make_response(redirect(url_for(f"mine.{mode}"), 303))
    return security.forget(door.enter(response, token))
