"""Somebody who comes would like extra support: noted with their yes by whoever leads, and known to two people alone."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for

from intranet.cases.operations import begin
from intranet.config import LANGUAGES
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.organisation.models import Unit
from intranet.participants import support as yes
from intranet.participants.consent_texts import current
from intranet.participants.consents import Shown
from intranet.participants.looking import seen
from intranet.participants.models import SUPPORT, Participant
from intranet.problems import NotVisible
from intranet.web.access import actor, moment, signed_in, writes
from intranet.welcoming import forms
from intranet.welcoming.about import leads_in
from intranet.welcoming.routes import blueprint, spoken

WORKFLOW, NOTE = "extra_support", "note_wish"


@blueprint.route("/participants/<uuid:participant_id>/support", methods=["GET", "POST"])
@signed_in
@writes
def support(participant_id: uuid.UUID) -> Any:
    """Whoever notes it is the one who gets in touch. The page is the same whether or not anything was asked before."""
    session = db.session()
    participant = _of_my_group(participant_id)
    form = forms.agreed_form(SUPPORT, sent=True)
    unit = session.get_one(Unit, participant.group_id)

    def write() -> Any:
        words = Shown(form.shown_version.data or "", form.shown_language.data or "", form.channel.data)
        yes.agree(session, actor(), moment(), participant_id, words)
        key = form.key()
        begun = begin(
            session, WORKFLOW, NOTE, actor(), unit, moment(), {"leader": actor().person_id},
            key=None if key is None else str(key), subject_id=participant_id,
        )  # fmt: skip
        flash(_("It is noted. You are the one who gets in touch."), "success")
        return redirect(url_for("cases.show", case_id=begun.case_id), 303)

    answer = form.attempt(write)
    if answer is not None:
        return answer
    status = 200
    if form.is_submitted():
        session.rollback()
        participant, status = _of_my_group(participant_id), 422
    language = spoken(participant.language)
    html = render_template(
        "welcoming/support.html",
        participant=participant,
        form=form,
        spoken=language,
        languages=LANGUAGES,
        text=current(SUPPORT, language),
    )
    return html, status


def _of_my_group(participant_id: uuid.UUID) -> Participant:
    """Raises NotVisible for whoever does not lead the very group."""
    participant = seen(db.session(), actor(), participant_id)
    if not leads_in(participant.group_id):
        raise NotVisible
    return participant
