"""Whether a short free text may be about somebody's health, so that its writer is asked first; it proves nothing.

Words are looked for in all four languages whatever the page's own, for people write as they speak. One that is
found for nothing costs a tick; one that is missed costs somebody's secret. So the list is rather long than exact.
"""

from __future__ import annotations

import re

from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.folding import folded

LONGEST_NOTE = 300
ASK = Text(
    "This may be about somebody's health. That is better told when people meet, and is not kept here. Please take it "
    "out, or tick the box below if it says nothing of the kind."
)

# Anywhere in a word, for our languages make one word of several ("alkoholproblem").
_INSIDE = (
    # drinking and drugs
    "alcohol", "alkohol", "nykter", "berus", "bakfull", "bakrus", "hangover", "tommermaend", "missbruk", "misbruk",
    "misbrug", "rusmid", "rusprob", "rusavh", "stofmisb", "narko", "cannabis", "marihuana", "hasch", "heroin",
    "kokain", "cocain", "amfetamin", "amphetamin", "opiat", "opioid", "metadon", "methadon", "subutex", "antabus",
    "benzo", "addict", "avheng", "afhaeng", "abstin", "withdrawal", "relapse", "aterfall", "tilbakefall",
    "tilbagefald", "avgiftning", "avrusning", "afgiftning", "afrusning", "detox", "rehab", "gambling", "spelmiss",
    # body and mind
    "diagnos", "depres", "depri", "angst", "angest", "anxiet", "panikk", "panikang", "psyk", "psych", "bipol",
    "schizo", "skizo", "suicid", "sjalvmord", "selvmord", "selvskad", "sjalvskad", "demens", "dementia", "adhd",
    "autis", "asperger", "cancer", "kraeft", "diabet", "allerg", "epilep", "hepatit", "gravid", "pregnan", "abort",
    "infeksjon", "infektion", "infection", "handikap", "handicap", "disabilit", "funksjonsned", "funktionsned",
    # illness and care
    "sjuk", "sygdom", "sygemeld", "sykdom", "sykemeld", "illness", "disease", "disorder", "symptom", "medicin",
    "medisin", "medikament", "medicat", "tablett", "hospital", "sykehus", "sygehus", "klinik", "clinic", "terapi",
    "therap", "behandling", "treatment", "lakar", "laege", "vardcent", "fastlege",
    "doktor", "doctor", "nurse", "patient", "pasient",
)  # fmt: skip
# Only where a word begins.
_BEGINNING = (
    "drick", "drikk", "drank", "drack", "drakk", "drunk", "drink", "sober", "sobri", "edru", "aedru",
    "fyll", "sprit", "vodka", "whisk", "drog", "drug", "beroend", "pille", "pills", "spoyt", "kreft",
    "stress", "utbrent", "utbrand", "udbraendt", "burnout", "smarta", "smartor", "smerte", "aids",
    "operasjon", "operation",
)  # fmt: skip
# Nothing but these.
_WHOLE = frozenset(
    {
        "rus", "ruset", "rusen", "ruse", "rusa", "stoned", "high", "hog", "full", "fuld", "hiv", "syk", "syke", "sykt",
        "syg", "syge", "sick", "ill", "unwell", "lege", "legen", "leger", "pain", "pains", "ptsd", "ocd", "gp",
    }
)  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")


def speaks_of_health(text: str) -> bool:
    """Whether a word in it is one about health or addiction, in any of the four languages."""
    for word in _WORD.findall(folded(text)):
        if word in _WHOLE or word.startswith(_BEGINNING) or any(stem in word for stem in _INSIDE):
            return True
    return False


def refuse_health(field: str, text: str | None, *, said_harmless: bool) -> Refusal | None:
    """The one answer to a text that may be about health, unless its writer has said that it is not."""
    if said_harmless or not text or not speaks_of_health(text):
        return None
    return Refusal(field, ASK)
