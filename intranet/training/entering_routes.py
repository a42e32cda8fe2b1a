"""What trainer and office enter for somebody, each on a page of its own: hours, a course, a paper, an exemption."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied
from intranet.training import forms, operations, policy
from intranet.training.looking import not_ones_own, seen
from intranet.training.mentors import OWN_DOES_NOT_COUNT, may_stand_in
from intranet.training.operations.exempting import THE_OFFICE_EXEMPTS
from intranet.training.operations.hours import THE_OFFICE_RECOGNISES, TRAINERS_ENTER
from intranet.training.operations.signing import STAFF_ENTER
from intranet.training.routes import back_to, blueprint
from intranet.web.access import actor, moment, signed_in, writes
from intranet.web.forms import form_page

__all__ = ["blueprint"]

May = Callable[[Actor, str, uuid.UUID], bool]


@blueprint.route("/training/<uuid:person_id>/hours", methods=["GET", "POST"])
@signed_in
@writes
def enter(person_id: uuid.UUID) -> Any:
    _only(policy.can_enter_hours, person_id, TRAINERS_ENTER)
    if not may_stand_in(db.session(), actor(), local_date(moment())):
        raise Denied(OWN_DOES_NOT_COUNT)
    words = _("The hours are entered.")
    return _entered(person_id, forms.Hours(), operations.enter_hours, words, "training/enter.html")


@blueprint.route("/training/<uuid:person_id>/courses", methods=["GET", "POST"])
@signed_in
@writes
def recognise(person_id: uuid.UUID) -> Any:
    _only(policy.can_recognise, person_id, THE_OFFICE_RECOGNISES)
    words = _("The course is recognised.")
    return _entered(person_id, forms.Course(), operations.recognise_course, words, "training/recognise.html")


@blueprint.route("/training/<uuid:person_id>/signatures", methods=["GET", "POST"])
@signed_in
@writes
def enter_signature(person_id: uuid.UUID) -> Any:
    _only(policy.can_enter_signature, person_id, STAFF_ENTER)
    words = _("Noted as signed on paper.")
    template = "training/enter_signature.html"
    return _entered(person_id, forms.Paper(), operations.enter_signature, words, template)


@blueprint.route("/training/<uuid:person_id>/exemptions", methods=["GET", "POST"])
@signed_in
@writes
def exempt(person_id: uuid.UUID) -> Any:
    _only(policy.can_exempt, person_id, THE_OFFICE_EXEMPTS)
    words = _("The exemption is noted.")
    return _entered(person_id, forms.Exemption(), operations.exempt, words, "training/exempt.html")


def _only(may: May, person_id: uuid.UUID, otherwise: Text) -> None:
    path = seen(db.session(), actor(), person_id)
    if not may(actor(), path, person_id):
        raise not_ones_own(actor(), person_id, otherwise)


def _entered(
    person_id: uuid.UUID, form: forms.Entered, operation: Callable[..., object], words: str, template: str
) -> Any:
    form.offer()

    def write() -> Any:
        operation(db.session(), actor(), moment(), person_id=person_id, **form.told())
        return back_to(person_id, words)

    return form.attempt(write) or form_page(template, form, person=db.session().get_one(Person, person_id))
