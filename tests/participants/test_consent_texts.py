"""What people agreed to stays word for word what they agreed to."""

from __future__ import annotations

import hashlib
import json

from intranet.config import LANGUAGES
from intranet.participants.consent_texts import CURRENT, TEXTS
from intranet.participants.models import ATTENDANCE, CONTACT, RECORD

SUPPORT = "support"

# Of every version that was ever released. A changed wording is another version with a line of its own.
RELEASED = {
    (RECORD, "2026-1"): "1340824dea170d15",
    (CONTACT, "2026-1"): "90422507da8ee7d7",
    (ATTENDANCE, "2026-1"): "cf9328587cd51e63",
    (SUPPORT, "2026-1"): "e996c32dc8dff5f7",
}


def written(purpose: str, version: str) -> str:
    words = json.dumps(dict(TEXTS[purpose][version]), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def test_no_word_of_a_released_version_has_changed() -> None:
    assert {pair: written(*pair) for pair in RELEASED} == RELEASED


def test_every_version_speaks_every_language() -> None:
    assert {tuple(wordings) for versions in TEXTS.values() for wordings in versions.values()} == {LANGUAGES}


def test_every_version_there_is_was_released_and_one_of_them_is_shown() -> None:
    assert {
        (purpose, version) for purpose, versions in TEXTS.items() for version in versions
    } == RELEASED.keys()
    assert RELEASED.keys() >= set(CURRENT.items())


def test_every_wording_says_that_it_can_be_taken_back() -> None:
    any_time = {"en": "at any time", "sv": "när som helst", "nb": "når som helst", "da": "når som helst"}
    missing = [
        (purpose, version, language)
        for purpose, versions in TEXTS.items()
        for version, wordings in versions.items()
        for language, words in wordings.items()
        if any_time[language] not in words
    ]
    assert missing == []
