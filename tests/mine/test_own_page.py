"""The own page: what it shows, and what one press on it changes for good."""

from __future__ import annotations

import json
import re
import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask

from intranet.clock import ZONE
from intranet.groups.models import FAMILY_CLUB, Group
from intranet.participants import consents
from intranet.participants.consent_texts import CURRENT
from intranet.participants.details import names_of
from intranet.participants.models import ATTENDANCE, CONTACT, FAMILY, RECORD, Participant
from intranet.web import access
from tests.mine.stage import NAME, NUMBER, Stage
from tests.mine.test_handing_over import handed


def test_it_shows_all_that_is_stored(stage: Stage) -> None:
    page = stage.on_their_page(stage.somebody(NAME, NUMBER)).get("/mine").text
    for shown in (
        NAME, NUMBER, "Visitor", "12 May 2026", "Volunteer Eksempel", "Assistant Eksempel",
        "those who help in this group may contact me", "this page was opened with a link",
        "If you do not come again, what says who you are is erased on",
    ):  # fmt: skip
        assert shown in page, shown
    assert "Coordinator Eksempel" not in page


@pytest.mark.parametrize("after", [0, 60])
def test_the_day_that_is_told_is_the_day_on_which_a_visitor_is_forgotten(stage: Stage, after: int) -> None:
    """Also when somebody was here again: it counts from the last time, and moves past days of rest."""
    whose = stage.somebody(NAME)
    stage.clock.forward(days=after)
    stage.visitor("volunteer").post(f"/participants/{whose}/here")
    told = stage.on_their_page(whose).get("/mine").text
    day = re.search(r"what says who you are is erased on (\d+ \w+)\.", told)
    assert day is not None
    last = datetime.strptime(f"{day[1]} 2026", "%d %B %Y").replace(tzinfo=ZONE)
    assert last - stage.clock() > timedelta(days=89)
    stage.clock.moment = last - timedelta(minutes=1)
    stage.tick()
    assert stage.state(whose) == "visitor"
    stage.clock.moment = last + timedelta(days=1)
    stage.tick()
    assert stage.state(whose) == "left"


def test_every_link_that_was_made_is_told_and_as_what_its_maker_helps(stage: Stage) -> None:
    """One that nobody used too: whoever makes a link could open it."""
    whose = stage.somebody(NAME)
    stage.link_for(whose, by="assistant")
    stage.clock.forward(hours=1)
    phone = stage.on_their_page(whose)
    read = phone.get("/mine").text.partition('id="read"')[2].partition("</section>")[0]
    used, unused = (line for line in read.splitlines() if "made a link to this page" in line)
    assert "volunteer made a link" in used
    assert "It was used at" in used
    assert "club assistant made a link" in unused
    assert "It was not used." in unused
    assert "Volunteer Eksempel" not in read
    copied = phone.get("/mine/copy.json").get_json()["links"]
    assert [(one["as"], one["used_at"] is None) for one in copied] == [
        ("volunteer", False),
        ("assistant", True),
    ]


def test_title_address_and_headers_tell_nothing(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody(NAME))
    for path in ("/mine", "/mine/details", "/mine/consent", "/mine/bars", "/mine/copy", "/mine/leaving"):
        answer = phone.get(path)
        assert re.findall("<title>(.*?)</title>", answer.text) == ["My page"], path
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        head = answer.text.partition("<body")[0]
        assert "eer support" not in head
        assert "<script" not in answer.text


def test_what_is_corrected_is_what_stands_there(stage: Stage) -> None:
    whose = stage.somebody(NAME, NUMBER)
    phone = stage.on_their_page(whose)
    sent = {"name": "Rose", "way": "text", "value": "41 00 00 11", "hours": "evenings", "language": "nb"}
    assert phone.post("/mine/details", sent).status_code == 303
    page = phone.get("/mine").text
    assert 'lang="nb"' in page
    assert "Rose" in page
    assert "41 00 00 11" in page
    assert NAME not in page


