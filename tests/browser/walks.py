"""Ways that several stories take: through the pages of a group, and on the own page of somebody who comes to it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.somebody import Somebody
from tests.mine.stage import WORD


def opens_the_page_of(helper: Somebody, name: str, group: str = "Bergen") -> None:
    """From the first page, where whoever helps in a group finds it."""
    helper.go("Start")
    helper.follow(f"^{group}$")
    helper.follow(name)


def is_called(helper: Somebody, name: str | re.Pattern[str]) -> None:
    expect(helper.page.get_by_role("heading", level=1, name=name)).to_be_visible()


def takes(helper: Somebody, step: str, words: str, **answers: bool | str) -> None:
    """From their page, by the page of the step."""
    helper.follow(f"^{words}$")
    helper.take(step, **answers)
    helper.sees_flash()


def agrees_to_a_name(helper: Somebody, name: str) -> None:
    form = helper.unfold("form[action*='/agreed/record']")
    helper.fill(form, What_would_they=name)
    form.get_by_label("They read or heard these words").check()
    helper.send(form)
    is_called(helper, name)


def link_of(helper: Somebody) -> str:
    """The path of a new link, as it is read aloud from the helper's screen; it may be typed in small letters."""
    helper.press("Make a link to give in person")
    shown: str = helper.page.locator("textarea#link").input_value()
    return "/mine/" + shown.partition("/mine/")[2].lower()


def opens_own_page(page: Page, path: str, name: str) -> None:
    page.goto(path)
    page.get_by_role("button", name="Open my page").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def chooses_a_word(page: Page) -> None:
    """On the first visit to their own page; nobody has to."""
    page.get_by_label("A word of your own").fill(WORD)
    page.get_by_role("button", name="Keep this word").click()
    expect(page.get_by_text("Your word is kept")).to_be_visible()


def enters_the_word(page: Page) -> None:
    """A later link alone shows a part of the page."""
    page.get_by_label("A word of your own").fill(WORD)
    page.get_by_role("button", name="Open all of my page").click()
    expect(page.get_by_role("heading", name="Who can see it")).to_be_visible()


def accepts_the_pledge(page: Page, legal_name: str) -> None:
    page.get_by_label("I accept the pledge").check()
    page.get_by_label("Your name").fill(legal_name)
    page.get_by_label("The year you were born").fill("1975")
    page.get_by_label("E-mail").fill("rosa@post.example")
    page.get_by_label("The middle fee").check()
    page.get_by_role("button", name="Become a member").click()
