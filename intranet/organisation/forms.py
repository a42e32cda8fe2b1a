"""The forms about units and towns; what they may say is decided by the operations."""

from __future__ import annotations

from typing import Any

from wtforms import DecimalField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.organisation.regions import regions_of
from intranet.web.forms import Form, at_most, not_blank, optional, required, select_choices


class UnitName(Form):
    name = StringField(_l("Name"), validators=[required(), not_blank, at_most(80)])


class District(UnitName):
    regions = SelectMultipleField(
        _l("Counties whose towns belong to it"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer_regions(self, country: str) -> None:
        self.regions.choices = select_choices(regions_of(country).items())


def _degrees(label: Any, example: str) -> DecimalField:
    return DecimalField(label, places=5, description=example, validators=[required()])


class TownPlace(Form):
    latitude = _degrees(_l("Degrees north"), "63.605")
    longitude = _degrees(_l("Degrees east"), "8.969")
    region = SelectField(_l("County"), validators=[optional()])

    def offer_regions(self, country: str) -> None:
        self.region.choices = select_choices([("", _("unknown")), *regions_of(country).items()])


class Limit(Form):
    value = IntegerField(_l("New number"), validators=[required()])
