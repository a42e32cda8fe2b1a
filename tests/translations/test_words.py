"""What the three translations say: whole, in the glossary's words, ending as the English does, unkind to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from intranet.translations import catalogue

HERE = Path(__file__).parent
LANGUAGES = ("sv", "nb", "da")

# processes.md, section 5. English words, and what each translation of a sentence with them has in it.
GLOSSARY = {
    r"family clubs?": ("familjeklubb", "familieklubb", "familiegruppe"),
    r"famil(y|ies)": ("famil", "famil", "famil"),
    r"peer support": ("kamratstöd", "kameratstøtte", "kammeratstøtte"),
    r"club assistants?": ("klubbassistent", "klubbassistent", "klubassistent"),
    r"certified": ("godkän", "godkjen", "godkend"),
    r"certificates?": ("intyg", "bevis", "bevis"),
    r"trainers?": ("utbildare", "kursleder", "underviser"),
    r"coordinators?": ("samordnare", "koordinator", "koordinator"),
    r"(the office|staff)": ("kansli", "sekretariat", "sekretariat"),
    r"(?<!see )(?<!to )the board": (
        "styrelse",
        "styre",
        "bestyrelse",
    ),  # the page with columns is another board
    r"volunteers?": ("volontär", "frivillig", "frivillig"),
    r"visitors?": ("besökare", "besøkende", "besøgende"),
    r"local associations?": ("lokalförening", "lokallag", "lokalafdeling"),
    r"districts?": ("distrikt", "region", "region"),
    r"meetings?": ("träff", "møte", "møde"),
    r"tasks?": ("uppgift", "oppgave", "opgave"),
    r"(approves?|approved)": ("godkän", "godkjen", "godkend"),
    r"decisions?": ("beslut", "beslutning", "beslutning"),
    r"stand-ins?": ("ersättare", "vikar", "afløser"),
    r"supervision": ("handledning", "veiledning", "supervision"),
    r"suspen(ded|sion)": ("avstäng", "suspen", "suspen"),
    r"history": ("historik", "historikk", "historik"),
    r"minutes with the decision": ("protokoll", "referat", "referat"),
    r"(record checks?|criminal record)": ("registerutdrag", "politiattest", "børneattest"),
    r"sign(ed)? in": ("logga", "logg", "log"),
    r"municipality": ("kommun", "kommune", "kommune"),
}

# A person is never called by an illness; "certifierad" is not our word, and in Danish a familieklub is something else.
FORBIDDEN = {
    "en": ("alcoholic", "addict", "abuser", "relapse"),
    "sv": ("alkoholi", "missbruk", "återfall", "narkoman", "certifier", "licens"),
    "nb": ("alkoholi", "misbruk", "tilbakefall", "narkoman", "sertifi", "rusmis"),
    "da": ("alkoholi", "misbrug", "tilbagefald", "narkoman", "certific", "familieklub", "klubbas"),
}

ENDINGS = ".?!:…"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Each (English, translated) pair of a message, its plural forms one by one."""
    if isinstance(message.id, str):
        yield message.id, str(message.string)
    else:
        yield from zip(message.id, message.string or (), strict=True)


def pairs(language: str) -> Iterator[tuple[str, str]]:
    for message in catalogue.sentences(catalogue.read(language)):
        yield from forms(message)


def agreed_to_be_the_same() -> dict[str, str]:
    """The written list: a language and its English words, and the reason."""
    lines = (HERE / "same_as_english.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split(" | ") for line in lines if line and not line.startswith("#"))
    return {f"{language} {words}": reason for language, words, reason in entries}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated(language: str) -> None:
    assert catalogue.untranslated(language) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_a_guess(language: str) -> None:
    assert [
        catalogue.key(message) for message in catalogue.read(language) if message.id and message.fuzzy
    ] == []


def test_a_translation_that_equals_the_english_stands_on_the_written_list_with_its_reason() -> None:
    agreed = agreed_to_be_the_same()
    same = {
        f"{language} {words}" for language in LANGUAGES for _, words in catalogue.same_as_english(language)
    }
    assert same - agreed.keys() == set(), "translate it, or write the reason in same_as_english.txt"
    assert agreed.keys() - same == set(), "no longer the same as the English: take it off the list"
    assert all(agreed.values())


@pytest.mark.parametrize("place", range(len(LANGUAGES)), ids=LANGUAGES)
def test_the_words_of_the_glossary_are_used(place: int) -> None:
    missed = [
        f"{english} → {said}: where is {words[place]!r}?"
        for english, said in pairs(LANGUAGES[place])
        for pattern, words in GLOSSARY.items()
        if re.search(rf"\b{pattern}\b", PLACEHOLDER.sub("", english), re.IGNORECASE)
        and words[place] not in said.lower()
    ]
    assert missed == []


@pytest.mark.parametrize("language", FORBIDDEN)
def test_nobody_is_called_by_a_word_that_hurts(language: str) -> None:
    english, translated = zip(*pairs("sv" if language == "en" else language), strict=True)
    said = english if language == "en" else translated
    assert [sentence for sentence in said for word in FORBIDDEN[language] if word in sentence.lower()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_ends_as_the_english_does(language: str) -> None:
    def ending(sentence: str) -> str:
        return sentence[-1:] if sentence.endswith(tuple(ENDINGS)) else ""

    assert [said for english, said in pairs(language) if ending(english) != ending(said)] == []


@pytest.mark.parametrize(("language", "marks"), [("sv", "””"), ("nb", "«»"), ("da", "»«")])
def test_quotation_marks_are_those_of_the_language(language: str, marks: str) -> None:
    foreign = set('“”«»"„') - set(marks)
    assert [said for _english, said in pairs(language) if foreign & set(said)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_stray_space_stands_in_a_translation(language: str) -> None:
    assert [said for _english, said in pairs(language) if said != said.strip() or "  " in said] == []
