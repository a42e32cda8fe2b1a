"""The forms of the person's own page; what may stand in them is the operations' to say."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.validators import InputRequired, NumberRange

from intranet import i18n
from intranet.config import LANGUAGE_NAMES
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.i18n import render_text
from intranet.memberships import fees
from intranet.memberships.details import LONGEST, LONGEST_ADDRESS
from intranet.memberships.details import LONGEST_NAME as LONGEST_LEGAL_NAME
from intranet.memberships.details import Contact as MemberContact
from intranet.organisation.models import Unit
from intranet.participants import bars, own_word
from intranet.participants.details import ANY_TIME, LONGEST_CONTACT, LONGEST_NAME, Contact
from intranet.participants.operations import MOST_ADULTS, MOST_CHILDREN
from intranet.participants.words import HOURS, WAYS
from intranet.web.forms import Form, at_most, harmless_field, optional, required, select_choices


class Named(Form):
    """What they want to be called: a name of their choosing."""

    name = StringField(_l("What we may call you"), validators=[required(), at_most(LONGEST_NAME)])
    harmless = harmless_field()


class Reached(Form):
    """The one safe way to reach them."""

    way = RadioField(_l("How we may reach you"), validators=[required()])
    value = StringField(_l("Number or address"), validators=[required(), at_most(LONGEST_CONTACT)])
    message = BooleanField(_l("A message may be left there"))
    hours = SelectField(_l("When"), default=ANY_TIME)

    def __init__(self, *args: Any, known: Contact | None = None, **kwargs: Any) -> None:
        if known is not None:
            kwargs |= {
                "way": known.way, "value": known.value, "message": known.message, "hours": known.hours
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.way.choices = select_choices((key, render_text(words)) for key, words in WAYS.items())
        self.hours.choices = select_choices((key, render_text(words)) for key, words in HOURS.items())

    def contact(self) -> Contact:
        return Contact(self.way.data, self.value.data, bool(self.message.data), self.hours.data)


class Details(Reached, Named):
    """What is written down about them, as far as they agreed to it, how many they are, and in which language."""

    adults = IntegerField(_l("Adults of a family"), [required(), NumberRange(1, MOST_ADULTS)])
    children = IntegerField(_l("Children of a family"), [optional(), NumberRange(0, MOST_CHILDREN)])
    language = SelectField(_l("Language"))

    def __init__(self, *args: Any, named: bool, reached: bool, family: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = select_choices((code, LANGUAGE_NAMES[code]) for code in i18n.languages())
        gone = (
            *(() if named else ("name", "harmless")),
            *(() if reached else ("way", "value", "message", "hours")),
            *(() if family else ("adults", "children")),
        )
        for field in gone:
            del self[field]


class Agreed(Form):
    """Which words stood on the page, and in which language; the button is pressed by the person themselves."""

    text_version = HiddenField()
    text_language = HiddenField()

    def shows(self, version: str, language: str) -> None:
        """What now stands on the page, whatever the form came with."""
        self.text_version.data, self.text_language.data = version, language


class AgreedToName(Agreed, Named):
    pass


class AgreedToContact(Agreed, Reached):
    pass


class Word(Form):
    """The word of their own, chosen or entered."""

    word = PasswordField(_l("A word of your own"), validators=[required(), at_most(own_word.LONGEST)])


class Barred(Form):
    """Somebody of the list, or a name."""

    person = SelectField(_l("Somebody who helps in the group"), validators=[optional()], default="")
    name = StringField(_l("Or a name"), validators=[optional(), at_most(bars.LONGEST_NAME)])
    harmless = harmless_field()

    def offer(self, nobody: str, helpers: tuple[bars.Helper, ...]) -> None:
        listed = ((str(one.person_id), one.name) for one in helpers)
        self.person.choices = select_choices([("", nobody), *listed])


class MemberDetails(Form):
    """Who a member is, and how the office may reach them."""

    legal_name = StringField(_l("Your name"), validators=[required(), at_most(LONGEST_LEGAL_NAME)])
    birth_year = IntegerField(_l("The year you were born"), validators=[required()])
    guardian_informed_on = DateField(
        _l("Under 18: the day on which a parent or guardian was told"), validators=[optional()]
    )
    address = StringField(_l("Postal address"), validators=[optional(), at_most(LONGEST_ADDRESS)])
    email = EmailField(_l("E-mail"), validators=[optional(), at_most(LONGEST)])
    phone = TelField(_l("Phone"), validators=[optional(), at_most(LONGEST)])
    phone_allowed = BooleanField(_l("You may ring me"))
    harmless = harmless_field()

    def contact(self) -> MemberContact:
        return MemberContact(
            self.address.data or "", self.email.data or "", self.phone.data or "",
            bool(self.phone_allowed.data),
        )  # fmt: skip


class Joining(MemberDetails):
    """Becoming a member. The words that are accepted stand on the page; their version comes back with the form."""

    association = RadioField(_l("Where you want to belong"), validators=[optional()], default="")
    fee_class = RadioField(_l("What you pay a year after the first"), validators=[required()])
    pledge_version = HiddenField()
    pledge_language = HiddenField()
    pledge = BooleanField(
        _l("I accept the pledge"),
        validators=[InputRequired(_l("Only you can accept it. Tick the box if you want to."))],
    )

    def offer(self, associations: tuple[Unit, ...], rules: fees.Rules, country: str) -> None:
        near = ((str(unit.id), unit.name) for unit in associations)
        self.association.choices = select_choices([("", _("No local association; a direct member")), *near])
        self.fee_class.choices = select_choices(
            (key, _class_told(country, key, amount)) for key, amount in rules.classes.items()
        )


def _class_told(country: str, fee_class: str, amount: int) -> str:
    label = render_text(fees.CLASS_LABELS[fee_class])
    if not amount:
        return label
    return _("%(fee)s: %(amount)s", fee=label, amount=render_text(fees.money(country, amount)))
