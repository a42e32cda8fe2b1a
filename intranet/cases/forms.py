"""Forms made of a workflow's fields, and the few others of a case; what is asked and when stands in the workflow."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import (
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import NumberRange, ValidationError

from intranet.cases.queries.offered import Offered
from intranet.engine import definition
from intranet.engine.process import Process
from intranet.engine.rules import Refusal
from intranet.i18n import N_, lazy_gettext, pgettext, render_text
from intranet.i18n import gettext as _
from intranet.web.forms import Form, at_most, not_blank, optional, required, select_choices

LETTERS = {"text": 200, "paragraph": 2000, "place": 80, "document": 200}
LARGEST_NUMBER = 10_000_000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
# As a phone's date field sends it, and as people write it by hand.
DATES = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]
TIMES = ["%H:%M", "%H:%M:%S", "%H.%M"]
YES, NO = "yes", "no"
# More than this many answers stand in a menu, fewer beside each other.
ANSWERS_AT_ONCE = 4

NOTHING_OFFERED = Offered()


def form_for(
    process: Process,
    fields: Iterable[str],
    offered: Offered = NOTHING_OFFERED,
    *,
    answers: Mapping[str, Any] | None = None,
    prefix: str = "",
    posted: bool = True,
) -> Form:
    """A form that asks these fields of the workflow, each under its YAML name.

    `answers` are those that stand already; `prefix` keeps the ids of two forms on one page apart; `posted` false
    leaves what was sent alone, for a form beside the one that was.
    """
    made = {key: _MAKERS[process.workflow.fields[key].kind](process, key, offered, prefix) for key in fields}
    form_class = type("WorkflowForm", (Form,), made)
    known = {key: _as_typed(value) for key, value in (answers or {}).items() if key in made}
    form: Form = form_class(data=known) if posted else form_class(formdata=None, data=known)
    return form


def typed_answers(form: Form) -> dict[str, Any]:
    """What operations want of a form that was found valid: str, int, bool, date, time, UUID or None by field."""
    return {field.name: field.typed(field.data) for field in form if hasattr(field, "typed")}


def point_out(form: Form, refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Write each refusal beside the field it names; gives back those that name none."""
    rest = []
    for refusal in refusals:
        field = form[refusal.guard] if refusal.guard in form else None  # noqa: SIM401 - a form has no get()
        if field is None:
            rest.append(refusal)
        elif not field.errors:
            field.errors = [render_text(refusal.text)]
    return tuple(rest)


class CommentForm(Form):
    """Something to say about a case or a task."""

    text = TextAreaField(lazy_gettext("Your comment"), [required(), not_blank, at_most(2000)])


class UndoForm(Form):
    """Why a step is taken back, once its ten minutes have passed."""

    reason = StringField(lazy_gettext("Why is the step taken back?"), [optional(), at_most(200)])


def plain(text: str | None) -> str | None:
    """The text without what no database keeps and no page shows (control characters), and without outer spaces."""
    if text is None:
        return None
    kept = (
        letter
        for letter in text.replace("\r\n", "\n")
        if letter in "\n\t" or unicodedata.category(letter) != "Cc"
    )
    return "".join(kept).strip()


def _as_typed(value: Any) -> Any:
    """An answer as its form field holds it."""
    if isinstance(value, bool):
        return YES if value else NO
    return str(value) if isinstance(value, uuid.UUID) else value


def _text(data: Any) -> str | None:
    return data or None


def _yes_no(data: Any) -> bool | None:
    return {YES: True, NO: False}.get(data)


def _id(data: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(data) if data else None
    except ValueError:
        return None


def _same(data: Any) -> Any:
    return data


def _typed(field_class: type[Field], into: Callable[[Any], Any]) -> type[Field]:
    """The same field, which also knows what its data is for operations."""
    return type(field_class.__name__, (field_class,), {"typed": staticmethod(into)})


Text, Paragraph = _typed(StringField, _text), _typed(TextAreaField, _text)
Number, Day, Clock = _typed(IntegerField, _same), _typed(DateField, _same), _typed(TimeField, _same)
Radio, Menu = _typed(RadioField, _text), _typed(SelectField, _text)
YesNo, Chosen = _typed(RadioField, _yes_no), _typed(SelectField, _id)


def _written(field_class: type[Field]) -> Callable[[Process, str, Offered, str], Field]:
    def make(process: Process, key: str, _offered: Offered, prefix: str) -> Field:
        asked = process.workflow.fields[key]
        checks = [] if asked.optional else [not_blank]
        return field_class(
            **_common(process, key, prefix, *checks, at_most(LETTERS[asked.kind])),
            filters=[plain],
            render_kw={"autocomplete": "off", **_rows(asked)},
        )

    return make


def _rows(asked: definition.Field) -> dict[str, Any]:
    return {"rows": 4} if asked.kind == "paragraph" else {}


def _number(process: Process, key: str, _offered: Offered, prefix: str) -> Field:
    return Number(
        **_common(process, key, prefix, NumberRange(0, LARGEST_NUMBER)),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


def _date(process: Process, key: str, _offered: Offered, prefix: str) -> Field:
    return Day(**_common(process, key, prefix, _in_this_age), format=DATES)


def _time(process: Process, key: str, _offered: Offered, prefix: str) -> Field:
    return Clock(**_common(process, key, prefix), format=TIMES)


def _choice(process: Process, key: str, _offered: Offered, prefix: str) -> Field:
    asked = process.workflow.fields[key]
    choices = [(value, pgettext(process.workflow.key, words)) for value, words in asked.answers.items()]
    if len(choices) <= ANSWERS_AT_ONCE and not asked.optional:
        return Radio(**_common(process, key, prefix), choices=select_choices(choices))
    return Menu(**_common(process, key, prefix), choices=select_choices([("", _("Choose one")), *choices]))


def _yes_or_no(process: Process, key: str, _offered: Offered, prefix: str) -> Field:
    return YesNo(**_common(process, key, prefix), choices=select_choices([(YES, _("Yes")), (NO, _("No"))]))


def _one_of(empty: str) -> Callable[[Process, str, Offered, str], Field]:
    def make(process: Process, key: str, offered: Offered, prefix: str) -> Field:
        options = offered.options.get(key, ())
        common = _common(process, key, prefix)
        if not options:
            common["description"] = _("There is nobody and nothing to choose from here yet.")
        choices = [("", _(empty)), *((option.value, render_text(option.words)) for option in options)]
        return Chosen(**common, choices=select_choices(choices))

    return make


def _common(process: Process, key: str, prefix: str, *checks: Any) -> dict[str, Any]:
    asked, workflow = process.workflow.fields[key], process.workflow.key
    return {
        "label": pgettext(workflow, asked.label),
        "description": pgettext(workflow, asked.help) if asked.help else "",
        "validators": [optional() if asked.optional else required(), *checks],
        "id": f"{prefix}-{key}" if prefix else key,
        "name": key,
    }


def _in_this_age(_form: Form, field: Field) -> None:
    """A year that was mistyped is no date anybody means, and times counted from it would have no end."""
    if field.data is not None and not FIRST_DAY <= field.data <= LAST_DAY:
        raise ValidationError(_("Please look at the year once more."))


_MAKERS: Mapping[str, Callable[[Process, str, Offered, str], Field]] = {
    "text": _written(Text),
    "paragraph": _written(Paragraph),
    "place": _written(Text),
    "document": _written(Text),
    "number": _number,
    "date": _date,
    "time": _time,
    "choice": _choice,
    "yes_no": _yes_or_no,
    "person": _one_of(N_("Choose a person")),
    "record": _one_of(N_("Choose one")),
}
