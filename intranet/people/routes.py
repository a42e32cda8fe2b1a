"""The pages of people: the list, a person's page, entering and changing them; roles and accounts are next door."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from intranet.auth import operations as accounts
from intranet.auth import policy as account_policy
from intranet.auth import queries as account_queries
from intranet.certificates import policy as certificate_policy
from intranet.certificates import queries as certificates
from intranet.certificates.words import BADGES, LABELS
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.organisation import policy as organisation_policy
from intranet.organisation.models import Unit
from intranet.organisation.operations import find_or_create_town
from intranet.organisation.queries import roles_held, towns_like
from intranet.organisation.tree import units_below
from intranet.people import forms, operations, policy, queries
from intranet.people.models import Person
from intranet.policy import ROLES, scopes
from intranet.problems import Denied
from intranet.training import policy as training_policy
from intranet.training.looking import mentors_of
from intranet.web.access import actor, moment, needs, signed_in, writes
from intranet.web.forms import form_page, select_choices

blueprint = Blueprint("people", __name__)

USUAL_CHECK = timedelta(days=730)  # the habit in all three countries


@blueprint.get("/people")
@needs(("see", "person"))
def index() -> Any:
    wanted = _wanted()
    found = queries.people(
        db.session(),
        actor(),
        local_date(moment()),
        search=wanted["q"],
        role=wanted["role"],
        gone=bool(wanted["gone"]),
        after=_after(),
    )
    return render_template(
        "people/index.html",
        people=found,
        wanted=wanted,
        roles=ROLES,
        more=url_for("people.index", after=found.after) if found.after else None,
        may_create=bool(scopes(actor(), "invite", "person")),
    )


@blueprint.post("/people/search")
@needs(("see", "person"))
def search() -> Any:
    """What is looked for is remembered in the reader's own cookie: a name never stands in an address."""
    session["people_wanted"] = {name: request.form.get(name, "")[:100] for name in ("q", "role", "gone")}
    return redirect(url_for("people.index"), 303)


def _wanted() -> dict[str, str]:
    said = session.get("people_wanted", {})
    role = said.get("role", "")
    return {"q": said.get("q", ""), "role": role if role in ROLES else "", "gone": said.get("gone", "")}


def _after() -> uuid.UUID | None:
    try:
        return uuid.UUID(request.args.get("after", ""))
    except ValueError:
        return None


@blueprint.get("/people/<uuid:person_id>")
@signed_in
def show(person_id: uuid.UUID) -> Any:
    return render_template("people/show.html", **about(person_id))


def about(person_id: uuid.UUID) -> dict[str, Any]:
    """What a person's page shows this reader, and what they may do there."""
    person, path = queries.seen_by(db.session(), actor(), person_id)
    today = local_date(moment())
    account = account_queries.account_of(db.session(), person_id)
    held = roles_held(db.session(), person_id, today)
    may_see_certificate = certificate_policy.can_see(actor(), path, person_id)
    may_see_checks = policy.can_see_record_checks(actor(), path, person_id)
    return {
        "person": person,
        "unit": db.session().get_one(Unit, person.unit_id),
        "home_town": queries.town_name(db.session(), person.home_town_id),
        "work_town": queries.town_name(db.session(), person.work_town_id),
        "left": person.left_on is not None and person.left_on <= today,
        "mine": person_id == current_user.person_id,
        "roles": queries.roles_of(db.session(), person_id),
        "checks": queries.record_checks(db.session(), person_id) if may_see_checks else (),
        "certificate": certificates.newest_of(db.session(), person_id) if may_see_certificate else None,
        "certificate_status": certificates.status_of(db.session(), person_id, today)
        if may_see_certificate
        else None,
        "certificate_labels": LABELS,
        "certificate_badges": BADGES,
        "account": account,
        "link": account_queries.waiting_link(db.session(), account.id, moment()) if account else None,
        "may": {
            "change": policy.can_change(actor(), path, person_id),
            "see_checks": may_see_checks,
            "see_training": training_policy.can_see(
                actor(), path, person_id, mentors_of(db.session(), person_id)
            ),
            "note_check": policy.can_note_record_check(actor(), path, person_id),
            "see_account": person_id == current_user.person_id or policy.can_change(actor(), path, person_id),
            "invite": account_policy.can_invite(actor(), path, person_id, held),
            "give_link": account_policy.can_give_link(actor(), path, person_id, held),
            "close": account_policy.can_close(actor(), path, person_id, held),
            "leave": policy.can_change(actor(), path, person_id)
            and (person_id == current_user.person_id or organisation_policy.outranks(actor(), held)),
            "give_role": person_id != current_user.person_id and bool(scopes(actor(), "give", "role")),
        },
        "may_end": lambda row: organisation_policy.can_end_role(actor(), row.role, row.path, person_id),
    }


