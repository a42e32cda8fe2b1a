"""The forms by which an enquiry is sent or told; what they may say is decided by the operations."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from intranet import i18n
from intranet.config import LANGUAGE_NAMES
from intranet.enquiries.contact import LONGEST, Contact
from intranet.enquiries.operations import LONGEST_NAME, Asked
from intranet.enquiries.words import CHANNELS, COUNTRIES, FOR_WHOM, FOR_WHOM_TOLD, WAYS, WHEN
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.i18n import render_text
from intranet.privacy.wording import LONGEST_NOTE
from intranet.web.forms import Form, at_most, harmless_field, not_blank, optional, required, select_choices

YES, NO = "yes", "no"


class Asking(Form):
    """How somebody may safely be reached comes first; beyond that only the town is needed."""

    way = RadioField(_l("How may we reach you?"), validators=[required()])
    value = StringField(
        _l("Your number or e-mail address"), validators=[required(), not_blank, at_most(LONGEST)]
    )
    message = RadioField(
        _l("May we leave a message if you do not answer?"),
        description=_l("Somebody else could hear or read it."),
        default=NO,
        validators=[required()],
    )
    when = SelectField(_l("When is a good time?"), default="any", validators=[required()])
    town = StringField(_l("In which town or near which?"), validators=[required(), not_blank, at_most(80)])
    for_whom = RadioField(_l("For whom do you ask?"), default="self", validators=[required()])
    language = SelectField(_l("In which language shall we speak?"), validators=[required()])
    name = StringField(
        _l("What shall we call you?"),
        description=_l("A first name or any other name. You need not say who you are."),
        validators=[optional(), at_most(LONGEST_NAME)],
    )
    note = TextAreaField(
        _l("Is there something we should know before?"),
        description=_l(
            "Short, and nothing about anybody's health: you can tell of that when we meet, if you like."
        ),
        validators=[optional(), at_most(LONGEST_NOTE)],
    )
    harmless = harmless_field()
    country = HiddenField()
    # Nobody sees it, so a machine filled it in; its name is none that a browser knows anything to put into.
    left_empty = StringField()
    drawn = HiddenField()

    def offer(self) -> None:
        self.way.choices = select_choices((key, render_text(text)) for key, text in WAYS.items())
        self.message.choices = select_choices([(NO, _("No, leave no message")), (YES, _("Yes, you may"))])
        self.when.choices = select_choices((key, render_text(text)) for key, text in WHEN.items())
        self.for_whom.choices = select_choices((key, render_text(text)) for key, text in FOR_WHOM.items())
        self.language.choices = select_choices((code, LANGUAGE_NAMES[code]) for code in i18n.languages())

    def asked(self) -> Asked:
        """What was written, once the form was found valid."""
        contact = Contact(self.way.data, _plain(self.value.data), self.message.data == YES, self.when.data)
        return Asked(
            contact=contact,
            town=_plain(self.town.data),
            country=self.country.data or "",
            for_whom=self.for_whom.data,
            language=self.language.data,
            name=_plain(self.name.data),
            note=_plain(self.note.data),
            said_harmless=bool(self.harmless.data),
        )


def _plain(text: str | None) -> str:
    """One line, without what no keyboard types."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text or "").split())


class Told(Asking):
    """The same, as somebody fills it in who has the other one on the phone."""

    way = RadioField(_l("How do they want to be reached?"), validators=[required()])
    value = StringField(
        _l("Their number or e-mail address"), validators=[required(), not_blank, at_most(LONGEST)]
    )
    message = RadioField(
        _l("May a message be left if they do not answer?"),
        description=_l("Ask them. Somebody else could hear or read it."),
        default=NO,
        validators=[required()],
    )
    when = SelectField(_l("When is a good time for them?"), default="any", validators=[required()])
    for_whom = RadioField(_l("For whom do they ask?"), default="self", validators=[required()])
    language = SelectField(_l("In which language shall they be spoken to?"), validators=[required()])
    name = StringField(
        _l("What do they want to be called?"),
        description=_l("Only if they say it by themselves."),
        validators=[optional(), at_most(LONGEST_NAME)],
    )
    channel = RadioField(_l("How did they ask?"), default="phone", validators=[required()])
    country = SelectField(_l("Country"), validators=[required()])
    goes_on = BooleanField(_l("I go on with it myself: we find a time for a visit"))

    def offer_more(self, countries: Sequence[str]) -> None:
        self.offer()
        told = {key: text for key, text in CHANNELS.items() if key != "form"}
        self.channel.choices = select_choices((key, render_text(text)) for key, text in told.items())
        self.for_whom.choices = select_choices(
            (key, render_text(text)) for key, text in FOR_WHOM_TOLD.items()
        )
        self.country.choices = select_choices((code, render_text(COUNTRIES[code])) for code in countries)
