"""The forms about a certificate, and what they tell the operations; whether it may be is decided there."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice

from intranet.certificates.checks import LONGEST_NUMBER, LONGEST_REASON
from intranet.certificates.countries import countries
from intranet.certificates.words import KINDS
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.i18n import render_text
from intranet.web.forms import Form, at_most, not_blank, optional, required, select_choices

People = Sequence[tuple[uuid.UUID, str]]


def _one_of(people: People) -> list[SelectChoice]:
    """Somebody who is the only one is chosen already."""
    found = [(str(person_id), name) for person_id, name in people]
    return select_choices(found if len(found) == 1 else [("", _("Choose somebody")), *found])


class Paper(Form):
    person = SelectField(_l("Whose certificate"), validators=[required()])
    number = StringField(_l("Number"), validators=[required(), not_blank, at_most(LONGEST_NUMBER)])
    kind = SelectField(_l("Kind"), validators=[required()])
    valid_from = DateField(
        _l("First day"),
        description=_l("Leave it empty when the paper does not say: it counts from today then."),
        validators=[optional()],
    )
    valid_to = DateField(
        _l("Last day"),
        description=_l("Leave it empty when nobody knows; it cannot carry a group until the day is entered."),
        validators=[optional()],
    )

    def offer(self, people: People) -> None:
        self.person.choices = _one_of(people)
        self.kind.choices = select_choices((key, render_text(text)) for key, text in KINDS.items())

    def told(self) -> dict[str, Any]:
        return {
            "person_id": uuid.UUID(self.person.data),
            "number": self.number.data,
            "kind": self.kind.data,
            "valid_from": self.valid_from.data,
            "valid_to": self.valid_to.data,
        }


class Foreign(Form):
    """A certificate of another country; both its days are on it."""

    person = SelectField(_l("Whose certificate"), validators=[required()])
    country = SelectField(_l("Which country gave it"), validators=[required()])
    number = StringField(_l("Number"), validators=[required(), not_blank, at_most(LONGEST_NUMBER)])
    valid_from = DateField(_l("First day"), validators=[required()])
    valid_to = DateField(_l("Last day"), validators=[required()])
    reason = TextAreaField(
        _l("Why it is recognised"),
        description=_l("In a sentence or two. Whoever sees the certificate can read it."),
        validators=[required(), not_blank, at_most(LONGEST_REASON)],
    )

    def offer(self, people: People) -> None:
        self.person.choices = _one_of(people)
        self.country.choices = select_choices([("", _("Choose a country")), *countries()])

    def told(self) -> dict[str, Any]:
        return {
            "person_id": uuid.UUID(self.person.data),
            "country": self.country.data,
            "number": self.number.data,
            "valid_from": self.valid_from.data,
            "valid_to": self.valid_to.data,
            "reason": self.reason.data,
        }


class Extension(Form):
    """Whose certificates an extension reaches; `reason` is asked for once the list was seen."""

    unit = SelectField(_l("Where"), validators=[required()])
    ending_from = DateField(_l("Ends on this day or later"), validators=[required()])
    ending_to = DateField(_l("Ends on this day or earlier"), validators=[required()])
    months = IntegerField(_l("How many months more"), validators=[required()])
    reason = TextAreaField(
        _l("Why they last longer"),
        description=_l("In a sentence or two. It stands in the history of every certificate it reaches."),
        validators=[required(), not_blank, at_most(LONGEST_REASON)],
    )
    seen = HiddenField()

    def offer(self, units: Sequence[tuple[Any, str]]) -> None:
        self.unit.choices = select_choices((str(unit_id), name) for unit_id, name in units)
