"""From the public form to the first visit, on a phone: a stranger without an account, then each in a browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TOLD, SitsDown
from tests.browser.stage import Stage
from tests.support.browser import NewPerson, complaints_of

NAME, NUMBER = "Kråkefrø", "900 12 345"


@pytest.fixture
def stranger(stage: Stage, site: str, new_person: NewPerson, javascript: bool) -> Page:
    page = new_person(site, javascript=javascript)
    page.goto("/find")
    return page


def _asks(stage: Stage, stranger: Page) -> None:
    """From the list of groups to the form, with a word about health that is taken out again."""
    main = stranger.get_by_role("main")
    stranger.get_by_label("In which town").fill("Bergen")
    stranger.get_by_role("button", name="Show the nearest").click()
    expect(main.get_by_text("Tuesday")).to_be_visible()
    main.get_by_role("link", name="Would you like to talk to somebody?").click()

    expect(main.get_by_role("link", name="113")).to_be_in_viewport()
    main.get_by_label("Call me").check()
    main.get_by_label("Your number").fill(NUMBER)
    main.get_by_label("In which town").fill("Bergen")
    main.get_by_label("What shall we call you").fill(NAME)
    main.get_by_label("something we should know").fill("She drinks")
    stage.clock.forward(minutes=1)
    main.get_by_role("button", name="Send").click()
    asked = main.get_by_label("It says nothing about anybody's health")
    expect(asked).to_be_visible()
    expect(main.get_by_label("Your number")).to_have_value(NUMBER)
    main.get_by_label("something we should know").fill("The bell does not work")
    main.get_by_role("button", name="Send").click()
    expect(main.get_by_role("heading", name="Thank you for writing")).to_be_visible()
    assert stranger.title() == "Thank you"
    assert NUMBER not in stranger.url


@TOLD
def test_somebody_asks_is_called_as_they_wished_and_met_at_the_door(
    stage: Stage, stranger: Page, sits_down: SitsDown
) -> None:
    stage.club_meets("assistant")
    stage.promises_confidentiality("assistant")
    _asks(stage, stranger)

    coordinator = sits_down("coordinator")
    coordinator.go("Enquiries")
    coordinator.follow("Bergen")
    coordinator.sees(NUMBER)
    coordinator.sees("Leave no message")
    coordinator.go("My tasks")
    coordinator.follow("Take the enquiry")
    coordinator.claim_if_needed("form[data-transition=assign]")
    coordinator.take("assign", Who_makes_the_contact="Volunteer Eksempel")
    coordinator.sees("has not signed the promise")
    coordinator.take("assign", Who_makes_the_contact="Assistant Eksempel")
    coordinator.sees_flash()

    assistant = sits_down("assistant")
    assistant.open_task("Make the first contact")
    assistant.sees(NUMBER)
    form = assistant.unfold("form[data-transition=contact]")
    form.get_by_label("Left a message").check()
    assistant.send(form)
    assistant.sees("They asked that no message is left")
    form = assistant.unfold("form[data-transition=contact]")
    form.get_by_label("Called and spoke").check()
    assistant.send(form)
    assistant.sees_flash()

    tuesday = stage.today + timedelta((1 - stage.today.weekday()) % 7)
    assistant.open_task("Offer a time to come")
    assistant.take("book", Group="Fana", Day_of_the_visit=(tuesday + timedelta(1)).isoformat())
    assistant.sees("On Tuesdays")
    assistant.take("book", Group="Fana", Day_of_the_visit=tuesday.isoformat())
    assistant.sees_flash()
    assistant.open_task("Meet them at the door")
    assistant.take("came")
    assistant.sees_flash()

    stage.days_go_by(8)
    stage.days_go_by(91)
    coordinator.go("Enquiries")
    coordinator.sees("No enquiry is under way")
    coordinator.does_not_see(re.escape(NUMBER))


@TOLD
def test_the_page_is_left_at_once(stranger: Page, javascript: bool) -> None:
    stranger.route("https://www.yr.no/**", lambda route: route.fulfill(body="weather"))
    stranger.goto("/ask")
    leave = stranger.get_by_role("link", name="Leave this page")
    expect(leave).to_be_in_viewport()
    if javascript:
        stranger.keyboard.press("Escape")
        stranger.keyboard.press("Escape")
    else:
        leave.click()
    expect(stranger.get_by_text("weather")).to_be_visible()
    # Nothing went there before the person did.
    assert complaints_of(stranger) == ["asked another site: https://www.yr.no/"]
    complaints_of(stranger).clear()
