"""What a participant is asked to agree to, word by word; a version that was released is never changed, only followed.

A consent names the version and the language in which it was shown, so that years later the very words are known.
They are no sentences of the application: no catalogue may translate them anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from intranet.config import LANGUAGES
from intranet.participants.models import ATTENDANCE, CONTACT, RECORD

Wordings = Mapping[str, str]

# purpose -> version -> language -> the words. Ours, as an example: an organisation releases versions of its own.
TEXTS: Mapping[str, Mapping[str, Wordings]] = {
    RECORD: {
        "2026-1": {
            "en": "I agree that this group writes down the name I have chosen, so that those who help here know what "
            "to call me. Only they can see it. I can come without it. I can take this back at any time; the name is "
            "then erased at once.",
            "sv": "Jag samtycker till att gruppen antecknar det namn jag har valt, så att de som hjälper till här vet "
            "vad de ska kalla mig. Bara de kan se det. Jag kan komma utan att säga ja. Jag kan ta tillbaka det när "
            "som helst; då raderas namnet genast.",
            "nb": "Jeg samtykker i at gruppen noterer navnet jeg har valgt, slik at de som hjelper til her, vet hva de "
            "skal kalle meg. Bare de kan se det. Jeg kan komme uten å si ja. Jeg kan ta det tilbake når som helst; "
            "da slettes navnet med en gang.",
            "da": "Jeg samtykker i, at gruppen noterer det navn, jeg har valgt, så de, der hjælper til her, ved, hvad "
            "de skal kalde mig. Kun de kan se det. Jeg kan komme uden at sige ja. Jeg kan tage det tilbage når som "
            "helst; så slettes navnet med det samme.",
        },
    },
    CONTACT: {
        "2026-1": {
            "en": "I agree that those who help in this group may contact me in the way I have given, and only in that "
            "way. I can take this back at any time; how to reach me is then erased at once.",
            "sv": "Jag samtycker till att de som hjälper till i gruppen får kontakta mig på det sätt jag har angett, "
            "och bara så. Jag kan ta tillbaka det när som helst; då raderas uppgiften om hur man når mig genast.",
            "nb": "Jeg samtykker i at de som hjelper til i gruppen, kan kontakte meg på den måten jeg har oppgitt, og "
            "bare slik. Jeg kan ta det tilbake når som helst; da slettes opplysningen om hvordan man når meg, med en "
            "gang.",
            "da": "Jeg samtykker i, at de, der hjælper til i gruppen, må kontakte mig på den måde, jeg har oplyst, og "
            "kun sådan. Jeg kan tage det tilbage når som helst; så slettes oplysningen om, hvordan man får fat i "
            "mig, med det samme.",
        },
    },
    ATTENDANCE: {
        "2026-1": {
            "en": "I agree that this group notes on which days I was here. The days are erased after 90 days; until "
            "then only those who help here can see them. I can take this back at any time; the days are then erased "
            "at once.",
            "sv": "Jag samtycker till att gruppen antecknar vilka dagar jag var här. Dagarna raderas efter 90 dagar; "
            "till dess kan bara de som hjälper till här se dem. Jag kan ta tillbaka det när som helst; då raderas "
            "dagarna genast.",
            "nb": "Jeg samtykker i at gruppen noterer hvilke dager jeg var her. Dagene slettes etter 90 dager; til da "
            "kan bare de som hjelper til her, se dem. Jeg kan ta det tilbake når som helst; da slettes dagene med en "
            "gang.",
            "da": "Jeg samtykker i, at gruppen noterer, hvilke dage jeg var her. Dagene slettes efter 90 dage; indtil "
            "da kan kun de, der hjælper til her, se dem. Jeg kan tage det tilbage når som helst; så slettes dagene "
            "med det samme.",
        },
    },
}  # fmt: skip

CURRENT: Mapping[str, str] = {RECORD: "2026-1", CONTACT: "2026-1", ATTENDANCE: "2026-1"}


def wording(purpose: str, version: str, language: str) -> str:
    """The words as they were shown. Raises KeyError for a version or language that was never released."""
    return TEXTS[purpose][version][language]


def current(purpose: str, language: str) -> tuple[str, str]:
    """The version that is shown today, and its words; in English where a page speaks another language."""
    version = CURRENT[purpose]
    return version, wording(purpose, version, language if language in LANGUAGES else "en")
