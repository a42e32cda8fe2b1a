"""What colleagues do for a person: invitation, new-password link, closing the account, roles; on the same blueprint."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app, render_template, session, url_for

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
from intranet.people.routes import back_to, blueprint, show_once
from intranet.policy import GIVEN_BY, ROLES, scopes
from intranet.problems import Denied, NotVisible
from intranet.web.access import actor, moment, signed_in, writes
from intranet.web.forms import form_page, select_choices

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

    def write() -> Any:
        token = accounts.invite(db.session(), actor(), moment(), person_id=person_id, email=form.email.data)
        return show_once(person_id, token)

    return form.attempt(write) or form_page("people/invite.html", form, person=person)


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
    return back_to(person_id, _("The account is closed, and signed out everywhere."))


@blueprint.post("/people/<uuid:person_id>/account/opening")
@signed_in
@writes
def open_account(person_id: uuid.UUID) -> Any:
    accounts.open_account(db.session(), actor(), moment(), person_id=person_id)
    return back_to(person_id, _("The account is open again."))


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

    def write() -> Any:
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
        return back_to(person_id, _("The role is given."))

    return form.attempt(write) or form_page("people/give_role.html", form, person=person)


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

    def write() -> Any:
        roles.end_role(db.session(), actor(), moment(), role_id, ends_on=form.ends_on.data)
        return back_to(person_id, _("The role has an end."))

    return form.attempt(write) or form_page("people/end_role.html", form, person=person, held=held, unit=unit)


def _roles_to_give() -> tuple[str, ...]:
    own = [GIVEN_BY.get(grant.role, frozenset()) for grant in actor().grants]
    return tuple(role for role in ROLES if any(role in giveable for giveable in own))
