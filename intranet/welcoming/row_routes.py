"""What those who help in a group note about whoever comes: that they were here, what they agreed to, who helps."""

from __future__ import annotations

import uuid
from typing import Any

from flask import request

from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.participants import consents, operations, protecting
from intranet.participants.consents import Shown
from intranet.participants.models import FAMILY, PERSON
from intranet.problems import NotVisible, Refused
from intranet.web.access import actor, moment, signed_in, writes
from intranet.welcoming import forms, queries
from intranet.welcoming.routes import asked, back, blueprint, said_no, shown


@blueprint.post("/participants/<uuid:participant_id>/here")
@signed_in
@writes
def was_here(participant_id: uuid.UUID) -> Any:
    operations.was_here(db.session(), actor(), moment(), participant_id)
    return back(participant_id, _("Noted. On which other days they come is not known here."))


@blueprint.post("/participants/<uuid:participant_id>/agreed/<purpose>")
@signed_in
@writes
def agree(participant_id: uuid.UUID, purpose: str) -> Any:
    page = queries.page_of(db.session(), actor(), moment(), participant_id)
    if purpose not in asked(page) or page.participant.protected:
        raise NotVisible
    form = forms.agreed_form(purpose, sent=True)
    if not form.validate():
        return shown(participant_id, 422, tried=(purpose, form))
    words = Shown(form.shown_version.data or "", form.shown_language.data or "", form.channel.data)
    given: dict[str, Any] = {}
    if isinstance(form, forms.AgreedName):
        given |= {"name": form.name.data, "said_harmless": bool(form.harmless.data)}
    if isinstance(form, forms.AgreedContact):
        given["contact"] = form.contact
    try:
        consents.give(db.session(), actor(), moment(), participant_id, purpose, words, **given)
    except Refused as refused:
        form.show(refused.refusals)
        return said_no(participant_id, (), tried=(purpose, form))
    return back(participant_id, _("Noted that they agree. They can take it back at any time."))


@blueprint.post("/participants/<uuid:participant_id>/withdrawn/<purpose>")
@signed_in
@writes
def withdraw(participant_id: uuid.UUID, purpose: str) -> Any:
    """As easy as giving it: one press, and what it was for is gone."""
    queries.page_of(db.session(), actor(), moment(), participant_id)
    form = forms.taken_back_form(purpose, sent=True)
    if not form.validate():
        return shown(participant_id, 422, refused_back=(purpose, form))
    said = form.channel.data
    erased = consents.withdraw(db.session(), actor(), moment(), participant_id, purpose, channel=said)
    return back(
        participant_id,
        _("It is taken back. What it was for is erased.") if erased else _("It was taken back already."),
    )


@blueprint.post("/participants/<uuid:participant_id>/together")
@signed_in
@writes
def describe(participant_id: uuid.UUID) -> Any:
    queries.page_of(db.session(), actor(), moment(), participant_id)
    form = forms.Together()
    if not form.validate():
        return shown(participant_id, 422, together=form)
    adults = form.adults.data or None
    try:
        operations.describe(
            db.session(), actor(), moment(), participant_id,
            kind=PERSON if adults is None else FAMILY, adults=adults, children=form.children.data,
        )  # fmt: skip
    except Refused as refused:
        form.show(refused.refusals)
        return said_no(participant_id, (), together=form)
    return back(participant_id, _("It is changed."))


@blueprint.post("/participants/<uuid:participant_id>/beside")
@signed_in
@writes
def pair(participant_id: uuid.UUID) -> Any:
    page = queries.page_of(db.session(), actor(), moment(), participant_id)
    form = forms.Beside()
    form.offer(page.helpers)
    if not form.validate():
        return shown(participant_id, 422, beside=form)
    chosen = uuid.UUID(form.person.data) if form.person.data else None
    try:
        operations.pair(db.session(), actor(), moment(), participant_id, chosen)
    except Refused as refused:
        form.show(refused.refusals)
        return said_no(participant_id, (), beside=form)
    return back(participant_id, _("It is changed."))


@blueprint.post("/participants/<uuid:participant_id>/protected")
@signed_in
@writes
def protect(participant_id: uuid.UUID) -> Any:
    protected = request.form.get("protected") == "yes"
    protecting.protect(db.session(), actor(), moment(), participant_id, protected=protected)
    return back(participant_id, _("It is changed."))
