"""The forms about people; what they may say is decided by the operations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wtforms import DateField, EmailField, SelectField, StringField, TelField
from wtforms.fields.core import UnboundField

from intranet import i18n
from intranet.config import LANGUAGE_NAMES
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.organisation.models import Unit
from intranet.web.filters import role as role_name
from intranet.web.forms import Form, at_most, not_blank, optional, required, select_choices


def _date(label: object, *, needed: bool = True) -> UnboundField:
    return DateField(label, validators=[required() if needed else optional()])


class PersonDetails(Form):
    name = StringField(_l("Name"), validators=[required(), not_blank, at_most(120)])
    phone = TelField(_l("Phone"), validators=[optional(), at_most(40)])
    language = SelectField(_l("Language of the pages"), validators=[optional()])
    home_town = StringField(_l("Home town"), validators=[optional(), at_most(80)])
    work_town = StringField(_l("Town of work"), validators=[optional(), at_most(80)])

    def offer_languages(self) -> None:
        spoken = ((code, LANGUAGE_NAMES[code]) for code in i18n.languages())
        self.language.choices = select_choices([("", _("As their browser asks")), *spoken])


class NewPerson(PersonDetails):
    unit = SelectField(_l("Where they belong"), validators=[required()])
    email = EmailField(
        _l("E-mail"),
        description=_l("To invite them: they sign in with it. It may stay empty until later."),
        validators=[optional(), at_most(254)],
    )


class Invitation(Form):
    email = EmailField(_l("E-mail"), validators=[required(), at_most(254)])


class NewRole(Form):
    role = SelectField(_l("Role"), validators=[required()])
    unit = SelectField(_l("Where"), validators=[required()])
    starts_on = _date(_l("First day"))
    ends_on = DateField(
        _l("First day without the role"),
        description=_l("Leave it empty when nobody knows yet. A role can be ended on any day."),
        validators=[optional()],
    )

    def offer_roles(self, roles: Iterable[str]) -> None:
        self.role.choices = select_choices((key, role_name(key)) for key in roles)


class EndOfRole(Form):
    ends_on = _date(_l("First day without the role"))


class Leaving(Form):
    left_on = _date(_l("From this day on"))


class RecordCheckSeen(Form):
    seen_on = _date(_l("Day it was seen"))
    next_check_on = _date(_l("Day the next one is due"))


def unit_choices(units: Sequence[tuple[Unit, int]]) -> list[tuple[str, str]]:
    """The tree as a list to choose from; the dashes show what lies in what."""
    return [(str(unit.id), f"{'– ' * depth}{unit.name}") for unit, depth in units]
