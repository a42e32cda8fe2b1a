"""Becoming a member, by the person themselves: the pledge is accepted here and nowhere else; and the way back."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from intranet import i18n
from intranet.cases import operations as cases
from intranet.clock import local_date
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import render_text
from intranet.memberships import fees, operations, pledges
from intranet.memberships.models import HANDED_OVER, OWN_PAGE
from intranet.mine import about, door, forms
from intranet.mine.about import JOIN, UNDO, Stored
from intranet.mine.belonging import belonging_of, may_join, offer
from intranet.mine.routes import blueprint, stored_of
from intranet.mine.step_routes import step
from intranet.participants import links, membership
from intranet.policy import Actor
from intranet.problems import NotVisible, Refused
from intranet.web.access import moment, writes


@blueprint.route("/mine/pledge", methods=["GET", "POST"])
@writes
@door.own(links.PLEDGE)
def pledge(me: Actor) -> Any:
    known = stored_of(me)
    if not may_join(known):
        return _as_it_stands(known)
    form = _form(known)
    joined = form.attempt(lambda: _join(me, known, form))
    return joined or (_form_page(known, form), 422 if form.is_submitted() else 200)


@blueprint.post("/mine/pledge/undoing")
@writes
@door.own()
def undo(me: Actor) -> Any:
    """Changed their mind while it is on its way: what they had written is erased with it."""
    step(me, UNDO)
    flash(_("It is taken back, and what you had written is erased."), "success")
    return redirect(url_for("mine.index"), 303)


def _join(me: Actor, known: Stored, form: forms.Joining) -> Response:
    """The membership and the step in one transaction: neither is ever there without the other."""
    session, now = db.session(), moment()
    handed = door.handed()
    chosen = form.association.data
    given = operations.Application(
        country=known.country,
        association_id=uuid.UUID(chosen) if chosen else None,
        legal_name=form.legal_name.data,
        birth_year=form.birth_year.data,
        contact=form.contact(),
        fee_class=form.fee_class.data,
        pledge_version=form.pledge_version.data or "",
        pledge_language=form.pledge_language.data or "",
        pledge_channel=HANDED_OVER if handed else OWN_PAGE,
        guardian_informed_on=form.guardian_informed_on.data,
        said_harmless=bool(form.harmless.data),
    )  # fmt: skip
    try:
        dated = operations.some_days_before(local_date(now))
        membership_id = operations.apply(session, now, given, dated=dated)
        membership.hang_on(session, me, now, known.participant.id, membership_id)
        if known.way is None:
            raise NotVisible
        cases.advance(session, known.way.case.id, JOIN, me, now, {})
    except Refused:
        session.rollback()
        raise
    said = [_("Thank you. Your membership is on its way; the office gets in touch with you.")]
    told = fees.told(known.country, given.birth_year, local_date(now))
    after = url_for("mine.goodbye", phone="yes") if handed else url_for("mine.index")
    response = make_response(redirect(after, 303))
    if handed:
        response = door.leave(response)
    flash(" ".join([*said, *(render_text(one) for one in told)]), "success")
    return response


def _as_it_stands(known: Stored) -> str:
    """On its way, a member already, or not there yet: nobody is asked twice.

    A phone that was handed over may be in the hands of its owner: it shows nothing that they do not know.
    """
    handed = door.handed()
    return render_template(
        "mine/belonging.html",
        belongs=belonging_of(db.session(), known.participant),
        may_undo=not handed and any(one.key == UNDO for one in about.steps(known.way)),
        handed=handed,
    )


def _form(known: Stored) -> forms.Joining:
    offered = offer(db.session(), known)
    form = forms.Joining(pledge_version=offered.version)
    form.offer(offered.associations, offered.rules, known.country)
    return form


def _form_page(known: Stored, form: forms.Joining) -> str:
    offered = offer(db.session(), known)
    # What is sent back is what now stands on the page, whatever version the form came with.
    form.pledge_version.data, form.pledge_language.data = offered.version, i18n.language()
    return render_template(
        "mine/pledge.html",
        form=form,
        words=pledges.wording(offered.version, i18n.language()),
        example=pledges.is_example(offered.version),
        rules=offered.rules,
        country=known.country,
        money=fees.money,
        told=fees.told(known.country, local_date(moment()).year, local_date(moment())),
        handed=door.handed(),
    )
