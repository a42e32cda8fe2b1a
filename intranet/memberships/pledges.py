"""The pledge that somebody accepts who becomes a member: each version in four languages, and which one counts where.

The words of a version never change once somebody may have accepted them: another text is another version, added
here. Version 1 is an example of ours; the organisation's own text is decided by its congress and takes its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from intranet.problems import NotVisible

WORDINGS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "1": {
            "en": (
                "For as long as I am a member, I choose to live without alcohol and other drugs. "
                "I meet everybody as an equal. I may change my mind at any time, and nobody asks me why."
            ),
            "sv": (
                "Så länge jag är medlem väljer jag att leva utan alkohol och andra droger. "
                "Jag möter alla som jämlikar. Jag får ändra mig när som helst, och ingen frågar mig varför."
            ),
            "nb": (
                "Så lenge jeg er medlem, velger jeg å leve uten alkohol og andre rusmidler. "
                "Jeg møter alle som likeverdige. Jeg kan ombestemme meg når som helst, og ingen spør meg hvorfor."
            ),
            "da": (
                "Så længe jeg er medlem, vælger jeg at leve uden alkohol og andre rusmidler. "
                "Jeg møder alle som ligeværdige. Jeg kan ombestemme mig når som helst, og ingen spørger mig hvorfor."
            ),
        },
    }
)
# These stand there until the organisation has put its own text in their place; the page says so.
EXAMPLES = frozenset({"1"})

_EVERYWHERE = "1"
_CURRENT: Mapping[str, str] = MappingProxyType({"NO": "1", "SE": "1", "DK": "1"})


def current(country: str) -> str:
    """The version that is accepted today by whoever joins in this country."""
    return _CURRENT.get(country, _EVERYWHERE)


def wording(version: str, language: str) -> str:
    """The words somebody accepts, or once accepted. Raises NotVisible where there are none."""
    try:
        return WORDINGS[version][language]
    except KeyError:
        raise NotVisible from None


def is_example(version: str) -> bool:
    return version in EXAMPLES
