"""Somebody who thinks about membership says “not now” by themselves, and is left in peace for half a year."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import TOLD, SitsDown
from tests.browser.somebody import Somebody
from tests.browser.stage import Stage
from tests.browser.walks import (
    chooses_a_word,
    enters_the_word,
    link_of,
    opens_own_page,
    opens_the_page_of,
    takes,
)
from tests.mine.stage import NAME
from tests.mine.stage import Stage as Group
from tests.support.browser import NewPerson

RAISE, TALK = "Wants to know more about membership", "Talk about membership"


@TOLD
def test_after_not_now_nobody_raises_it_for_half_a_year(
    group: Group, stage: Stage, sits_down: SitsDown, site: str, new_person: NewPerson, javascript: bool
) -> None:
    whose = group.somebody(NAME)
    group.goes(whose, ("welcome", {"informed": True}), ("settle", {"says_so": True}))
    helper, phone = sits_down("volunteer"), new_person(site, javascript=javascript)

    raises_it(helper)
    opens_own_page(phone, link_of(helper), NAME)
    chooses_a_word(phone)
    says_not_now(phone)
    is_left_in_peace(helper, "8 November")
    stage.days_go_by(179)
    is_left_in_peace(helper, "8 November")
    stage.days_go_by(1)
    raises_it(helper)

    opens_own_page(phone, link_of(helper), NAME)
    enters_the_word(phone)
    phone.get_by_role("link", name="Become a member").click()
    expect(phone.get_by_role("heading", name="Become a member")).to_be_visible()
    says_not_now(phone)
    is_left_in_peace(helper, "7 May")


def raises_it(helper: Somebody) -> None:
    opens_the_page_of(helper, NAME)
    takes(helper, "consider", RAISE, Who_raised="They said yes to being asked")
    helper.open_task(TALK)
    opens_the_page_of(helper, NAME)


def says_not_now(phone: Page) -> None:
    phone.get_by_role("button", name="Not now").click()
    expect(phone.get_by_text("It is noted. Nobody asks you why.")).to_be_visible()
    expect(phone.get_by_role("button", name="Not now")).to_have_count(0)
    expect(phone.get_by_role("link", name="Become a member")).to_have_count(0)


def is_left_in_peace(helper: Somebody, until: str) -> None:
    """There is no button and no task; from when on it may be raised again is told."""
    opens_the_page_of(helper, NAME)
    expect(helper.page.get_by_role("link", name=RAISE)).to_have_count(0)
    helper.unfold("[data-refusal=may_be_asked]")
    helper.sees(f"Nobody asks before {until}")
    helper.does_not_see(TALK)
    for place in ("My tasks", "Start"):
        helper.go(place)
        helper.does_not_see(TALK)
