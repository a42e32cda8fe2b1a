"""The forms about a certificate; what they may say is decided by the operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField

from intranet.certificates.checks import LONGEST_NUMBER, LONGEST_REASON
from intranet.certificates.words import GROUNDS, KINDS
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


def _reason(label: object) -> TextAreaField:
    return TextAreaField(
        label,
        description=_l("Short, and nothing about anybody's health. Staff and the board can read it."),
        validators=[required(), not_blank, at_most(LONGEST_REASON)],
    )


class _WithGround(Form):
    ground = SelectField(_l("Ground"), validators=[required()])
    reason = _reason(_l("Reason"))

    def offer_grounds(self) -> None:
        grounds = [(key, render_text(text)) for key, text in GROUNDS.items()]
        self.ground.choices = select_choices([("", _("Choose a ground")), *grounds])


class Suspension(_WithGround):
    pass


class Revocation(_WithGround):
    heard = BooleanField(_l("The person has answered"))


class Lifting(Form):
    reason = _reason(_l("Why it is lifted"))
