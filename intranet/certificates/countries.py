"""What countries are called in the reader's language; which of them matters is not decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel import Locale

from intranet.i18n import language


def countries() -> Sequence[tuple[str, str]]:
    """Code and name of every country, by name."""
    found = [(code, name) for code, name in _names().items() if len(code) == 2 and code.isalpha()]
    return sorted(found, key=lambda country: country[1])


def country_name(code: str) -> str:
    return _names().get(code, code)


def _names() -> Mapping[str, str]:
    return Locale.parse(language()).territories
