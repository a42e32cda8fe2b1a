"""The forms of a member's page: nothing in them asks for an amount, and nothing is written freely."""

from __future__ import annotations

from wtforms import BooleanField, StringField

from intranet.i18n import lazy_gettext as _l
from intranet.memberships.details import LONGEST, LONGEST_ADDRESS, LONGEST_NAME, Contact
from intranet.web.forms import Form, at_most, harmless_field, not_blank, optional, required


class Correction(Form):
    """Who somebody is and how to reach them."""

    legal_name = StringField(_l("Name"), validators=[required(), not_blank, at_most(LONGEST_NAME)])
    address = StringField(_l("Address"), validators=[optional(), at_most(LONGEST_ADDRESS)])
    email = StringField(_l("E-mail"), validators=[optional(), at_most(LONGEST)])
    phone = StringField(_l("Phone"), validators=[optional(), at_most(LONGEST)])
    phone_allowed = BooleanField(_l("May be rung there"))
    harmless = harmless_field()

    @property
    def contact(self) -> Contact:
        return Contact(
            self.address.data or "",
            self.email.data or "",
            self.phone.data or "",
            bool(self.phone_allowed.data),
        )
