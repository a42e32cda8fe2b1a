"""What templates may say: days, names, texts and links in the reader's language; no template computes these."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any

from babel.numbers import format_decimal
from flask import Flask, url_for
from markupsafe import Markup

from intranet import dates, i18n
from intranet.config import LANGUAGE_NAMES
from intranet.engine.rules import Link
from intranet.i18n import gettext as _
from intranet.i18n import ngettext
from intranet.web.words import ROLES, ROLES_IN_A_SENTENCE


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=day,
        day_and_year=day_and_year,
        weekday=weekday,
        moment=moment,
        month=month,
        clock_time=clock_time,
        ago=ago,
        in_days=in_days,
        by_when=by_when,
        text=text,
        label=label,
        role=role,
        mender=mender,
        name=name,
        number=number,
        link_url=link_url,
    )
    app.jinja_env.globals.update(
        language=i18n.language,
        language_names=LANGUAGE_NAMES,
        new_key=new_key,
        today=i18n.today,
    )
    # Indentation in a template is for its readers, not for the wire.
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def new_key() -> str:
    """For a form's hidden idempotency_key: the same form sent twice has one effect."""
    return str(uuid.uuid4())


def _time_element(value: date | datetime | time, words: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), words)


def day(value: date | datetime) -> Markup:
    """3 June"""
    return _time_element(value, dates.day(value, i18n.language(), i18n.today()))


def day_and_year(value: date | datetime) -> Markup:
    """3 June 2026"""
    return _time_element(value, dates.day_and_year(value, i18n.language()))


def weekday(value: date | datetime) -> Markup:
    """Wednesday, 3 June"""
    return _time_element(value, dates.weekday(value, i18n.language(), i18n.today()))


def moment(value: datetime) -> Markup:
    """3 June, 18:30"""
    return _time_element(value, dates.moment(value, i18n.language(), i18n.today()))


def month(value: date | datetime) -> str:
    """June 2026"""
    return dates.month(value, i18n.language())


def clock_time(value: time | datetime) -> Markup:
    """18:30"""
    return _time_element(value, dates.clock_time(value, i18n.language()))


def ago(value: datetime | date) -> str | Markup:
    """today, yesterday, 3 days ago; the day itself when that is longer ago than a fortnight."""
    days = (i18n.today() - dates.calendar_day(value)).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days <= 14:
        return ngettext("%(n)s day ago", "%(n)s days ago", days)
    return day(value)


def in_days(value: datetime | date) -> str | Markup:
    """today, tomorrow, in 3 days; the day itself when that is further off than a fortnight; what is past, as `ago`."""
    days = (dates.calendar_day(value) - i18n.today()).days
    if days < 0:
        return ago(value)
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days <= 14:
        return ngettext("in %(n)s day", "in %(n)s days", days)
    return day(value)


def by_when(value: datetime | date) -> str:
    """A due day in words: today, by tomorrow, by 3 June; said gently when it has passed."""
    days = (dates.calendar_day(value) - i18n.today()).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("by tomorrow")
    written = dates.day(value, i18n.language(), i18n.today())
    return _("was due on %(day)s", day=written) if days < 0 else _("by %(day)s", day=written)


def text(value: Any) -> str:
    """A Text in the reader's language, for where a string is needed; anything else as it is."""
    return str(i18n.shown(value))


def label(msgid: str, workflow_key: str) -> str:
    """A workflow's own words: {{ state.label|label(workflow.key) }}."""
    return i18n.label(workflow_key, msgid)


def role(key: str) -> str:
    """The name of a role, or of one whom every case knows; another case person's key is given back."""
    return text(ROLES.get(key, key))


def mender(key: str) -> str:
    """Who can help, inside a sentence: "the coordinator"."""
    return text(ROLES_IN_A_SENTENCE.get(key) or ROLES.get(key, key))


def name(person: Any) -> Markup:
    """A person's name, kept from translators and from running into the text around it."""
    return Markup('<bdi translate="no">{}</bdi>').format(getattr(person, "name", person))


def number(value: float) -> str:
    return format_decimal(value, locale=dates.locale_of(i18n.language()))


def link_url(link: Link) -> str:
    return url_for(link.endpoint, **dict(link.values))  # type: ignore[arg-type]
