"""A link alone opens what the group knows anyway; all of the page opens with a word that they alone know."""

from __future__ import annotations

import re
import uuid

import pytest
from sqlalchemy import select, text

from intranet.cases.models import Case
from intranet.memberships.models import Membership
from intranet.participants import own_word, support
from intranet.participants.consent_texts import CURRENT
from intranet.participants.consents import Shown
from intranet.participants.models import CONTACT, IN_PERSON, SUPPORT, Bar, Participant
from tests.mine.stage import NAME, NUMBER, WORD, Stage
from tests.mine.test_bars import keep_away
from tests.mine.test_handing_over import handed
from tests.mine.test_joining import LEGAL, filled_in, ready
from tests.support.visitors import Visitor

KEPT_AWAY = "Sikker Eksempel"
CONTACT_YES = {
    "contact-text_version": CURRENT[CONTACT], "contact-text_language": "en",
    "contact-way": "call", "contact-value": NUMBER, "contact-hours": "any",
}  # fmt: skip
# No statement of it is one of a database's own: neither locks nor types.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
READ = (
    "/mine/bars", "/mine/pledge", "/mine/membership/ending", "/mine/membership", "/mine/support", "/mine/copy",
    "/mine/copy.json", "/mine/word", "/mine/consent", "/mine/leaving",
)  # fmt: skip


def with_everything(stage: Stage) -> uuid.UUID:
    """Somebody on their own page has joined, keeps somebody away and has asked for extra support."""
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    assert phone.post("/mine/pledge", filled_in()).status_code == 303
    keep_away(phone, name=KEPT_AWAY)
    sent = {"text_version": CURRENT[SUPPORT], "text_language": "en", "leader": str(stage.cast.assistant.id)}
    assert phone.post("/mine/support", sent).status_code == 303
    assert LEGAL in phone.get("/mine").text, "the control: with the word it is there"
    return whose


def notes_support(stage: Stage, whose: uuid.UUID) -> None:
    with stage.writing() as session:
        words = Shown(CURRENT[SUPPORT], "en", IN_PERSON)
        support.agree(session, stage.as_(session, "assistant"), stage.clock(), whose, words)


def sees_all(phone: Visitor) -> bool:
    return phone.get("/mine/copy.json").status_code == 200


def test_whoever_opens_a_link_without_the_word_meets_nothing_that_the_group_must_not_know(
    stage: Stage,
) -> None:
    whose = with_everything(stage)
    before = _written(stage)
    other = stage.by_a_link(whose)
    shown = {path: other.get(path) for path in ("/mine", "/mine/details")}
    assert {one.status_code for one in shown.values()} == {200}
    closed = {path: other.get(path) for path in READ}
    assert {path for path, one in closed.items() if one.status_code != 403} == set()
    for path, answer in (shown | closed).items():
        for hidden in (LEGAL, "rosa@post.example", "1975", KEPT_AWAY, "On its way", "xtra support wanted"):
            assert hidden not in answer.text.replace(NAME, ""), (path, hidden)
    assert NAME in shown["/mine"].text

    bar, case = _first(stage, Bar), _first(stage, Case)
    forged = {
        "/mine/bars": {"name": "Volunteer Eksempel"},
        f"/mine/bars/{bar}/lifting": {},
        "/mine/pledge": filled_in(),
        "/mine/pledge/undoing": {},
        "/mine/membership/ending": {},
        "/mine/membership": {"address": "Annen vei 2"},
        "/mine/support": {
            "text_version": CURRENT[SUPPORT], "text_language": "en", "leader": str(stage.cast.assistant.id),
        },
        f"/mine/support/{case}/another": {"leader": str(stage.cast.assistant.id)},
        f"/mine/support/{case}/steps/close": {},
        "/mine/steps/pause": {},
        "/mine/steps/not_now": {},
        "/mine/protection": {},
        "/mine/word": {"word": "et helt annet ord"},
        "/mine/leaving": {},
        "/mine/consent/contact": CONTACT_YES,
    }  # fmt: skip
    answers = {path: other.post(path, sent).status_code for path, sent in forged.items()}
    assert {path for path, status in answers.items() if status != 403} == set()
    assert other.post("/mine/consent/support/withdrawal").status_code == 404
    assert _written(stage) == before

    assert other.post("/mine/word/entering", {"word": WORD}).status_code == 303
    assert LEGAL in other.get("/mine").text, "the control: only the word was missing"
    assert KEPT_AWAY in other.get("/mine/bars").text
    assert other.get("/mine/copy.json").get_json()["membership"]["name"] == LEGAL