def test_a_family_corrects_how_many_they_are_and_nobody_else_has_such_a_form(stage: Stage) -> None:
    whose, alone = stage.somebody(), stage.on_their_page(stage.somebody())
    with stage.writing() as session:
        session.get_one(Group, stage.group_id).kind = FAMILY_CLUB
        session.get_one(Participant, whose).kind = FAMILY
    phone = stage.on_their_page(whose)
    many = {"language": "en", "adults": "2", "children": "21"}
    assert phone.post("/mine/details", many).status_code == 422
    assert phone.post("/mine/details", {**many, "adults": "0", "children": "3"}).status_code == 422
    assert phone.post("/mine/details", {**many, "children": "3"}).status_code == 303
    assert "A family with 2 adults, 3 children" in phone.get("/mine").text
    assert alone.post("/mine/details", {**many, "children": "3"}).status_code == 303
    assert "A family" not in alone.get("/mine").text


def test_each_consent_is_withdrawn_with_one_press_and_what_that_erased_is_told(stage: Stage) -> None:
    whose = stage.somebody(NAME, NUMBER)
    phone = stage.on_their_page(whose)
    assert NUMBER in phone.get("/mine").text

    assert phone.post("/mine/consent/contact/withdrawal").status_code == 303
    page = phone.get("/mine").text
    assert "How to reach you is erased." in page
    assert NUMBER not in page
    assert NAME in page

    phone.post("/mine/consent/record/withdrawal")
    page = phone.get("/mine").text
    assert NAME not in page
    assert "You have agreed to nothing, and that is fine." in page
    with stage.reading() as session:
        row = session.get_one(Participant, whose)
        assert (row.name, row.contact) == (None, None)


def test_one_may_agree_again_by_oneself(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody())
    form = phone.get("/mine/consent").text
    version = re.search(r'name="record-text_version"[^>]*value="([^"]+)"', form)
    assert version, form
    sent = {"record-text_version": version[1], "record-text_language": "en", "record-name": NAME}
    assert phone.post("/mine/consent/record", sent).status_code == 303
    assert NAME in phone.get("/mine").text


RECORDED = {"record-text_version": CURRENT[RECORD], "record-text_language": "en", "record-name": NAME}
REACHED = {
    "contact-text_version": CURRENT[CONTACT], "contact-text_language": "en", "contact-way": "call",
    "contact-value": NUMBER, "contact-hours": "any",
}  # fmt: skip


def test_what_is_recorded_is_the_language_of_the_words_that_stood_there(stage: Stage) -> None:
    """The page is changed to another language in another tab before the form is sent."""
    whose = stage.somebody()
    phone = stage.on_their_page(whose)
    drawn = phone.get("/mine/consent").text
    shown = re.search(r'name="record-text_language"[^>]*value="([^"]+)"', drawn)
    assert shown is not None
    assert shown[1] == "en"
    phone.post("/mine/details", {"language": "da"})
    assert 'lang="da"' in phone.get("/mine").text
    assert phone.post("/mine/consent/record", RECORDED).status_code == 303
    with stage.reading() as session:
        (one,) = consents.history(session, whose)
        assert one.language == "en"


@pytest.mark.parametrize("language", ["fi", "", "../nb", "nb\n"])
def test_words_in_no_language_of_ours_were_never_shown(stage: Stage, language: str) -> None:
    phone = stage.on_their_page(stage.somebody())
    answer = phone.post("/mine/consent/record", {**RECORDED, "record-text_language": language})
    assert answer.status_code == 422
    assert "You have agreed to nothing, and that is fine." in phone.get("/mine").text


def test_a_name_that_speaks_of_health_is_asked_about_once_wherever_it_is_typed(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody())
    told = {**RECORDED, "record-name": "Rosa med angst"}
    asked = phone.post("/mine/consent/record", told)
    assert asked.status_code == 422
    assert "This may be about somebody&#39;s health" in asked.text
    assert "record-harmless" in asked.text
    assert phone.post("/mine/consent/record", {**told, "record-harmless": "y"}).status_code == 303

    again = {"name": "Rosa med depresjon", "language": "en"}
    assert phone.post("/mine/details", again).status_code == 422
    assert "Rosa med angst" in phone.get("/mine").text, "what stands there is not asked about anew"
    assert phone.post("/mine/details", {**again, "name": "Rosa med angst"}).status_code == 303
    assert phone.post("/mine/details", {**again, "harmless": "y"}).status_code == 303


