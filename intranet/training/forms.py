"""The forms about training, and what they tell the operations; whether it may be is decided there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange

from intranet.engine.text import Text
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.i18n import render_text
from intranet.training.documents import NEWEST
from intranet.training.looking import LONGEST_NAME, LONGEST_REASON
from intranet.training.operations import Noted
from intranet.training.words import COUNTRIES, CREDITS, PARTS, REQUIREMENTS
from intranet.web.forms import Form, at_most, not_blank, optional, required, select_choices


def _offered(words: Mapping[str, Text]) -> list[tuple[str, str]]:
    return [(key, render_text(text)) for key, text in words.items()]


def _reason() -> TextAreaField:
    return TextAreaField(
        _l("Reason"),
        description=_l("Short, and nothing about anybody's health."),
        validators=[required(), not_blank, at_most(LONGEST_REASON)],
    )


class Practice(Form):
    held_on = DateField(_l("Day"), validators=[required()])
    part = RadioField(_l("What you did"), validators=[required()])
    mentor = SelectField(
        _l("Who was with you"),
        description=_l("They confirm it. It counts from then on."),
        validators=[required()],
    )

    def offer(self, mentors: Mapping[uuid.UUID, str]) -> None:
        self.part.choices = _offered(PARTS)
        people = [(str(person_id), name) for person_id, name in mentors.items()]
        self.mentor.choices = select_choices([("", _("Choose somebody")), *people])


class _Hours(Form):
    held_on = DateField(_l("Day"), validators=[required()])
    hours = IntegerField(_l("Hours"), validators=[required()])
    minutes = IntegerField(_l("and minutes"), validators=[optional(), NumberRange(0, 59)])
    ethics_hours = IntegerField(_l("Of these, hours about ethics and safety"), validators=[optional()])
    name = StringField(_l("What it was called"), validators=[optional(), at_most(LONGEST_NAME)])
    reason = _reason()

    def noted(self, **more: Any) -> Noted:
        return Noted(
            held_on=self.held_on.data,
            minutes=int(self.hours.data) * 60 + int(self.minutes.data or 0),
            ethics_minutes=int(self.ethics_hours.data or 0) * 60,
            name=self.name.data or "",
            reason=self.reason.data,
            **more,
        )


class Hours(_Hours):
    kind = SelectField(_l("Kind"), validators=[required()])

    def offer(self) -> None:
        self.kind.choices = select_choices(_offered(CREDITS))

    def told(self) -> dict[str, Any]:
        return {"noted": self.noted(kind=self.kind.data)}


class Course(_Hours):
    held_on = DateField(_l("Last day of the course"), validators=[required()])
    country = SelectField(_l("Country"), validators=[required()])

    def offer(self) -> None:
        self.country.choices = select_choices([("", _("Choose a country")), *_offered(COUNTRIES)])

    def told(self) -> dict[str, Any]:
        return {"noted": self.noted(country=self.country.data)}


class Paper(Form):
    document = SelectField(_l("What was signed"), validators=[required()])
    signed_on = DateField(_l("Day on the paper"), validators=[required()])
    paper_version = IntegerField(_l("Version"), validators=[required()])

    def offer(self) -> None:
        titles = {key: document.title for key, document in NEWEST.items()}
        self.document.choices = select_choices(_offered(titles))

    def told(self) -> dict[str, Any]:
        return {
            "document": self.document.data,
            "version": self.paper_version.data,
            "signed_on": self.signed_on.data,
        }


class Exemption(Form):
    requirement = SelectField(_l("What is not asked"), validators=[required()])
    until_on = DateField(_l("Last day"), validators=[required()])
    reason = _reason()

    def offer(self) -> None:
        self.requirement.choices = select_choices([("", _("Choose one")), *_offered(REQUIREMENTS)])

    def told(self) -> dict[str, Any]:
        return {
            "requirement": self.requirement.data,
            "reason": self.reason.data,
            "until_on": self.until_on.data,
        }


Entered = Hours | Course | Paper | Exemption
