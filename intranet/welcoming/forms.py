"""The forms about somebody who comes to a group; none requires a name, and none has room for a story."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import NumberRange

from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.i18n import render_text
from intranet.participants.consents import IN_WRITING
from intranet.participants.details import LONGEST_CONTACT, LONGEST_NAME, Contact
from intranet.participants.models import BY_PHONE, CONTACT, IN_PERSON, RECORD
from intranet.participants.operations import MOST_ADULTS, MOST_CHILDREN
from intranet.participants.words import HOURS, WAYS
from intranet.web.forms import Form, at_most, harmless_field, not_blank, optional, required, select_choices

AUTOCOMPLETE = {"autocomplete": "off"}


class FirstVisit(Form):
    """In a family club also how many they are; everything may stay empty."""

    adults = IntegerField(_l("Adults of a family"), [optional(), NumberRange(1, MOST_ADULTS)])
    children = IntegerField(_l("Children of a family"), [optional(), NumberRange(0, MOST_CHILDREN)])
    one_more = BooleanField(_l("Count one more family in the club"))


class Together(Form):
    """One person, or a family as two numbers."""

    adults = IntegerField(_l("Adults of a family"), [optional(), NumberRange(0, MOST_ADULTS)])
    children = IntegerField(_l("Children of a family"), [optional(), NumberRange(0, MOST_CHILDREN)])


class Beside(Form):
    person = SelectField(_l("Contact person"), [optional()])

    def offer(self, helpers: Mapping[uuid.UUID, str]) -> None:
        named = [(str(person_id), name) for person_id, name in helpers.items()]
        self.person.choices = select_choices([("", _("nobody yet")), *named])


class Agreed(Form):
    """That somebody said yes to words that were shown to them or read out."""

    shown_version = HiddenField()
    shown_language = HiddenField()
    channel = RadioField(_l("How was it said?"), [required()], default=IN_PERSON)
    said_yes = BooleanField(_l("They read or heard these words, and said yes"), [required()])

    def offer(self) -> None:
        self.channel.choices = select_choices(
            [(IN_PERSON, _("Here, in person")), (BY_PHONE, _("On the phone"))]
        )


class TakenBack(Form):
    """That they took it back, and how they said so: as easy as giving it."""

    channel = SelectField(_l("How did they say that they take it back?"), default=IN_PERSON)

    def offer(self) -> None:
        self.channel.choices = select_choices(
            [(IN_PERSON, _("Here, in person")), (BY_PHONE, _("On the phone")), (IN_WRITING, _("In writing"))]
        )


class AgreedName(Agreed):
    name = StringField(
        _l("What would they like to be called?"), [required(), not_blank, at_most(LONGEST_NAME)],
        render_kw=AUTOCOMPLETE,
    )  # fmt: skip
    harmless = harmless_field()


class AgreedContact(Agreed):
    way = RadioField(_l("How may they be contacted?"), [required()])
    value = StringField(
        _l("Number or address"), [required(), not_blank, at_most(LONGEST_CONTACT)], render_kw=AUTOCOMPLETE
    )
    message = BooleanField(_l("A message may be left there"))
    hours = SelectField(_l("When?"), [required()])

    def offer(self) -> None:
        super().offer()
        self.way.choices = select_choices((way, render_text(called)) for way, called in WAYS.items())
        self.hours.choices = select_choices((one, render_text(called)) for one, called in HOURS.items())

    @property
    def contact(self) -> Contact:
        return Contact(self.way.data, self.value.data, bool(self.message.data), self.hours.data)


def agreed_form(purpose: str, *, sent: bool) -> Agreed:
    form_class = {RECORD: AgreedName, CONTACT: AgreedContact}.get(purpose, Agreed)
    form: Agreed = form_class() if sent else form_class(formdata=None)
    form.offer()
    _set_apart(form, purpose)
    return form


def taken_back_form(purpose: str, *, sent: bool) -> TakenBack:
    form = TakenBack() if sent else TakenBack(formdata=None)
    form.offer()
    _set_apart(form, f"{purpose}-back")
    return form


def _set_apart(form: Form, prefix: str) -> None:
    """Several such forms stand on one page: their fields have the same names, and each its own place."""
    for field in form:
        field.id = field.label.field_id = f"{prefix}-{field.name}"