@pytest.mark.parametrize(
    ("way", "value"),
    [("call", "mor, han er på avrusning"), ("text", "rosa@post.example"), ("email", NUMBER), ("call", "112")],
)
def test_a_way_to_reach_somebody_is_a_number_or_an_address(stage: Stage, way: str, value: str) -> None:
    whose = stage.somebody()
    phone = stage.on_their_page(whose)
    wrong = {**REACHED, "contact-way": way, "contact-value": value}
    assert phone.post("/mine/consent/contact", wrong).status_code == 422
    assert phone.post("/mine/consent/contact", REACHED).status_code == 303
    again = {"way": way, "value": value, "hours": "any", "language": "en"}
    assert phone.post("/mine/details", again).status_code == 422
    assert NUMBER in phone.get("/mine").text


def test_whoever_lives_under_protection_has_nothing_written_down_that_leads_to_them(stage: Stage) -> None:
    """Also by a form that was drawn before, on the own page and on a phone handed over."""
    whose = stage.somebody(NAME)
    stage.visitor("volunteer").post(f"/participants/{whose}/protected", {"protected": "yes"})
    phone = stage.on_their_page(whose)
    assert "contact-value" not in phone.get("/mine/consent").text
    attended = {"attendance-text_version": CURRENT[ATTENDANCE], "attendance-text_language": "en"}
    with stage.writing() as session:
        session.get_one(Group, stage.group_id).names_attendance = True
    for is_handed in (False, True):
        there = handed(stage, whose, "consent") if is_handed else phone
        assert there.post("/mine/consent/contact", REACHED).status_code == 422
        assert there.post("/mine/consent/attendance", attended).status_code == 422
    with stage.reading() as session:
        assert session.get_one(Participant, whose).contact is None
        assert set(consents.standing(session, whose)) == {RECORD}


@pytest.mark.parametrize(
    "sent",
    [
        {"record-text_version": "1999-1", "record-text_language": "en", "record-name": NAME},
        {"record-name": NAME},
        {},
    ],
    ids=["old words", "no words", "nothing"],
)
def test_nothing_is_agreed_to_in_words_that_were_not_shown(stage: Stage, sent: dict[str, str]) -> None:
    phone = stage.on_their_page(stage.somebody())
    assert phone.post("/mine/consent/record", sent).status_code == 422
    assert "You have agreed to nothing, and that is fine." in phone.get("/mine").text


