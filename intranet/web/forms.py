"""What all forms share: their hidden fields, gentle words for errors, and checks used by several; no form itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import render_template
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from intranet.engine.rules import Refusal
from intranet.i18n import N_, render_text
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.problems import Refused

Check = Callable[[FlaskForm, Any], None]
Answer = TypeVar("Answer")

# WTForms' sentences, said as we would say them. What is missing here is shown as WTForms has it, and a test finds it.
MESSAGES = {
    "This field is required.": N_("Please fill this in."),
    "Not a valid choice.": N_("Please choose one of these."),
    "Not a valid choice": N_("Please choose one of these."),
    "Invalid Choice: could not coerce.": N_("Please choose one of these."),
    "Not a valid integer value.": N_("Please write a whole number, for example 12."),
    "Not a valid decimal value.": N_("Please write a number, for example 12.5."),
    "Not a valid float value.": N_("Please write a number, for example 12.5."),
    "Not a valid date value.": N_("Please write a date, for example 2026-06-03."),
    "Not a valid datetime value.": N_("Please write a date and a time."),
    "Not a valid time value.": N_("Please write a time, for example 18:30."),
    "Invalid email address.": N_("This does not look like an e-mail address."),
    "Invalid input.": N_("This could not be read. Please write it once more."),
    "Number must be at least %(min)s.": N_("Please write %(min)s or more."),
    "Number must be at most %(max)s.": N_("Please write %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": N_("Please write a number from %(min)s to %(max)s."),
}


class Words:
    """WTForms' way to translations, from our own catalogue; the placeholders stay for WTForms to fill."""

    def gettext(self, message: str) -> str:
        return _(MESSAGES[message]) if message in MESSAGES else message

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


class Form(FlaskForm):
    """The base of every form that changes something; templates/components/post_form.html writes the hidden fields."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: FlaskForm) -> Words:
            return Words()

    version = HiddenField()
    idempotency_key = HiddenField()

    def expected_version(self) -> int | None:
        """The version the form was drawn from; None when it carries none that can be read."""
        given = self.version.data or ""
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None

    def key(self) -> uuid.UUID | None:
        """The form's idempotency key; None when it carries none that can be read."""
        try:
            return uuid.UUID(self.idempotency_key.data or "")
        except ValueError:
            return None

    def show(self, refusals: Iterable[Refusal]) -> None:
        """Put an operation's refusals where they belong: at the field whose name the guard bears, else above all."""
        for refusal in refusals:
            field = self._fields.get(refusal.guard)
            if field is None:
                self.form_errors.append(render_text(refusal.text))
            else:
                field.errors = [*field.errors, render_text(refusal.text)]

    def attempt(self, write: Callable[[], Answer]) -> Answer | None:
        """What `write` answers; None if nothing was sent, or if the form or the operation refuses: it shows why."""
        if not self.validate_on_submit():
            return None
        try:
            return write()
        except Refused as refused:
            self.show(refused.refusals)
            return None


def form_page(template: str, form: Form, **shown: Any) -> tuple[str, int]:
    """The page of a form: as it begins, or once more with what is to be mended."""
    return render_template(template, form=form, **shown), 422 if form.is_submitted() else 200


def required() -> InputRequired:
    return InputRequired()


def optional() -> Optional:
    """Nothing at all may be sent; a space is an answer like any other, and no choice that was offered."""
    return Optional(strip_whitespace=False)


def at_most(letters: int) -> Check:
    """Refuses longer texts, and tells the browser so."""

    def check(_form: FlaskForm, field: Any) -> None:
        if len(field.data or "") > letters:
            raise ValidationError(_("Please write at most %(n)s letters.", n=letters))

    check.field_flags = {"maxlength": letters}  # type: ignore[attr-defined]
    return check


def not_blank(_form: FlaskForm, field: Any) -> None:
    """Refuses what is only spaces."""
    if not (field.data or "").strip():
        raise ValidationError(_("Please fill this in."))


def harmless_field() -> BooleanField:
    """The tick beside a text that was asked about because it may speak of health (privacy/wording.py)."""
    return BooleanField(_l("It says nothing about anybody's health"))


def select_choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """The answers of a choice, as WTForms wants them: each value with its words."""
    return [SelectChoice(value, words) for value, words in pairs]