def test_the_first_link_opens_all_and_the_next_one_alone_does_not(stage: Stage) -> None:
    """Whoever chose no word: nothing was to be seen the first time that the group does not know."""
    whose = stage.somebody(NAME, NUMBER)
    first = stage.by_a_link(whose)
    assert "Keep this word" in first.get("/mine").text
    assert sees_all(first)
    second = stage.by_a_link(whose)
    assert not sees_all(second)
    page = second.get("/mine").text
    assert "Forgotten, or never chosen?" in page
    assert 'name="word"' not in page
    assert "opened with a link that a volunteer made." in page
    assert NUMBER in page


def test_a_membership_from_a_phone_handed_over_is_not_opened_by_the_first_link(stage: Stage) -> None:
    whose = ready(stage)
    assert handed(stage, whose, "pledge").post("/mine/pledge", filled_in()).status_code == 303
    other = stage.by_a_link(whose)
    assert LEGAL not in other.get("/mine").text
    assert not sees_all(other)


def test_a_word_is_chosen_is_hard_to_guess_and_can_be_read_by_nobody(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    phone = stage.by_a_link(whose)
    for easy in ("abc12", "123456", "987654", "aaaaaaa", "hemmelig", "x" * 101):
        assert phone.post("/mine/word", {"word": easy}).status_code == 422, easy
    assert phone.post("/mine/word", {"word": "Tre Røde  Kuer"}).status_code == 303
    assert 'data-word="none"' not in phone.get("/mine").text
    with stage.reading() as session:
        kept = session.scalars(select(Participant.word).where(Participant.id == whose)).one()
    assert kept is not None
    for plain in ("tre røde kuer", "Tre Røde", "argon2"):
        assert plain.encode() not in kept
    again = stage.by_a_link(whose)
    assert again.post("/mine/word/entering", {"word": "tre røde"}).status_code == 422
    assert not sees_all(again)
    assert again.post("/mine/word/entering", {"word": " tre røde kuer "}).status_code == 303
    assert sees_all(again)


def test_after_five_wrong_words_the_right_one_waits_for_an_hour_too(stage: Stage) -> None:
    """Of this person alone, and in another browser as well."""
    whose, neighbour = stage.somebody(NAME), stage.somebody("Nabo Eksempel")
    for one in (whose, neighbour):
        stage.on_their_page(one)
    guessing = stage.by_a_link(whose)
    for n in range(5):
        answer = guessing.post("/mine/word/entering", {"word": f"feil ord {n}"})
        assert "That is not the word of this page." in answer.text
    other = stage.by_a_link(whose)
    answer = other.post("/mine/word/entering", {"word": WORD})
    assert "There were many tries" in answer.text
    assert not sees_all(other)
    assert sees_all(stage.on_their_page(neighbour))
    stage.clock.forward(minutes=61)
    assert sees_all(stage.on_their_page(whose))


def test_whoever_tries_words_by_their_own_links_keeps_the_person_out_with_no_other(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    stage.on_their_page(whose)
    guessing = stage.by_a_link(whose)
    for n in range(6):
        answer = guessing.post("/mine/word/entering", {"word": f"feil ord {n}"})
    assert "There were many tries" in answer.text
    own = stage.by_a_link(whose, by="assistant")
    assert own.post("/mine/word/entering", {"word": WORD}).status_code == 303
    assert sees_all(own)


def test_by_the_links_of_many_helpers_there_is_an_end_of_tries_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_word, "TRIES_A_DAY", 6)
    whose = stage.somebody(NAME)
    stage.on_their_page(whose)
    for by in ("volunteer", "assistant"):
        guessing = stage.by_a_link(whose, by=by)
        for n in range(3):
            assert guessing.post("/mine/word/entering", {"word": f"feil ord {n}"}).status_code == 422
    assert "There were many tries" in guessing.post("/mine/word/entering", {"word": WORD}).text
    stage.clock.forward(hours=25)
    assert sees_all(stage.on_their_page(whose))


def test_a_forgotten_word_takes_two_of_the_group(stage: Stage) -> None:
    whose = with_everything(stage)
    assert stage.visitor("volunteer").post(f"/participants/{whose}/word").status_code == 403
    assert not sees_all(stage.by_a_link(whose)), "the control: a volunteer alone opens nothing"
    leader = stage.visitor("assistant")
    assert "Set their word aside" in leader.get(f"/participants/{whose}").text
    assert leader.post(f"/participants/{whose}/word").status_code == 303
    assert not sees_all(stage.by_a_link(whose, by="assistant")), "nor does whoever set it aside"
    phone = stage.by_a_link(whose)
    assert sees_all(phone)
    page = phone.get("/mine").text
    assert LEGAL in page
    assert re.search(r"Your word was set aside on <time[^>]*>12 May 2026<", page)
    assert "Your word was set aside on" in phone.get("/mine/copy").text
    assert "Keep this word" in page
    assert not sees_all(stage.by_a_link(whose)), "once"


def test_a_word_that_was_set_aside_counts_until_a_link_was_opened_and_for_an_hour(stage: Stage) -> None:
    whose = with_everything(stage)
    leader = stage.visitor("assistant")
    leader.post(f"/participants/{whose}/word")
    assert sees_all(stage.on_their_page(whose)), "they remembered it"
    assert not sees_all(stage.by_a_link(whose)), "and nobody comes in without it any more"
    leader.post(f"/participants/{whose}/word")
    stage.clock.forward(minutes=61)
    assert not sees_all(stage.by_a_link(whose))


def test_they_are_told_of_every_link_until_they_have_seen_it(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    stage.on_their_page(whose)
    stage.clock.forward(days=1)
    stage.by_a_link(whose, by="assistant")
    stage.clock.forward(days=1)
    phone = stage.on_their_page(whose)
    told = phone.get("/mine").text.partition('data-unseen="links"')[2].partition("</ul>")[0]
    assert told.count("made a link to this page") == 1
    assert "club assistant made a link" in told
    assert "without your word" in phone.get("/mine").text
    assert [one["all_of_it"] for one in phone.get("/mine/copy.json").get_json()["opened"]] == [
        True, False, True,
    ]  # fmt: skip
    stage.clock.forward(days=1)
    assert "data-unseen" not in stage.on_their_page(whose).get("/mine").text


def test_a_visit_before_the_word_was_set_aside_is_not_taken_for_theirs(stage: Stage) -> None:
    """A helper who was quicker than the person saw all of it; their link is told none the less."""
    whose, leader = stage.somebody(NAME), stage.visitor("assistant")
    stage.on_their_page(whose)
    leader.post(f"/participants/{whose}/word")
    assert sees_all(stage.by_a_link(whose)), "somebody's, and not theirs"
    stage.clock.forward(days=1)
    leader = stage.visitor("assistant")
    leader.post(f"/participants/{whose}/word")
    told = stage.by_a_link(whose).get("/mine").text.partition('data-unseen="links"')[2].partition("</ul>")[0]
    assert told.count("It was used at") == 2


@pytest.mark.parametrize("how", ["on a phone handed over", "noted by whoever leads"])
def test_a_word_chosen_on_the_first_link_opens_nothing_that_the_group_put_there_by_its_maker_alone(
    stage: Stage, how: str
) -> None:
    """The volunteer opened the first link instead of the person, and chose the word."""
    whose = ready(stage)
    thief = stage.on_their_page(whose)
    again = stage.by_a_link(whose)
    assert 'data-opened="first"' in again.get("/mine").text, "whoever has a word is told too"
    assert again.post("/mine/word/entering", {"word": WORD}).status_code == 303, (
        "the control: nothing is there"
    )
    if how == "on a phone handed over":
        assert handed(stage, whose, "pledge").post("/mine/pledge", filled_in()).status_code == 303
    else:
        notes_support(stage, whose)
    assert thief.get("/mine").status_code == 404
    again = stage.by_a_link(whose)
    answer = again.post("/mine/word/entering", {"word": WORD})
    assert answer.status_code == 422
    assert "it also takes a link from somebody else" in answer.text
    assert not sees_all(again)
    for giver in ("assistant", "volunteer"):
        own = stage.by_a_link(whose, by=giver)
        assert own.post("/mine/word/entering", {"word": WORD}).status_code == 303, giver
        assert sees_all(own), giver


def test_handing_over_and_noting_support_end_what_was_opened_and_given_before(stage: Stage) -> None:
    whose = ready(stage)
    for put_there in (lambda: handed(stage, whose, "pledge"), lambda: notes_support(stage, whose)):
        phone = stage.on_their_page(whose)
        put_there()
        assert phone.get("/mine").status_code == 404
        path = stage.link_for(whose)
        put_there()
        assert stage.visitor().get(path).status_code == 404


def _first(stage: Stage, model: type[Bar | Case]) -> uuid.UUID:
    with stage.reading() as session:
        wanted = select(model.id)
        if model is Case:
            wanted = wanted.where(Case.workflow == "extra_support")
        return session.scalars(wanted).one()


def _written(stage: Stage) -> list[object]:
    """All that a forged form could have changed."""
    with stage.reading() as session:
        session.expire_all()
        return [
            *session.execute(select(Membership.__table__)),
            *session.execute(select(Case.__table__).order_by(Case.id)),
            *session.execute(select(Bar.__table__)),
            *session.execute(text("SELECT * FROM consents ORDER BY id")),
            *session.execute(select(Participant.word, Participant.protected)),
        ]