def test_the_copy_holds_what_the_page_shows(stage: Stage) -> None:
    whose = stage.somebody(NAME, NUMBER)
    phone = stage.on_their_page(whose)
    phone.post("/mine/bars", {"person": "", "name": "Ola Avvist"})
    answer = phone.get("/mine/copy.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    copy = json.loads(answer.text)
    assert copy["name"] == NAME
    assert copy["contact"]["value"] == NUMBER
    assert {one["purpose"] for one in copy["consents"]} == {"record", "contact"}
    assert copy["kept_away"] == ["Ola Avvist"]
    assert copy["now"] == "Visitor"
    readable = phone.get("/mine/copy").text
    for shown in (NAME, NUMBER, "Ola Avvist", "First visit"):
        assert shown in readable, shown


def test_away_and_back_without_a_reason(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    stage.goes(whose, ("welcome", {"informed": True}))
    phone = stage.on_their_page(whose)
    assert "I am away for a while" in phone.get("/mine").text
    assert phone.post("/mine/steps/pause").status_code == 303
    assert stage.state(whose) == "away"
    assert "I am back" in phone.get("/mine").text
    assert phone.post("/mine/steps/return_welcomed").status_code == 303
    assert stage.state(whose) == "welcomed"


@pytest.mark.parametrize(
    "key", ["welcome", "consider", "join", "leave", "confirm", "silent", "nonsense", "settle"]
)
def test_no_step_is_taken_there_that_is_not_theirs(stage: Stage, key: str) -> None:
    whose = stage.somebody()
    phone = stage.on_their_page(whose)
    assert phone.post(f"/mine/steps/{key}").status_code in {404, 409}
    assert stage.state(whose) == "visitor"


def test_leaving_erases_and_shows_nothing_more(stage: Stage) -> None:
    whose = stage.somebody(NAME, NUMBER)
    phone, neighbour = stage.on_their_page(whose), stage.somebody("Nabo Eksempel")
    phone.post("/mine/bars", {"person": "", "name": "Ola Avvist"})
    asked = phone.get("/mine/leaving").text
    assert "Leave and have it erased" in asked
    answer = phone.post("/mine/leaving")
    assert answer.headers["Location"].endswith("/mine/goodbye")
    assert NAME not in phone.get("/mine/goodbye").text
    assert phone.get("/mine").status_code == 404
    assert stage.state(whose) == "left"
    with stage.reading() as session:
        rows = [session.get_one(Participant, one) for one in (whose, neighbour)]
        assert rows[0].name is None
        assert names_of(session, rows) == {neighbour: "Nabo Eksempel"}


def test_one_sees_when_one_was_read_and_as_what_but_never_by_whom(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    assert NAME in stage.visitor("assistant").get(f"/participants/{whose}").text
    page = stage.on_their_page(whose).get("/mine").text
    read = page.partition('id="read"')[2].partition("</section>")[0]
    assert "club assistant saw" in read
    assert "Assistant Eksempel" not in read


def test_nobody_elses_page_opens_by_changing_what_is_sent(stage: Stage) -> None:
    mine, other = stage.somebody(NAME), stage.somebody("Nabo Eksempel", NUMBER)
    neighbour = stage.on_their_page(other)
    neighbour.post("/mine/bars", {"person": "", "name": "Ola Avvist"})
    bar = re.search(r"/mine/bars/([0-9a-f-]+)/lifting", neighbour.get("/mine/bars").text)
    assert bar
    phone = stage.on_their_page(mine)
    for path in (f"/mine/bars/{bar[1]}/lifting", f"/mine/bars/{uuid.uuid4()}/lifting"):
        assert phone.post(path).status_code == 404
    for path in (f"/mine/{other}", f"/participants/{other}", f"/mine?participant={other}"):
        answer = phone.get(path)
        assert "Nabo" not in answer.text
        assert NUMBER not in answer.text
    assert "Ola Avvist" in neighbour.get("/mine/bars").text


def test_a_private_session_opens_no_page_of_the_intranet(stage: Stage, app: Flask) -> None:
    phone, nobody = stage.on_their_page(stage.somebody(NAME)), stage.visitor()
    public = {name for name, view in app.view_functions.items() if access.access_of(view).public}
    tried = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint in public or rule.arguments or "GET" not in (rule.methods or ()):
            continue
        answer, other = phone.get(rule.rule), nobody.get(rule.rule)
        assert answer.status_code == 303, rule.rule
        assert answer.headers["Location"] == other.headers["Location"], rule.rule
        tried += 1
    assert tried > 10


GARBAGE = ("", " ", "\u202e\u0007", "x" * 5000, "💥", "../../etc/passwd", "1' OR 1=1 --", "-1", "9" * 40)
FIELDS = (
    "name", "way", "value", "hours", "language", "person", "version", "pledge", "legal_name", "birth_year",
    "guardian_informed_on", "association", "fee_class", "email", "record-name", "record-text_version",
    "record-text_language", "contact-text_language", "pledge_language",
    "contact-way", "contact-value", "contact-hours", "idempotency_key",
)  # fmt: skip


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda one: repr(one[:12]))
def test_garbage_is_refused_and_changes_nothing(stage: Stage, garbage: str) -> None:
    whose = stage.somebody(NAME)
    stage.thinks_of_joining(whose)
    phone = stage.on_their_page(whose)
    sent = dict.fromkeys(FIELDS, garbage)
    for path in (
        "details", "consent/record", "consent/contact", "consent/nonsense", "consent/nonsense/withdrawal", "bars",
        "pledge", "steps/x", f"bars/{uuid.uuid4()}/lifting", "pledge/undoing",
    ):  # fmt: skip
        answer = phone.post(f"/mine/{path}", sent)
        noted = path == "bars" and answer.status_code == 303  # somebody may well be called "💥"
        assert noted or answer.status_code in {404, 409, 422}, (path, answer.status_code)
    assert stage.state(whose) == "thinking"
    assert NAME in phone.get("/mine").text
