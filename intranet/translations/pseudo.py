"""A made-up language for tests: every translated sentence is bracketed and accented, so plain English stands out."""

from __future__ import annotations

import re

from babel.support import NullTranslations

OPEN, CLOSE = "⟦", "⟧"
ACCENTS = str.maketrans("aeiouyAEIOUYcns", "áéíóúýÁÉÍÓÚÝçñš")
# Placeholders, tags and entities must come through unchanged.
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]+>|&\w+;)")


def pseudo(sentence: str) -> str:
    parts = KEPT.split(sentence)
    return OPEN + "".join(part if KEPT.fullmatch(part) else part.translate(ACCENTS) for part in parts) + CLOSE


class PseudoTranslations(NullTranslations):
    """Answers every lookup with the accented English."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return pseudo(message)

    def npgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        return self.ngettext(singular, plural, num)

    ugettext = gettext
    ungettext = ngettext
    upgettext = pgettext
    unpgettext = npgettext
