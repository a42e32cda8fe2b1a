"""The public form: what it asks first, what it takes and refuses, and what is left of it where."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from intranet.engine.text import english
from intranet.enquiries.reading import contact_of, opened
from intranet.enquiries.words import COUNTRIES, LINES
from intranet.extensions import db
from tests.cast import Cast
from tests.enquiries.asking import NAME, NUMBER, WRITTEN, Stranger, case_of, enquiries


def test_somebody_who_is_not_signed_in_asks_and_the_coordinator_has_a_task(
    app: Flask, stranger: Stranger, cast: Cast
) -> None:
    answer = stranger.asks()
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/ask/sent?country=NO"
    with app.app_context():
        (enquiry,) = enquiries()
        assert (enquiry.channel, enquiry.unit_id) == ("form", cast.units["vestland"].id)
        assert enquiry.received_by is None
        case = case_of(enquiry)
        assert (case.state, case.title, case.people) == ("new", "Bergen", {})
        contact = contact_of(db.session(), enquiry)
        assert contact is not None
        assert (contact.way, contact.value, contact.message, contact.when) == (
            "call",
            NUMBER,
            False,
            "evening",
        )
        assert opened(db.session(), enquiry, with_contact=True).name == NAME


def test_nothing_that_was_written_stands_readable_in_the_row(app: Flask, stranger: Stranger) -> None:
    stranger.asks()
    with app.app_context():
        (enquiry,) = enquiries()
        kept = repr({key: value for key, value in vars(enquiry).items() if key != "_sa_instance_state"})
    for word in (NAME, NUMBER, "Ring helst", "90012345"):
        assert word not in kept


@pytest.mark.parametrize(
    ("language", "number"),
    [("nb", "113"), ("sv", "112"), ("en", "113")],
    ids=["Norwegian", "Swedish", "English"],
)
def test_the_numbers_for_danger_come_before_everything_that_is_asked(
    stranger: Stranger, language: str, number: str
) -> None:
    page = stranger.get("/ask", Accept_Language=language).text
    assert page.index(f'href="tel:{number}"') < page.index('name="way"')
    assert page.index('name="way"') < min(
        page.index(f'name="{field}"') for field in ("value", "town", "name", "note")
    )


def test_every_country_has_a_number_for_danger_and_somebody_to_talk_to() -> None:
    assert LINES.keys() == COUNTRIES.keys()
    for country, lines in LINES.items():
        about = [english(line.label) for line in lines]
        assert about[0].startswith("A life is in danger"), country
        assert any(one.startswith("Somebody to talk to") for one in about), country
        assert [line.dialled for line in lines] == [re.sub(r"[ -]", "", line.number) for line in lines]
    finnish, icelandic = ([line.dialled for line in LINES[country]] for country in ("FI", "IS"))
    assert finnish == ["112", "116117", "0925250111", "0925250112"]
    assert icelandic == ["112", "1700", "1717"]


@pytest.mark.parametrize("missing", ["way", "value", "town"])
def test_how_to_reach_them_and_the_town_are_all_that_is_needed(
    app: Flask, stranger: Stranger, missing: str
) -> None:
    assert stranger.asks(**{missing: ""}).status_code == 422
    with app.app_context():
        assert enquiries() == []
    assert stranger.sends(name="", note="").status_code == 303


def test_neither_title_nor_address_tells_what_it_is_about(stranger: Stranger) -> None:
    for path in ("/ask", "/ask/sent", "/find"):
        title = re.search(r"<title>(.*?)</title>", stranger.get(path, Accept_Language="en").text)
        assert title is not None
        assert title[1] in ("Get in touch", "Thank you", "Near you")


def test_a_text_about_health_is_asked_about_once_and_taken_when_its_writer_says_so(
    app: Flask, stranger: Stranger
) -> None:
    about = "Min man dricker varje dag"
    refused = stranger.asks(note=about)
    assert refused.status_code == 422
    assert 'name="harmless"' in refused.text
    assert about in refused.text
    with app.app_context():
        assert enquiries() == []
    assert stranger.sends(note=about, harmless="y").status_code == 303


def test_everything_that_is_to_be_mended_is_said_at_once(stranger: Stranger) -> None:
    refused = stranger.asks(note="Min man dricker varje dag", town="Nowhere-on-Sea", value="070-12").text
    for says in ("may be about somebody&#39;s health", "do not know this town", "look like a phone number"):
        assert says in refused, says


def test_a_forged_form_without_the_box_takes_no_text_about_health(app: Flask, stranger: Stranger) -> None:
    for field in ("note", "name"):
        assert stranger.asks(**{field: "alkoholproblem"}).status_code == 422
    with app.app_context():
        assert enquiries() == []


@pytest.mark.parametrize(
    "forged",
    [
        {"way": "pigeon"}, {"value": "not a number"}, {"value": "1"}, {"value": "070-12"},
        {"way": "email", "value": "90012345"}, {"when": "at night"}, {"town": "Nowhere-on-Sea"},
        {"language": "tlh"}, {"for_whom": "nobody"},
        {"message": "perhaps"}, {"note": "x" * 301}, {"name": "x" * 61}, {"value": "1" * 500},
    ],
    ids="-".join,
)  # fmt: skip
def test_what_no_form_of_ours_sends_is_refused(
    app: Flask, stranger: Stranger, forged: dict[str, str]
) -> None:
    assert stranger.asks(**forged).status_code == 422
    with app.app_context():
        assert enquiries() == []


def test_a_form_that_is_sent_twice_is_one_enquiry(app: Flask, stranger: Stranger) -> None:
    stranger.reads()
    drawn = stranger.drawn()
    first = stranger.sends()
    again = stranger.post("/ask", {**drawn, **WRITTEN})
    assert (first.status_code, again.status_code) == (303, 303)
    with app.app_context():
        assert len(enquiries()) == 1
    changed = stranger.post("/ask", {**drawn, **WRITTEN, "value": "90099999"})
    assert changed.status_code == 409
    assert "90099999" in changed.text


def test_a_form_filled_in_faster_than_anybody_reads_is_shown_once_more(
    app: Flask, stranger: Stranger
) -> None:
    stranger.get("/ask")
    hasty = stranger.sends()
    assert hasty.status_code == 422
    assert NUMBER in hasty.text.replace("&#43;", "+")
    with app.app_context():
        assert enquiries() == []
    stranger.clock.forward(minutes=0.1)
    assert stranger.sends().status_code == 303


@pytest.mark.parametrize("drawn", ["", "1700000000.forged", "x"])
def test_the_time_at_which_a_form_was_drawn_cannot_be_made_up(
    app: Flask, stranger: Stranger, drawn: str
) -> None:
    stranger.reads()
    assert stranger.post("/ask", {**WRITTEN, "drawn": drawn}).status_code == 422
    with app.app_context():
        assert enquiries() == []


def test_what_a_machine_filled_in_is_kept_only_once_it_is_sent_again_without_it(
    app: Flask, stranger: Stranger
) -> None:
    filled = stranger.asks(left_empty="https://example.org")
    assert filled.status_code == 422
    assert NUMBER in filled.text.replace("&#43;", "+")
    assert "error-summary" in filled.text
    with app.app_context():
        assert enquiries() == []
    # What filled it in once would do so each time.
    assert 'name="left_empty"' not in filled.text
    assert stranger.sends().status_code == 303
    with app.app_context():
        assert len(enquiries()) == 1


def test_no_browser_knows_what_to_put_into_the_field_that_nobody_sees(app: Flask, stranger: Stranger) -> None:
    page = stranger.get("/ask").text
    beside = page.split('class="beside"')[1].split("</div>")[0]
    assert 'name="left_empty"' in beside
    for known in ("website", "url", "email", "tel", 'name="name', "address", "company", "organization"):
        assert known not in beside
    assert stranger.asks(website="https://example.org").status_code == 303
    with app.app_context():
        assert len(enquiries()) == 1


def test_an_address_that_writes_too_much_waits_whatever_it_says_of_itself_and_others_do_not(
    app: Flask, new_stranger: Callable[[], Stranger]
) -> None:
    loud, quiet = new_stranger(), new_stranger()
    loud.reads()
    statuses = []
    for number in range(20):
        sent = {**loud.drawn(), **WRITTEN, "town": "Nowhere-on-Sea"}
        told = loud.post(
            "/ask",
            sent,
            X_Forwarded_For=f"10.0.0.{number}",
            Forwarded=f"for=10.0.0.{number}",
            X_Real_IP="10.9.9.9",
        )
        statuses.append(told.status_code)
    assert statuses == [422] * 10 + [429] * 10
    assert told.headers["Retry-After"].isdigit()
    assert "113" in told.text
    assert NUMBER in told.text.replace("&#43;", "+")
    quiet.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert quiet.asks().status_code == 303
    loud.clock.forward(minutes=1)
    assert loud.sends().status_code == 303


def test_two_ways_of_writing_a_number_are_maybe_the_same_caller_in_one_district_alone(
    app: Flask, new_stranger: Callable[[], Stranger]
) -> None:
    new_stranger().asks()
    new_stranger().asks(value="90 01 23 45", way="text")
    new_stranger().asks(value="90012345", town="Oslo")
    with app.app_context():
        first, second, elsewhere = enquiries()
        session = db.session()
        assert [one.id for one in opened(session, second, with_contact=True).earlier] == [first.id]
        assert opened(session, elsewhere, with_contact=True).earlier == []
        assert first.contact_index != elsewhere.contact_index
