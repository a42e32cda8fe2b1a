"""Which short texts make the form ask whether they need to be written down; written by hand, in four languages."""

from __future__ import annotations

import pytest

from intranet.privacy.wording import refuse_health, speaks_of_health

ABOUT_HEALTH = (
    "He drinks too much at weekends",
    "She was an alcoholic",
    "relapse in May",
    "takes pills",
    "is ill and cannot come",
    "Han dricker varje dag",
    "Nykter sedan i våras",
    "har ångest i folksamlingar",
    "sjukskriven till mars",
    "Ble edru i fjor",
    "Han er på avrusning",
    "sliter med depresjon",
    "syk for tiden",
    "har vært innlagt på sykehus",
    "Alkoholproblemer i familien",
    "Hun er afhængig af spil",
    "ædru i tre uger",
    "går til læge på mandag",
    "DEPRIMERET",
    "Antabus",
)
HARMLESS_TEXTS = (
    "Ring after six, please",
    "The door is on the back side of the house",
    "Kommer med sin syster",
    "Kommer på sykkel fra Fillan",
    "Speaks Russian and a little Norwegian",
    "Vil gerne komme sammen med en ven",
    "Har barn som er ti år",
    "Snakker helst svensk",
    "Behöver hjälp att hitta dit",
    "Lær meg å kjenne før jeg kommer",
    "",
)


@pytest.mark.parametrize("text", ABOUT_HEALTH)
def test_a_text_about_health_makes_the_form_ask(text: str) -> None:
    assert speaks_of_health(text)


@pytest.mark.parametrize("text", HARMLESS_TEXTS)
def test_a_text_about_the_way_there_is_taken_as_it_is(text: str) -> None:
    assert not speaks_of_health(text)


def test_whoever_says_that_it_is_not_about_health_is_believed() -> None:
    text = "Meet her at the hospital's bus stop"
    asked = refuse_health("note", text, said_harmless=False)
    assert asked is not None
    assert asked.guard == "note"
    assert refuse_health("note", text, said_harmless=True) is None


def test_nothing_written_is_nothing_to_ask_about() -> None:
    assert refuse_health("note", None, said_harmless=False) is None
    assert refuse_health("note", "", said_harmless=False) is None
