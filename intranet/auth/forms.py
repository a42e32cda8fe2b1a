"""The forms of signing in and of one's own account."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, PasswordField, SelectField
from wtforms.validators import EqualTo

from intranet import i18n
from intranet.config import LANGUAGE_NAMES
from intranet.i18n import lazy_gettext as _l
from intranet.web.forms import Form, at_most, required, select_choices


class SignIn(Form):
    email = EmailField(_l("E-mail"), validators=[required(), at_most(254)])
    password = PasswordField(_l("Password"), validators=[required(), at_most(1000)])
    next = HiddenField()


class NewPassword(Form):
    password = PasswordField(_l("New password"), validators=[required(), at_most(1000)])
    password_again = PasswordField(
        _l("The same password again"),
        validators=[
            required(),
            EqualTo("password", _l("The two are not the same. Please write both again.")),
        ],
    )


class TakeUp(NewPassword):
    language = SelectField(_l("Language"))

    def offer_languages(self) -> None:
        self.language.choices = select_choices((code, LANGUAGE_NAMES[code]) for code in i18n.languages())


class ChangePassword(NewPassword):
    current_password = PasswordField(_l("Your password now"), validators=[required(), at_most(1000)])
