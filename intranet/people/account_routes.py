"""What colleagues do for a person: invitation, new-password link, closing the account, roles; on the same blueprint."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for

from intranet.auth import operations as accounts
from intranet.auth import policy as account_policy
from intranet.auth import queries as account_queries
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.organisation import policy as organisation_policy
from intranet.organisation import roles
from intranet.organisation.models import RoleAssignment, Unit
from intranet.organisation.queries import roles_held
from intranet.organisation.tree import units_below
from intranet.people import forms, queries
from intranet.people.routes import blueprint, show_once
from intranet.policy import GIVEN_BY, ROLES, scopes
from intranet.problems import Denied, NotVisible, Refused
from intranet.web.access import actor, moment, signed_in, writes
from intranet.web.forms import select_choices

__all__ = ["blueprint"]


@blueprint.route("/people/<uuid:person_id>/invitation", methods=["GET", "POST"])
@signed_in
@writes
def invite(person_id: uuid.UUID) -> Any:
    person, path = queries.seen_by(db.session(), actor(), person_id)
    held = roles_held(db.session(), person_id, local_date(moment()))
    if not account_policy.can_invite(actor(), path, person_id, held):
        raise Denied(Text("The invitation for this person is given by staff or by an administrator."))
    account = account_queries.account_of(db.session(), person_id)
    form = forms.Invitation(email=account.email if account else None)
    if request.method == "POST" and form.validate():
        try:
            token = accounts.invite(
                db.session(), actor(), moment(), person_id=person_id, email=form.email.data
            )
        except Refused as refused:
            form.show(refused.refusals)
        else:
            return show_once(person_id, token)
    status = 422 if request.method == "POST" else 200
    return render_template("people/invite.html", form=form, person=person), status


@blueprint.post("/people/<uuid:person_id>/new-password-link")
@signed_in
@writes
def give_link(person_id: uuid.UUID) -> Any:
    token = accounts.give_link(db.session(), actor(), moment(), person_id=person_id)
    return show_once(person_id, token)


@blueprint.get("/people/<uuid:person_id>/link")
@signed_in
def link(person_id: uuid.UUID) -> Any:
    """Shown once: reading it takes it out of the reader's cookie."""
    person, _path = queries.seen_by(db.session(), actor(), person_id)
    whose, token = session.pop("link_to_show", (None, None))
    address = None
    if whose == str(person_id):
        address = current_app.config["BASE_URL"].rstrip("/") + url_for("auth.take_up", token=token)
    return render_template("people/link.html", person=person, address=address)


@blueprint.post("/people/<uuid:person_id>/account/closing")
@signed_in
@writes
def close_account(person_id: uuid.UUID) -> Any:
    accounts.close_account(db.session(), actor(), moment(), person_id=person_id)
    flash(_("The account is closed, and signed out everywhere."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


@blueprint.post("/people/<uuid:person_id>/account/opening")
@signed_in
@writes
def open_account(person_id: uuid.UUID) -> Any:
    accounts.open_account(db.session(), actor(), moment(), person_id=person_id)
    flash(_("The account is open again."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


@blueprint.route("/people/<uuid:person_id>/roles/new", methods=["GET", "POST"])
@signed_in
@writes
def give_role(person_id: uuid.UUID) -> Any:
    person, _path = queries.seen_by(db.session(), actor(), person_id)
    where = scopes(actor(), "give", "role")
    if not where or person_id == actor().person_id:
        raise Denied(Text("This role is given by somebody else."))
    form = forms.NewRole(starts_on=local_date(moment()), unit=str(person.unit_id))
    form.offer_roles(_roles_to_give())
    form.unit.choices = select_choices(forms.unit_choices(units_below(db.session(), where)))
    if request.method == "POST" and form.validate():
        try:
            roles.give_role(
                db.session(),
                actor(),
                moment(),
                person_id=person_id,
                role=form.role.data,
                unit_id=uuid.UUID(form.unit.data),
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
            )
        except Refused as refused:
            form.show(refused.refusals)
        else:
            flash(_("The role is given."), "success")
            return redirect(url_for("people.show", person_id=person_id), 303)
    status = 422 if request.method == "POST" else 200
    return render_template("people/give_role.html", form=form, person=person), status


@blueprint.route("/people/<uuid:person_id>/roles/<uuid:role_id>/ending", methods=["GET", "POST"])
@signed_in
@writes
def end_role(person_id: uuid.UUID, role_id: uuid.UUID) -> Any:
    person, _path = queries.seen_by(db.session(), actor(), person_id)
    held = db.session().get(RoleAssignment, role_id)
    if held is None or held.person_id != person_id:
        raise NotVisible
    unit = db.session().get_one(Unit, held.unit_id)
    if not organisation_policy.can_end_role(actor(), held.role, unit.path, person_id):
        raise Denied(Text("This role is ended by those who may give it."))
    form = forms.EndOfRole(ends_on=max(local_date(moment()), held.starts_on))
    if request.method == "POST" and form.validate():
        try:
            roles.end_role(db.session(), actor(), moment(), role_id, ends_on=form.ends_on.data)
        except Refused as refused:
            form.show(refused.refusals)
        else:
            flash(_("The role has an end."), "success")
            return redirect(url_for("people.show", person_id=person_id), 303)
    status = 422 if request.method == "POST" else 200
    return render_template("people/end_role.html", form=form, person=person, held=held, unit=unit), status


def _roles_to_give() -> tuple[str, ...]:
    own = [GIVEN_BY.get(grant.role, frozenset()) for grant in actor().grants]
    return tuple(role for role in ROLES if any(role in giveable for giveable in own))
