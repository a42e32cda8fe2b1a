"""A second yes is a row of its own, with who noted it: another name, number or wording never stands under the first."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from intranet.participants import consents, support
from intranet.participants.consent_texts import CURRENT
from intranet.participants.consents import Shown
from intranet.participants.details import Contact
from intranet.participants.models import BY_PHONE, CONTACT, IN_PERSON, RECORD, SUPPORT
from tests.mine.stage import NAME, NUMBER, Stage
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

NAMED = {"name": NAME}
REACHED = {"contact": Contact("call", NUMBER)}


def gives(stage: Stage, whose: uuid.UUID, purpose: str, given: dict[str, Any], shown: Shown) -> None:
    with stage.writing() as session:
        consents.give(session, stage.as_(session, "assistant"), stage.clock(), whose, purpose, shown, **given)


def rows(stage: Stage, whose: uuid.UUID, purpose: str) -> list[tuple[Any, ...]]:
    with stage.reading() as session:
        return [
            (one.text_version, one.language, one.recorded_by, one.withdrawn_channel, one.withdrawn_by)
            for one in consents.history(session, whose)
            if one.purpose == purpose
        ]


@pytest.mark.parametrize(
    ("purpose", "same", "other"),
    [
        (RECORD, NAMED, {"name": "Rose"}),
        (CONTACT, REACHED, {"contact": Contact("call", "41 00 00 11")}),
        (CONTACT, REACHED, {"contact": Contact("call", NUMBER, message=True)}),
    ],
)
def test_another_name_or_number_is_a_yes_of_its_own_and_the_same_again_is_none(
    stage: Stage, purpose: str, same: dict[str, Any], other: dict[str, Any]
) -> None:
    whose, volunteer, assistant = (
        stage.somebody(NAME, NUMBER),
        stage.cast.volunteer.id,
        stage.cast.assistant.id,
    )
    words = Shown(CURRENT[purpose], "en", IN_PERSON)
    stage.clock.forward(hours=1)
    gives(stage, whose, purpose, same, replace(words, channel=BY_PHONE))
    assert rows(stage, whose, purpose) == [(CURRENT[purpose], "en", volunteer, None, None)]
    gives(stage, whose, purpose, other, words)
    assert rows(stage, whose, purpose) == [
        (CURRENT[purpose], "en", volunteer, "anew", assistant),
        (CURRENT[purpose], "en", assistant, None, None),
    ]


def test_yes_to_other_words_is_recorded_under_them(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """In another language, and in a version that was released since."""
    whose, volunteer, assistant = stage.somebody(NAME), stage.cast.volunteer.id, stage.cast.assistant.id
    first = CURRENT[RECORD]
    stage.clock.forward(hours=1)
    gives(stage, whose, RECORD, NAMED, Shown(first, "nb", IN_PERSON))
    stage.clock.forward(hours=1)
    monkeypatch.setitem(CURRENT, RECORD, "2027-1")
    gives(stage, whose, RECORD, NAMED, Shown("2027-1", "nb", IN_PERSON))
    assert rows(stage, whose, RECORD) == [
        (first, "en", volunteer, "anew", assistant),
        (first, "nb", assistant, "anew", assistant),
        ("2027-1", "nb", assistant, None, None),
    ]


def test_yes_to_extra_support_in_other_words_is_recorded_too(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    for language in ("en", "en", "nb"):
        with stage.writing() as session:
            shown = Shown(CURRENT[SUPPORT], language, IN_PERSON)
            support.agree(session, stage.as_(session, "assistant"), stage.clock(), whose, shown)
        stage.clock.forward(hours=1)
    with stage.reading() as session:
        kept = [(one.language, one.withdrawn_channel) for one in support.history(session, whose)]
    assert kept == [("en", "anew"), ("nb", None)]
