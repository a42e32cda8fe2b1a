"""What a participant is asked to agree to, word by word; a version that was released is never changed, only followed.

A consent names the version and the language in which it was shown, so that years later the very words are known.
They are no sentences of the application: no catalogue may translate them anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from intranet.config import LANGUAGES
from intranet.participants.models import ATTENDANCE, CONTACT, RECORD, SUPPORT

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
    SUPPORT: {
        "2026-1": {
            "en": "I would like extra support, and agree that it is noted that I asked, who keeps in touch with me, "
            "how often and until when; never why. Only the two people named can see it. 30 days after it has ended all "
            "of it is erased, and nothing tells that it was. I can end it at any time.",
            "sv": "Jag vill ha extra stöd och samtycker till att det antecknas att jag har bett om det, vem som håller "
            "kontakten med mig, hur ofta och till när; aldrig varför. Bara de två som nämns kan se det. 30 dagar "
            "efter att det har avslutats raderas allt, och inget visar att det har funnits. Jag kan avsluta det när "
            "som helst.",
            "nb": "Jeg ønsker ekstra støtte og samtykker i at det noteres at jeg har bedt om det, hvem som holder "
            "kontakt med meg, hvor ofte og til når; aldri hvorfor. Bare de to som er nevnt, kan se det. 30 dager "
            "etter at det er avsluttet, slettes alt, og ingenting viser at det har vært der. Jeg kan avslutte det når "
            "som helst.",
            "da": "Jeg ønsker ekstra støtte og samtykker i, at det noteres, at jeg har bedt om det, hvem der holder "
            "kontakt med mig, hvor ofte og til hvornår; aldrig hvorfor. Kun de to, der er nævnt, kan se det. 30 dage "
            "efter at det er afsluttet, slettes det hele, og intet viser, at det har været der. Jeg kan afslutte det "
            "når som helst.",
        },
    },
}  # fmt: skip

CURRENT: Mapping[str, str] = {
    RECORD: "2026-1", CONTACT: "2026-1", ATTENDANCE: "2026-1", SUPPORT: "2026-1",
}  # fmt: skip


def wording(purpose: str, version: str, language: str) -> str:
    """The words as they were shown. Raises KeyError for a version or language that was never released."""
    return TEXTS[purpose][version][language]


def current(purpose: str, language: str) -> tuple[str, str]:
    """The version that is shown today, and its words; in English where a page speaks another language."""
    version = CURRENT[purpose]
    return version, wording(purpose, version, language if language in LANGUAGES else "en")
