"""The forms about a certificate; what they may say is decided by the operations."""

from __future__ import annotations

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

from intranet.certificates.checks import LONGEST_NUMBER, LONGEST_REASON
from intranet.certificates.words import KINDS
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.i18n import render_text
from intranet.web.forms import Form, at_most, not_blank, optional, required, select_choices


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

    def offer(self, people: Sequence[tuple[Any, str]]) -> None:
        found = [(str(person_id), name) for person_id, name in people]
        self.person.choices = select_choices(
            found if len(found) == 1 else [("", _("Choose somebody")), *found]
        )
        self.kind.choices = select_choices((key, render_text(text)) for key, text in KINDS.items())


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

    def offer(self, people: Sequence[tuple[Any, str]], countries: Sequence[tuple[str, str]]) -> None:
        found = [(str(person_id), name) for person_id, name in people]
        self.person.choices = select_choices(
            found if len(found) == 1 else [("", _("Choose somebody")), *found]
        )
        self.country.choices = select_choices([("", _("Choose a country")), *countries])


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
