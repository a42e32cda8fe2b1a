"""A meeting is reported on a phone in a church cellar: a number, two presses, once, whatever the connection does."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import select

from intranet.db import new_id
from intranet.extensions import db
from intranet.groups.models import Meeting
from tests.browser.conftest import TOLD, SitsDown
from tests.browser.somebody import Somebody
from tests.browser.stage import Stage
from tests.support.browser import complaints_of

KEPT = (
    "() => Object.fromEntries(Object.entries(localStorage).filter(([place]) => place.startsWith('meeting/')))"
)
NOTE = "The coffee machine needs a new filter."
ON_A_PHONE = pytest.mark.parametrize(
    ("database_url", "javascript"), [("sqlite", True)], ids=["htmx"], indirect=["database_url"]
)


@pytest.fixture
def leader(stage: Stage, sits_down: SitsDown) -> Somebody:
    """Leads a club that met a week ago, and today is its day again."""
    stage.is_certified("assistant")
    stage.club_meets("assistant", met=3)
    stage.clock.forward(days=7)
    return sits_down("assistant")


def came_today(stage: Stage) -> list[int]:
    with stage.app.app_context():
        held = select(Meeting.came).where(Meeting.held_on == stage.today, Meeting.withdrawn_at.is_(None))
        return list(db.session().scalars(held))


def opens_the_form(leader: Somebody) -> Page:
    leader.go("Start")
    leader.follow("Report the meeting")
    return leader.page


def sends(page: Page) -> None:
    """Without waiting for an answer that may not come."""
    page.get_by_role("button", name="Note the meeting").click()


def has_arrived(page: Page) -> None:
    expect(page.locator("[data-flash]").first).to_contain_text("the meeting is noted")


def waiting(page: Page) -> Locator:
    return page.locator("[data-kept-waiting]")


def forgives(page: Page) -> None:
    """htmx says on the console that the network failed: that is what was done to it here."""
    complaints = complaints_of(page)
    complaints[:] = [one for one in complaints if not one.startswith("error on the console: htmx:")]


@TOLD
def test_a_number_and_two_presses_from_the_first_page_report_a_meeting(
    stage: Stage, leader: Somebody
) -> None:
    page = leader.page
    leader.follow("Report the meeting")
    came = page.get_by_label("How many families came?")
    assert came.input_value() == "", "a number that stands there is sent without being counted"
    expect(page.get_by_text("Last time: 5.")).to_be_visible()
    came.fill("6")
    leader.press("Note the meeting")
    has_arrived(page)
    assert came_today(stage) == [6]
    leader.go("Start")
    leader.does_not_see("Report the meeting")


@ON_A_PHONE
def test_what_was_sent_without_a_connection_is_kept_and_sent_once(stage: Stage, leader: Somebody) -> None:
    page = opens_the_form(leader)
    page.get_by_label("How many families came?").fill("7")
    page.get_by_label("How many for the first time?").fill("2")
    page.get_by_text("Add a short note").click()
    page.get_by_label("Short note").fill(NOTE)
    page.context.set_offline(True)
    sends(page)
    expect(waiting(page)).to_be_visible()
    assert page.locator("[data-flash]").count() == 0
    kept = page.evaluate(KEPT)
    assert len(kept) == 1
    ((place, told),) = kept.items()
    assert place.endswith(f"/{stage.day()}")
    counts = json.loads(told)
    assert {name: counts[name] for name in counts if name not in ("key", "sent", "at")} == {
        "came": "7", "first_visits": "2",
    }  # fmt: skip
    assert came_today(stage) == []

    page.context.set_offline(False)
    has_arrived(page)
    assert came_today(stage) == [7]
    assert page.evaluate(KEPT) == {}
    forgives(page)


@ON_A_PHONE
def test_an_answer_that_was_lost_on_the_way_makes_no_second_meeting(stage: Stage, leader: Somebody) -> None:
    page = opens_the_form(leader)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route("**/meetings", lose)
    page.get_by_label("How many families came?").fill("5")
    sends(page)
    expect(waiting(page)).to_be_visible()
    assert lost == [303]
    assert came_today(stage) == [5]
    page.unroute("**/meetings")
    sends(page)
    has_arrived(page)
    assert came_today(stage) == [5]
    forgives(page)


@ON_A_PHONE
def test_a_page_that_was_closed_is_filled_in_again_and_sent_with_one_press(
    stage: Stage, leader: Somebody
) -> None:
    page = opens_the_form(leader)
    page.get_by_label("How many families came?").fill("6")
    page.context.set_offline(True)
    sends(page)
    expect(waiting(page)).to_be_visible()
    forgives(page)
    page.close()
    page = leader.page = page.context.new_page()
    page.context.set_offline(False)
    page.goto("/")
    expect(page.get_by_text("are kept on this phone")).to_be_visible()
    leader.follow("Report the meeting")
    expect(page.get_by_text("have not arrived yet")).to_be_visible()
    assert page.get_by_label("How many families came?").input_value() == "6"
    leader.press("Note the meeting")
    has_arrived(page)
    assert came_today(stage) == [6]
    assert page.evaluate(KEPT) == {}
    forgives(page)


@ON_A_PHONE
def test_what_was_typed_and_not_sent_is_there_again_and_a_refusal_ends_it(
    stage: Stage, leader: Somebody
) -> None:
    page = opens_the_form(leader)
    page.get_by_label("How many families came?").fill("8")
    page.reload()
    assert page.get_by_label("How many families came?").input_value() == "8"
    expect(page.get_by_text("have not arrived yet")).to_be_hidden()
    page.get_by_label("How many for the first time?").fill("9")
    leader.press("Note the meeting")
    expect(page.locator(".error-summary")).to_be_visible()
    assert page.evaluate(KEPT) == {}
    page.get_by_label("How many for the first time?").fill("1")
    leader.press("Note the meeting")
    has_arrived(page)
    assert came_today(stage) == [8]


@ON_A_PHONE
def test_nothing_stays_on_the_phone_after_signing_out(leader: Somebody) -> None:
    page = opens_the_form(leader)
    page.get_by_label("How many families came?").fill("4")
    page.evaluate("key => localStorage.setItem('another', key)", str(new_id()))
    assert len(page.evaluate(KEPT)) == 1
    page.get_by_label("Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    # All of it, and not the counts alone: the answer tells the browser to drop what it kept of us.
    assert page.evaluate("() => Object.keys(localStorage)") == []


@ON_A_PHONE
def test_the_next_user_of_the_browser_gets_nothing_of_it(stage: Stage, leader: Somebody) -> None:
    page = opens_the_form(leader)
    page.get_by_label("How many families came?").fill("4")
    ((place, told),) = page.evaluate(KEPT).items()
    _, whose, *where = place.split("/")
    of_another = "/".join(["meeting", "0" * len(whose), *where])
    page.evaluate("([from, to]) => localStorage.setItem(to, localStorage.getItem(from))", [place, of_another])
    page.evaluate("place => localStorage.removeItem(place)", place)
    page.reload()
    assert page.get_by_label("How many families came?").input_value() == ""
    assert page.locator("[name=idempotency_key]").first.input_value() != json.loads(told)["key"]

    stage.clock.forward(days=1)
    page.goto("/")
    expect(page.get_by_label("Password")).to_be_visible()
    assert page.evaluate(KEPT) == {}, "the session has ended, and nobody knows who sits down next"
