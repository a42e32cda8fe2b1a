"""A released pledge keeps its words for ever: whoever accepted them can read them again."""

from __future__ import annotations

import hashlib

import pytest

from intranet.config import LANGUAGES
from intranet.memberships import pledges
from intranet.problems import NotVisible

# Written down when the version was released. Another text is another version.
RELEASED = {
    ("1", "en"): "3744364b4e492598",
    ("1", "sv"): "042d583cc973e1ab",
    ("1", "nb"): "4cd03a56cf3e66b1",
    ("1", "da"): "c9fa4b6eee738702",
}


def test_the_words_of_a_released_version_have_not_changed() -> None:
    found = {
        (version, language): hashlib.sha256(words.encode()).hexdigest()[:16]
        for version, wordings in pledges.WORDINGS.items()
        for language, words in wordings.items()
    }
    assert found == RELEASED


@pytest.mark.parametrize("country", ["NO", "SE", "DK", "FI"])
def test_each_country_has_a_current_version_in_every_language(country: str) -> None:
    version = pledges.current(country)
    assert all(pledges.wording(version, language) for language in LANGUAGES)


def test_what_there_is_no_text_of_is_not_shown() -> None:
    with pytest.raises(NotVisible):
        pledges.wording("0", "en")
    with pytest.raises(NotVisible):
        pledges.wording("1", "fi")


def test_an_example_says_that_it_is_one() -> None:
    assert pledges.is_example("1")
    assert not pledges.is_example("2")
