"""Days and moments as people write them in a language; sentences around them are made elsewhere."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_datetime_format

from intranet.clock import ZONE, local_date

# Plain "en" would write "June 3"; the organisation's English is European.
FORMATS = {"en": "en_GB"}


def locale_of(language: str) -> Locale:
    return Locale.parse(FORMATS.get(language, language))


def calendar_day(value: date | datetime) -> date:
    return local_date(value) if isinstance(value, datetime) else value


def day(value: date | datetime, language: str, today: date) -> str:
    """3 June; with its year when that is another one than today's."""
    shown = calendar_day(value)
    if shown.year != today.year:
        return format_date(shown, "long", locale=locale_of(language))
    return format_skeleton("MMMMd", shown, locale=locale_of(language))


def day_and_year(value: date | datetime, language: str) -> str:
    """3 June 2026, also within this year: for a stretch of time that ends in another one."""
    return format_date(calendar_day(value), "long", locale=locale_of(language))


def weekday(value: date | datetime, language: str, today: date) -> str:
    """Wednesday, 3 June; with its year when that is another one than today's."""
    shown, locale = calendar_day(value), locale_of(language)
    pattern = locale.date_formats["full"].pattern
    if shown.year == today.year:
        pattern = re.sub(r"[\s,]*y+$", "", pattern)
    return format_date(shown, pattern, locale=locale)


def month(value: date | datetime, language: str) -> str:
    """June 2026, as a heading."""
    written = format_skeleton("yMMMM", calendar_day(value), locale=locale_of(language))
    return written[:1].upper() + written[1:]


def clock_time(value: time | datetime, language: str) -> str:
    """18:30; a moment's time is the Nordic one."""
    local = value.astimezone(ZONE).time() if isinstance(value, datetime) else value
    return format_time(local, "short", locale=locale_of(language))


def moment(value: datetime, language: str, today: date) -> str:
    """3 June, 18:30"""
    written = str(get_datetime_format("medium", locale=locale_of(language))).replace("'", "")
    return written.replace("{1}", day(value, language, today)).replace("{0}", clock_time(value, language))
