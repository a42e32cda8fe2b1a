"""A private link: given in person, worth one opening, and worth nothing in the browser of somebody who helps."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from intranet.organisation.models import RoleAssignment
from intranet.participants import bars
from intranet.participants.models import Participant, PrivateLink, PrivateSession
from tests.mine.stage import NAME, WORD, Stage


def test_a_link_opens_the_page_once(stage: Stage) -> None:
    path = stage.link_for(stage.somebody(NAME))
    phone, other = stage.visitor(), stage.visitor()

    assert "Open my page" in phone.get(path).text
    assert phone.post(path).status_code == 303
    assert NAME in phone.get("/mine").text

    assert other.post(path).status_code == 404
    assert other.get("/mine").status_code == 404
    assert NAME in phone.get("/mine").text, "whoever opened it first keeps it"


def test_looking_at_the_address_spends_nothing(stage: Stage) -> None:
    path = stage.link_for(stage.somebody(NAME))
    for _ in range(3):
        stage.visitor().get(path)
        stage.visitor().client.head(path)
    phone = stage.visitor()
    phone.get(path)
    assert phone.post(path).status_code == 303


def test_pressed_at_the_same_moment_in_two_browsers_it_opens_one(stage: Stage) -> None:
    path, phones = stage.link_for(stage.somebody(NAME)), [stage.visitor() for _ in range(4)]
    for phone in phones:
        phone.get(path)
    with ThreadPoolExecutor(len(phones)) as pool:
        answers = sorted(pool.map(lambda phone: phone.post(path).status_code, phones))
    assert answers == [303, 404, 404, 404]


def test_another_link_in_the_same_browser_closes_the_page_before(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody("Nabo Eksempel"))
    before = phone.client.get_cookie("page")
    assert before is not None
    path = stage.link_for(stage.somebody(NAME))
    phone.get(path)
    phone.post(path)
    assert NAME in phone.get("/mine").text
    phone.client.set_cookie("page", before.value)
    assert phone.get("/mine").status_code == 404


def test_whatever_goes_wrong_the_page_tells_nothing_of_where_one_is(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody(NAME))
    wrong = {
        400: phone.client.post("/mine/closing"),
        413: phone.post("/mine/details", {"name": "x" * 300_000}),
        404: phone.get("/mine/hello"),
        409: phone.post("/mine/steps/return"),
    }
    for status, answer in wrong.items():
        assert answer.status_code == status
        assert "<title>My page</title>" in answer.text, status
        assert "eer support" not in answer.text, status


def test_it_may_be_typed_as_one_hears_it(stage: Stage) -> None:
    path = stage.link_for(stage.somebody(NAME))
    typed = path.replace("-", "").lower().replace("0", "o").replace("1", "i")
    phone = stage.visitor()
    phone.get(typed)
    assert phone.post(typed).status_code == 303


def test_spent_cancelled_wrong_and_old_look_alike(stage: Stage) -> None:
    spent, cancelled, old = stage.somebody(), stage.somebody(), stage.somebody()
    paths = {"old": stage.link_for(old)}
    stage.clock.forward(hours=23)
    assert stage.visitor().get(paths["old"]).status_code == 200, "a day is a day"
    stage.clock.forward(hours=1)
    paths |= {"spent": stage.link_for(spent), "cancelled": stage.link_for(cancelled)}
    stage.visitor().post(paths["spent"])
    assert stage.link_for(cancelled) != paths["cancelled"]
    paths |= {"wrong": "/mine/0000-0000-0000", "no code at all": "/mine/hello"}

    answers = {why: stage.visitor().get(path) for why, path in paths.items()}
    posted = {why: stage.visitor().post(path) for why, path in paths.items()}
    assert {one.status_code for one in (*answers.values(), *posted.values())} == {404}
    bodies = {_without_token(one.text) for one in (*answers.values(), *posted.values())}
    assert len(bodies) == 1


def _without_token(html: str) -> str:
    lines = html.splitlines()
    return "\n".join(line for line in lines if "csrf_token" not in line and 'name="next"' not in line)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_whoever_guesses_must_wait_and_others_need_not(stage: Stage, method: str) -> None:
    path, guessing = stage.link_for(stage.somebody(NAME)), stage.visitor()
    sent = {"csrf_token": guessing.token()} if method == "POST" else None
    answers = [
        guessing.client.open(f"/mine/0000-0000-{n:04d}", method=method, data=sent).status_code
        for n in range(51)
    ]
    assert answers[:50] == [404] * 50
    assert answers[50] == 429
    there = guessing.client.get(path, environ_base={"REMOTE_ADDR": "10.1.2.3"})
    assert there.status_code == 200


@pytest.mark.parametrize("name", ["volunteer", "assistant", "coordinator", "staff", "outsider"])
def test_nobody_opens_a_page_in_their_own_session(stage: Stage, name: str) -> None:
    path = stage.link_for(stage.somebody(NAME))
    helper = stage.visitor(name)
    assert helper.get(path).status_code == 403
    assert helper.post(path).status_code == 403
    assert helper.get("/mine").status_code == 404
    with stage.reading() as session:
        assert session.query(PrivateLink).one().used_at is None, "the link is not used up"
        assert session.query(PrivateSession).count() == 0


def test_a_session_that_ran_out_is_still_somebody_who_helps(stage: Stage) -> None:
    path, helper = stage.link_for(stage.somebody(NAME)), stage.visitor("volunteer")
    stage.clock.forward(hours=13)
    assert helper.post(path).status_code == 403
    helper.post("/sign-out")
    helper.get(path)
    assert helper.post(path).status_code == 303, "after signing out it is anybody's browser"


def test_signing_in_ends_the_private_session_there(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody(NAME))
    assert phone.sign_in("staff@demo.example").status_code == 303
    assert phone.get("/mine").status_code == 404
    assert phone.client.get_cookie("page") is None
    phone.post("/sign-out")
    assert phone.get("/mine").status_code == 404, "it does not come back"


def test_the_cookie_is_kept_from_scripts_and_other_sites(stage: Stage) -> None:
    path, phone = stage.link_for(stage.somebody()), stage.visitor()
    phone.get(path)
    cookie = next(one for one in phone.post(path).headers.getlist("Set-Cookie") if one.startswith("page="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie


def test_where_it_is_served_over_https_the_cookie_belongs_to_this_host_alone(stage: Stage) -> None:
    path, phone = stage.link_for(stage.somebody()), stage.visitor()
    phone.get(path)
    stage.app.config["SESSION_COOKIE_SECURE"] = True
    answer = phone.client.post(path, base_url="https://localhost", data={"csrf_token": phone.token()},
                               headers={"Referer": "https://localhost/"})  # fmt: skip
    cookies = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Host-page=")]
    assert len(cookies) == 1
    assert "Secure" in cookies[0]


def test_the_database_knows_neither_link_nor_session(stage: Stage) -> None:
    path = stage.link_for(stage.somebody())
    code = path.removeprefix("/mine/").replace("-", "")
    phone = stage.visitor()
    phone.get(path)
    phone.post(path)
    cookie = phone.client.get_cookie("page")
    assert cookie is not None
    with stage.reading() as session:
        kept = session.query(PrivateLink).one().token_hash + session.query(PrivateSession).one().token_hash
    assert code.lower() not in kept.lower()
    assert cookie.value not in kept


def test_an_idle_page_closes_after_half_an_hour_and_any_after_twelve(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody(NAME))
    for _ in range(24):
        stage.clock.forward(minutes=29)
        last = phone.get("/mine").status_code
        assert last == 200
    stage.clock.forward(minutes=25)
    assert phone.get("/mine").status_code == 404, "twelve hours are over"

    idle = stage.on_their_page(stage.somebody(NAME))
    stage.clock.forward(minutes=31)
    assert idle.get("/mine").status_code == 404


def test_closing_ends_it_in_every_copy_of_the_cookie(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody(NAME))
    cookie = phone.client.get_cookie("page")
    assert cookie is not None
    answer = phone.post("/mine/closing")
    assert answer.status_code == 303
    assert "storage" in answer.headers["Clear-Site-Data"]
    phone.client.set_cookie("page", cookie.value)
    assert phone.get("/mine").status_code == 404


def test_a_new_link_ends_the_page_that_is_open(stage: Stage) -> None:
    """One that was opened without a word, for it may be lost."""
    whose = stage.somebody(NAME)
    lost = stage.by_a_link(whose)
    path = stage.link_for(whose)
    assert lost.get("/mine").status_code == 404
    assert stage.visitor().get(path).status_code == 200
    stage.link_for(whose)
    assert stage.visitor().get(path).status_code == 404, "nor does an older link open it"


def test_whoever_makes_links_does_not_end_what_was_opened_with_the_word(stage: Stage) -> None:
    """Not until somebody enters the word, or opens all of the page after it was set aside."""
    whose = stage.somebody(NAME)
    own = stage.on_their_page(whose)
    helpers = stage.by_a_link(whose)
    assert own.get("/mine/copy.json").status_code == 200
    assert helpers.get("/mine").status_code == 200
    assert helpers.post("/mine/word/entering", {"word": WORD}).status_code == 303
    assert own.get("/mine").status_code == 404
    assert helpers.get("/mine/copy.json").status_code == 200


def test_once_the_word_was_set_aside_a_link_ends_what_was_opened_with_it(stage: Stage) -> None:
    """The link that opens all of the page, whether it was made before, and any that is made after."""
    whose, leader = stage.somebody(NAME), stage.visitor("assistant")
    before, path = stage.on_their_page(whose), stage.link_for(whose)
    leader.post(f"/participants/{whose}/word")
    phone = stage.visitor()
    phone.get(path)
    assert before.get("/mine").status_code == 200
    phone.post(path)
    assert phone.get("/mine/copy.json").status_code == 200
    assert before.get("/mine").status_code == 404

    stage.chooses_a_word(whose)
    leader.post(f"/participants/{whose}/word")
    assert phone.get("/mine").status_code == 200
    stage.link_for(whose)
    assert phone.get("/mine").status_code == 404


def _knows_no_more(stage: Stage, maker: uuid.UUID, whose: uuid.UUID, why: str) -> None:
    with stage.writing() as session:
        if why == "is kept away":
            bars.bar_helper(session, stage.clock(), whose, maker)
        else:
            in_group = select(RoleAssignment).where(
                RoleAssignment.person_id == maker, RoleAssignment.unit_id == stage.group_id
            )
            session.delete(session.scalars(in_group).one())


@pytest.mark.parametrize("why", ["helps no more", "is kept away"])
def test_a_link_is_worth_nothing_once_its_maker_does_not_know_of_them(stage: Stage, why: str) -> None:
    """Whoever makes a link could open it: what they may not see any more they do not see by a link of before."""
    whose, maker = stage.somebody(NAME), stage.cast.volunteer
    theirs, other = stage.link_for(stage.somebody("Nabo Eksempel"), by="assistant"), stage.link_for(whose)
    assert stage.visitor().get(other).status_code == 200, "the control"
    _knows_no_more(stage, maker.id, whose, why)
    phone = stage.visitor()
    assert (phone.get(other).status_code, phone.post(other).status_code) == (404, 404)
    assert phone.get("/mine").status_code == 404
    with stage.reading() as session:
        assert not session.get_one(Participant, whose).page_opened
    assert stage.visitor().get(theirs).status_code == 200, "a colleague's go on"


@pytest.mark.parametrize("why", ["helps no more", "is kept away"])
def test_what_a_link_alone_opened_closes_once_its_maker_does_not_know_of_them(stage: Stage, why: str) -> None:
    whose = stage.somebody(NAME)
    theirs = stage.on_their_page(whose)
    pressed = stage.by_a_link(whose)
    assert NAME in pressed.get("/mine").text, "the control"
    _knows_no_more(stage, stage.cast.volunteer.id, whose, why)
    assert pressed.get("/mine").status_code == 404
    assert pressed.post("/mine/details", {"name": "Annet Eksempel"}).status_code == 404
    assert NAME in theirs.get("/mine").text, "what opened with the word stays open"


@pytest.mark.parametrize("name", ["coordinator", "staff", "board", "admin", "trainer", "outsider", "swede"])
def test_only_those_who_help_in_the_group_give_links(stage: Stage, name: str) -> None:
    whose, other = stage.somebody(NAME), stage.visitor(name)
    for path in (f"/participants/{whose}/link", f"/participants/{whose}/handover/consent"):
        assert other.post(path).status_code == 404
    with stage.reading() as session:
        assert session.query(PrivateLink).count() == 0
        assert session.query(PrivateSession).count() == 0


def test_the_link_is_shown_once(stage: Stage) -> None:
    whose, helper = stage.somebody(), stage.visitor("assistant")
    helper.post(f"/participants/{whose}/link")
    assert "/mine/" in helper.get(f"/participants/{whose}/link").text
    assert "/mine/" not in helper.get(f"/participants/{whose}/link").text
