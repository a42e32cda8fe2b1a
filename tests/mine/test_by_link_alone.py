"""By a link alone, without the word: what its maker could do for them too is recorded with the maker, and no more."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from intranet.memberships.details import details_of
from intranet.memberships.models import Membership
from intranet.participants import consents
from intranet.participants.models import CONTACT, Participant
from tests.mine.stage import NAME, NUMBER, WORD, Stage
from tests.mine.test_joining import LEGAL, filled_in, ready
from tests.mine.test_own_word import CONTACT_YES
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE


def test_by_a_link_alone_nobody_agrees_and_what_is_taken_back_says_whose_link_it_was(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    own = stage.on_their_page(whose)
    assert own.post("/mine/consent/contact", CONTACT_YES).status_code == 303, "the control"
    assert own.post("/mine/consent/contact/withdrawal").status_code == 303
    other = stage.by_a_link(whose)
    assert other.post("/mine/consent/contact", CONTACT_YES).status_code == 403
    assert other.post("/mine/consent/record/withdrawal").status_code == 303
    with stage.reading() as session:
        taken_back = {
            one.purpose: (one.withdrawn_channel, one.withdrawn_by) for one in consents.history(session, whose)
        }
    assert taken_back == {"contact": ("own_page", None), "record": ("own_page", stage.cast.volunteer.id)}


def test_what_is_corrected_by_a_link_alone_says_whose_link_it_was(stage: Stage) -> None:
    """On the page, and in the copy with all that was before; the same once more is nothing."""
    whose = stage.somebody(NAME, NUMBER)
    stage.on_their_page(whose)
    helpers = stage.by_a_link(whose, by="assistant")
    same = {"name": NAME, "way": "call", "value": NUMBER, "hours": "any", "language": "en"}
    assert helpers.post("/mine/details", same).status_code == 303
    with stage.reading() as session:
        assert len(consents.history(session, whose)) == 2
    stage.clock.forward(minutes=5)
    assert helpers.post("/mine/details", {**same, "value": "41 00 00 11"}).status_code == 303
    phone = stage.on_their_page(whose)
    shown = phone.get("/mine").text
    assert shown.count("It was written with a link alone, without your word.") == 1
    assert re.search(r"We may reach you: agreed to on <time[^>]*>12 May 2026</time>, written anew on", shown)
    before, after = (
        one for one in phone.get("/mine/copy.json").get_json()["consents"] if one["purpose"] == CONTACT
    )
    assert [before[key] for key in ("channel", "noted_as", "withdrawn_channel", "withdrawn_as")] == [
        "in_person", "volunteer", "anew", "assistant",
    ]  # fmt: skip
    assert [after[key] for key in ("channel", "noted_as", "language", "withdrawn_at", "withdrawn_as")] == [
        "own_page", "assistant", "en", None, None,
    ]  # fmt: skip
    assert phone.post("/mine/details", same).status_code == 303
    assert "It was written with a link alone" not in phone.get("/mine").text


def test_an_application_is_taken_back_by_their_own_word_alone(stage: Stage) -> None:
    """By a link of whoever leads the group it stays, as where they note on a page of theirs that somebody has left."""
    whose = ready(stage)
    assert stage.on_their_page(whose).post("/mine/pledge", filled_in()).status_code == 303
    phone = stage.by_a_link(whose, by="assistant")
    assert "If you are a member or have applied, that stays as it is." in phone.get("/mine/leaving").text
    assert phone.post("/mine/leaving").status_code == 303
    assert stage.state(whose) == "left"
    with stage.reading() as session:
        one = session.scalars(select(Membership)).one()
        assert one.ended_on is None
        assert details_of(session, one).name == LEGAL


def test_by_a_link_of_whoever_does_not_lead_the_group_nobody_leaves(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    stage.on_their_page(whose)
    other = stage.by_a_link(whose)
    assert "To leave with this link" in other.get("/mine").text
    for answer in (other.get("/mine/leaving"), other.post("/mine/leaving")):
        assert answer.status_code == 403
        assert "tell somebody who leads the group" in answer.text
    assert stage.state(whose) == "visitor"
    other.post("/mine/word/entering", {"word": WORD})
    assert other.post("/mine/leaving").status_code == 303, "the control: with the word"


def test_without_the_word_everything_that_was_agreed_to_is_taken_back_and_one_may_leave(
    stage: Stage,
) -> None:
    """Leaving by a link of whoever leads the group, who could note it."""
    whose = stage.somebody(NAME, NUMBER)
    stage.on_their_page(whose)
    phone = stage.by_a_link(whose, by="assistant")
    sent = {"name": "Rose", "way": "text", "value": "41 00 00 11", "hours": "evenings", "language": "en"}
    assert phone.post("/mine/details", sent).status_code == 303
    assert phone.post("/mine/consent/contact/withdrawal").status_code == 303
    page = phone.get("/mine").text
    assert "Rose" in page
    assert "41 00 00 11" not in page
    assert phone.post("/mine/leaving").headers["Location"].endswith("/mine/goodbye")
    assert stage.state(whose) == "left"
    with stage.reading() as session:
        row = session.get_one(Participant, whose)
        assert (row.word, row.word_reset_at, row.word_reset_by) == (None, None, None)


@pytest.mark.parametrize("path", ["/mine", "/mine/details"])
def test_of_somebody_protected_a_link_alone_shows_no_name(stage: Stage, path: str) -> None:
    whose = stage.somebody(NAME)
    phone = stage.on_their_page(whose)
    stage.visitor("volunteer").post(f"/participants/{whose}/protected", {"protected": "yes"})
    with stage.reading() as session:
        assert session.get_one(Participant, whose).protected
    assert NAME not in stage.by_a_link(whose).get(path).text
    assert NAME in stage.on_their_page(whose).get("/mine").text
    assert phone.get("/mine").status_code == 404