@blueprint.route("/people/new", methods=["GET", "POST"])
@needs(("invite", "person"))
@writes
def new() -> Any:
    form = forms.NewPerson(unit=str(_own_unit().id))
    form.offer_languages()
    form.unit.choices = select_choices(
        forms.unit_choices(units_below(db.session(), scopes(actor(), "invite", "person")))
    )
    return form.attempt(lambda: _enter(form)) or form_page("people/new.html", form, towns=_suggestions())


def _enter(form: forms.NewPerson) -> Any:
    unit = db.session().get_one(Unit, uuid.UUID(form.unit.data))
    person = operations.create_person(
        db.session(), actor(), moment(), unit_id=unit.id, details=_details(form, unit.country)
    )
    if not form.email.data:
        return back_to(person.id, _("%(name)s is entered.", name=person.name))
    token = accounts.invite(db.session(), actor(), moment(), person_id=person.id, email=form.email.data)
    return show_once(person.id, token)


@blueprint.route("/people/<uuid:person_id>/details", methods=["GET", "POST"])
@signed_in
@writes
def change(person_id: uuid.UUID) -> Any:
    person, path = queries.seen_by(db.session(), actor(), person_id)
    if not policy.can_change(actor(), path, person_id):
        raise Denied(Text("Only the person, the coordinator and the office change this."))
    form = forms.PersonDetails(
        name=person.name,
        phone=person.phone,
        language=person.language,
        home_town=queries.town_name(db.session(), person.home_town_id),
        work_town=queries.town_name(db.session(), person.work_town_id),
    )
    form.offer_languages()

    def write() -> Any:
        country = db.session().get_one(Unit, person.unit_id).country
        operations.change_details(db.session(), actor(), moment(), person_id, _details(form, country))
        return back_to(person_id, _("It is saved."))

    return form.attempt(write) or form_page("people/change.html", form, person=person, towns=_suggestions())


@blueprint.route("/people/<uuid:person_id>/leaving", methods=["GET", "POST"])
@signed_in
@writes
def leave(person_id: uuid.UUID) -> Any:
    person, path = queries.seen_by(db.session(), actor(), person_id)
    if not policy.can_change(actor(), path, person_id):
        raise Denied(Text("Only the person, the coordinator and the office change this."))
    form = forms.Leaving(left_on=local_date(moment()))

    def write() -> Any:
        operations.leave(db.session(), actor(), moment(), person_id, left_on=form.left_on.data)
        return back_to(person_id, _("It is noted. Thank you for the time together."))

    mine = person_id == current_user.person_id
    return form.attempt(write) or form_page("people/leave.html", form, person=person, mine=mine)


@blueprint.post("/people/<uuid:person_id>/return")
@signed_in
@writes
def come_back(person_id: uuid.UUID) -> Any:
    person = operations.come_back(db.session(), actor(), moment(), person_id)
    return back_to(person_id, _("%(name)s is with us again.", name=person.name))


@blueprint.route("/people/<uuid:person_id>/record-checks/new", methods=["GET", "POST"])
@signed_in
@writes
def note_check(person_id: uuid.UUID) -> Any:
    person, path = queries.seen_by(db.session(), actor(), person_id)
    if not policy.can_note_record_check(actor(), path, person_id):
        raise Denied(Text("The office or the coordinator notes this, and nobody notes their own."))
    today = local_date(moment())
    form = forms.RecordCheckSeen(seen_on=today, next_check_on=today + USUAL_CHECK)

    def write() -> Any:
        operations.note_record_check(
            db.session(),
            actor(),
            moment(),
            person_id,
            seen_on=form.seen_on.data,
            next_check_on=form.next_check_on.data,
        )
        return back_to(person_id, _("It is noted that it was seen, and nothing else."))

    return form.attempt(write) or form_page("people/note_check.html", form, person=person)


def back_to(person_id: uuid.UUID, words: str) -> Any:
    flash(words, "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


def show_once(person_id: uuid.UUID, token: str) -> Any:
    """To the page that shows a link once; until then it lies in the inviter's own cookie, and nowhere else."""
    session["link_to_show"] = [str(person_id), token]
    return redirect(url_for("people.link", person_id=person_id), 303)


def _details(form: forms.PersonDetails, country: str) -> operations.Details:
    return operations.Details(
        name=form.name.data,
        phone=form.phone.data,
        language=form.language.data or None,
        home_town_id=_town(form.home_town.data, country),
        work_town_id=_town(form.work_town.data, country),
    )


def _town(name: str | None, country: str) -> uuid.UUID | None:
    if not name or not name.strip():
        return None
    return find_or_create_town(db.session(), name, country, actor().person_id).id


def _suggestions() -> tuple[str, ...]:
    return towns_like("", _own_unit().country, limit=60)


def _own_unit() -> Unit:
    return db.session().get_one(Unit, db.session().get_one(Person, current_user.person_id).unit_id)
