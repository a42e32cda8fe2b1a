"""What trainer and office enter for somebody, each on a page of its own: hours, a course, a paper, an exemption."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Refused
from intranet.training import forms, operations, policy
from intranet.training.looking import not_ones_own, seen
from intranet.training.operations import Noted
from intranet.training.operations.exempting import THE_OFFICE_EXEMPTS
from intranet.training.operations.hours import THE_OFFICE_RECOGNISES, TRAINERS_ENTER
from intranet.training.operations.signing import STAFF_ENTER
from intranet.training.routes import back_to, blueprint
from intranet.web.access import actor, moment, signed_in, writes
from intranet.web.forms import Form

__all__ = ["blueprint"]

May = Callable[[Actor, str, uuid.UUID], bool]
Write = Callable[[Session], object]


@blueprint.route("/training/<uuid:person_id>/hours", methods=["GET", "POST"])
@signed_in
@writes
def enter(person_id: uuid.UUID) -> Any:
    _only(policy.can_enter_hours, person_id, TRAINERS_ENTER)
    form = forms.Hours()
    form.offer()

    def write(session: Session) -> None:
        noted = _noted(form, kind=form.kind.data)
        operations.enter_hours(session, actor(), moment(), person_id=person_id, noted=noted)

    return _entered(person_id, form, write, _("The hours are entered."), "training/enter.html")


@blueprint.route("/training/<uuid:person_id>/courses", methods=["GET", "POST"])
@signed_in
@writes
def recognise(person_id: uuid.UUID) -> Any:
    _only(policy.can_recognise, person_id, THE_OFFICE_RECOGNISES)
    form = forms.Course()
    form.offer()

    def write(session: Session) -> None:
        noted = _noted(form, country=form.country.data)
        operations.recognise_course(session, actor(), moment(), person_id=person_id, noted=noted)

    return _entered(person_id, form, write, _("The course is recognised."), "training/recognise.html")


@blueprint.route("/training/<uuid:person_id>/signatures", methods=["GET", "POST"])
@signed_in
@writes
def enter_signature(person_id: uuid.UUID) -> Any:
    _only(policy.can_enter_signature, person_id, STAFF_ENTER)
    form = forms.Paper()
    form.offer()

    def write(session: Session) -> None:
        operations.enter_signature(
            session,
            actor(),
            moment(),
            person_id=person_id,
            document=form.document.data,
            version=form.paper_version.data,
            signed_on=form.signed_on.data,
        )

    return _entered(person_id, form, write, _("Noted as signed on paper."), "training/enter_signature.html")


@blueprint.route("/training/<uuid:person_id>/exemptions", methods=["GET", "POST"])
@signed_in
@writes
def exempt(person_id: uuid.UUID) -> Any:
    _only(policy.can_exempt, person_id, THE_OFFICE_EXEMPTS)
    form = forms.Exemption()
    form.offer()

    def write(session: Session) -> None:
        operations.exempt(
            session,
            actor(),
            moment(),
            person_id=person_id,
            requirement=form.requirement.data,
            reason=form.reason.data,
            until_on=form.until_on.data,
        )

    return _entered(person_id, form, write, _("The exemption is noted."), "training/exempt.html")


def _only(may: May, person_id: uuid.UUID, otherwise: Text) -> None:
    path = seen(db.session(), actor(), person_id)
    if not may(actor(), path, person_id):
        raise not_ones_own(actor(), person_id, otherwise)


def _noted(form: Any, **more: Any) -> Noted:
    return Noted(
        held_on=form.held_on.data,
        minutes=form.total(),
        ethics_minutes=form.ethics(),
        name=form.name.data or "",
        reason=form.reason.data,
        **more,
    )


def _entered(person_id: uuid.UUID, form: Form, write: Write, words: str, template: str) -> Any:
    """Write what the form says; shown empty, or again with what is to be mended."""
    if form.validate_on_submit():
        try:
            write(db.session())
        except Refused as refused:
            form.show(refused.refusals)
        else:
            return back_to(person_id, words)
    person = db.session().get_one(Person, person_id)
    return render_template(template, person=person, form=form), 422 if form.is_submitted() else 200
