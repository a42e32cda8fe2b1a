"""Somebody leaves by themselves on their own page: it says what is erased, and nobody finds them any more."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import TOLD, SitsDown
from tests.browser.walks import link_of, opens_own_page, opens_the_page_of
from tests.mine.stage import NAME, NUMBER, Stage
from tests.support.browser import NewPerson

NEIGHBOUR = "Solveig Eksempel"


@TOLD
def test_whoever_leaves_is_erased_and_found_by_nobody(
    group: Stage, sits_down: SitsDown, site: str, new_person: NewPerson, javascript: bool
) -> None:
    group.somebody(NAME, NUMBER)
    group.somebody(NEIGHBOUR)
    helper, page = sits_down("volunteer"), new_person(site, javascript=javascript)
    opens_the_page_of(helper, NAME)
    address = helper.page.url
    path = link_of(helper)

    opens_own_page(page, path, NAME)
    page.get_by_role("link", name="I want to leave").click()
    expect(page.get_by_role("heading", name="Leave", exact=True)).to_be_visible()
    for told in (
        "Your name and how to reach you are erased at once",
        "This page closes, and no link to it works any more",
        "What stays has no name",
    ):
        expect(page.get_by_text(told)).to_be_visible()
    page.get_by_role("button", name="Leave and have it erased").click()
    expect(page.get_by_role("heading", name="Goodbye, and take care")).to_be_visible()
    expect(page.get_by_text("who you are is erased. You may come again")).to_be_visible()
    for way in (path, "/mine", "/mine/copy"):
        page.goto(way)
        expect(page.get_by_role("heading", name="There is nothing open here")).to_be_visible()
        expect(page.get_by_text(NAME)).to_have_count(0)

    for before in (address, f"{address}/contact", f"{address}/link"):
        helper.finds_nothing_at(before)
        helper.does_not_see(NAME)
    helper.go("Start")
    helper.follow("^Bergen$")
    helper.sees(NEIGHBOUR)
    helper.does_not_see(NAME)
    for place in ("My tasks", "Start"):
        helper.go(place)
        helper.does_not_see(NAME)
