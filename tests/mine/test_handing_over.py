"""A phone handed over: it shows one thing, and the way back into the helper's session is signing in."""

from __future__ import annotations

import re

import pytest

from intranet.participants import consents
from intranet.participants.consent_texts import CURRENT
from intranet.participants.models import SUPPORT, PrivateSession
from tests.mine.stage import NAME, NUMBER, Stage
from tests.support.visitors import Visitor


def handed(stage: Stage, whose: object, mode: str) -> Visitor:
    phone = stage.visitor("volunteer")
    phone.get(f"/participants/{whose}")
    answer = phone.post(f"/participants/{whose}/handover/{mode}")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/mine/{mode}")
    assert "storage" in answer.headers["Clear-Site-Data"]
    phone.get(f"/mine/{mode}")
    return phone


@pytest.mark.parametrize("mode", ["consent", "pledge"])
def test_the_phone_is_signed_out_and_shows_one_thing_alone(stage: Stage, mode: str) -> None:
    whose = stage.somebody(NAME, NUMBER)
    phone = handed(stage, whose, mode)
    assert phone.get(f"/mine/{mode}").status_code == 200
    other = {"consent": "pledge", "pledge": "consent"}[mode]
    for path in (
        "/mine", f"/mine/{other}", "/mine/details", "/mine/bars", "/mine/copy", "/mine/copy.json",
        "/mine/leaving", "/mine/membership/ending",
    ):  # fmt: skip
        answer = phone.get(path)
        assert answer.status_code == 404, path
        assert NAME not in answer.text
    for path in ("/", "/tasks", "/account", f"/participants/{whose}", f"/groups/{stage.group_id}"):
        assert phone.get(path).headers["Location"].startswith("/sign-in"), path
    for path in ("/mine/steps/pause", "/mine/bars", "/mine/leaving", "/mine/details", "/mine/pledge/undoing"):
        assert phone.post(path, {"name": "x"}).status_code == 404, path
    assert stage.state(whose) == "visitor"


def test_going_back_in_history_leads_nowhere_with_the_cookies_of_before(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    phone = stage.visitor("volunteer")
    before = phone.client.get_cookie("intranet")
    assert before is not None
    page = phone.get(f"/participants/{whose}/link")
    assert page.headers["Cache-Control"] == "no-store"
    phone.post(f"/participants/{whose}/handover/consent")
    phone.client.set_cookie("intranet", before.value)
    assert phone.get("/tasks").headers["Location"].startswith("/sign-in"), "the session itself has ended"


def test_agreeing_on_a_phone_handed_over_says_whose_phone_it_was(stage: Stage) -> None:
    whose = stage.somebody()
    phone = handed(stage, whose, "consent")
    version = re.search(r'name="record-text_version"[^>]*value="([^"]+)"', phone.get("/mine/consent").text)
    assert version
    sent = {"record-text_version": version[1], "record-text_language": "en", "record-name": NAME}
    assert phone.post("/mine/consent/record", sent).headers["Location"].endswith("/mine/consent")
    done = phone.post("/mine/closing")
    assert "give the phone back" in phone.get(done.headers["Location"]).text
    assert phone.get("/mine/consent").status_code == 404
    own = stage.on_their_page(whose)
    page = own.get("/mine").text
    assert NAME in page
    assert re.search(r"It was pressed on the phone of <bdi[^>]*>Volunteer Eksempel<", page)
    assert own.get("/mine/copy.json").get_json()["consents"][0]["on_the_phone_of"] == "Volunteer Eksempel"
    group = stage.visitor("assistant").get(f"/participants/{whose}").text
    assert "pressed on a phone handed over to them" in group
    with stage.reading() as session:
        (one,) = consents.history(session, whose)
        assert (one.channel, one.recorded_by) == ("handed_over", stage.cast.volunteer.id)


def test_taking_it_back_on_a_phone_handed_over_says_whose_phone_it_was(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    assert handed(stage, whose, "consent").post("/mine/consent/record/withdrawal").status_code == 303
    with stage.reading() as session:
        (one,) = consents.history(session, whose)
        assert (one.withdrawn_channel, one.withdrawn_by) == ("handed_over", stage.cast.volunteer.id)


def test_a_phone_handed_over_tells_nothing_of_extra_support(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    own = stage.on_their_page(whose)
    own.get("/mine/support")
    sent = {"text_version": CURRENT[SUPPORT], "text_language": "en", "leader": str(stage.cast.assistant.id)}
    assert own.post("/mine/support", sent).status_code == 303
    assert "xtra support" in own.get("/mine").text
    phone = handed(stage, whose, "consent")
    assert "xtra support" not in phone.get("/mine/consent").text
    assert phone.post("/mine/consent/support/withdrawal").status_code == 404
    assert phone.get("/mine/support").status_code == 404


def test_it_closes_after_a_quarter_of_an_hour_however_busy(stage: Stage) -> None:
    phone = handed(stage, stage.somebody(), "consent")
    stage.clock.forward(minutes=14)
    assert phone.get("/mine/consent").status_code == 200
    stage.clock.forward(minutes=1)
    assert phone.get("/mine/consent").status_code == 404


def test_there_is_no_handing_over_for_anything_else(stage: Stage) -> None:
    whose, phone = stage.somebody(), stage.visitor("volunteer")
    assert phone.post(f"/participants/{whose}/handover/leaving").status_code == 404
    assert phone.post(f"/participants/{whose}/handover/index").status_code == 404
    assert phone.get("/tasks").status_code == 200
    with stage.reading() as session:
        assert session.query(PrivateSession).count() == 0
