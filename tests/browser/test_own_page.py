"""A participant's own page on their phone: by a link, and on a phone that is handed to them."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from intranet.config import LANGUAGES
from tests.browser.conftest import TOLD, SitsDown
from tests.browser.looking import look, speak
from tests.browser.walks import accepts_the_pledge, link_of, opens_own_page, opens_the_page_of
from tests.mine.stage import NAME, NUMBER, Stage
from tests.support.browser import NewPerson, complaints_of

PAGES = (
    "/mine", "/mine/details", "/mine/consent", "/mine/bars", "/mine/copy", "/mine/leaving", "/mine/pledge",
    "/mine/word", "/mine/nowhere-at-all", "/mine/goodbye",
)  # fmt: skip


@TOLD
def test_a_link_leads_to_the_page_and_what_is_taken_back_is_erased(
    group: Stage, sits_down: SitsDown, site: str, new_person: NewPerson, javascript: bool
) -> None:
    group.somebody(NAME, NUMBER)
    helper = sits_down("volunteer")
    opens_the_page_of(helper, NAME)
    path = link_of(helper)

    page = new_person(site, javascript=javascript)
    opens_own_page(page, path, NAME)
    expect(page).to_have_title("My page")
    expect(page.get_by_text(NUMBER)).to_be_visible()

    page.get_by_role("link", name="Correct it").click()
    page.get_by_label("What we may call you").fill("Rose")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("heading", name="Hello, Rose")).to_be_visible()

    page.locator("[data-consent=contact]").get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("How to reach you is erased.")).to_be_visible()
    expect(page.get_by_text(NUMBER)).to_have_count(0)
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("heading", name="Goodbye, and take care")).to_be_visible()
    page.goto("/mine")
    expect(page.get_by_role("heading", name="There is nothing open here")).to_be_visible()


@TOLD
def test_a_phone_is_handed_over_and_its_new_holder_joins_by_themselves(
    group: Stage, sits_down: SitsDown
) -> None:
    whose = group.somebody(NAME)
    group.thinks_of_joining(whose)
    helper = sits_down("volunteer")
    opens_the_page_of(helper, NAME)
    page = helper.page
    page.get_by_role("button", name="To become a member").click()
    expect(page.get_by_role("heading", name="Become a member")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)

    accepts_the_pledge(page, "Rosa Eksempel")
    expect(page.get_by_text("Please give the phone back")).to_be_visible()
    assert group.state(whose) == "applied"

    for _ in range(3):
        page.go_back()
        expect(page.get_by_text("Rosa Eksempel")).to_have_count(0)
        expect(page.get_by_text(NAME)).to_have_count(0)
    page.goto("/")
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_axe_finds_nothing_on_the_own_page_in_any_language(
    app: Flask, site: str, group: Stage, new_person: NewPerson
) -> None:
    whose = group.somebody(NAME, NUMBER)
    group.thinks_of_joining(whose)
    page: Page = new_person(site)
    page.goto(group.link_for(whose))
    page.get_by_role("button", name="Open my page").click()
    wrong: list[str] = []
    for language in LANGUAGES:
        speak(app, language)
        for address in PAGES:
            page.goto(address)
            wrong += [f"{language} {address}: {one}" for one in look(page, language)]
    speak(app, "en")
    group.chooses_a_word(whose)
    page.goto(group.link_for(whose))
    page.get_by_role("button", name="Open my page").click()
    for address in ("/mine", "/mine/bars"):
        page.goto(address)
        wrong += [f"without the word {address}: {one}" for one in look(page, "en")]
    wrong += complaints_of(page)
    assert not wrong, "\n".join(wrong)
