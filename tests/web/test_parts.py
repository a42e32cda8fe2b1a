"""How the parts look and behave in a browser: narrow and wide, light and dark, with long words, after a swap."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import findings
from tests.support.browser import NewPerson, complaints_of
from tests.web.small import LONG_WORD

TOO_SMALL = """() => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
  .filter(element => element.checkVisibility() && element.type !== "hidden" && !element.closest(".skip"))
  .map(element => element.closest("label.choice") ?? element)
  .filter(element => element.getBoundingClientRect().height < 43.5)
  .map(element => element.outerHTML.slice(0, 90))"""
OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"


def sit_down(person: Page, path: str = "/parts") -> Page:
    person.goto(path)
    return person


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_on_any_part_and_every_target_is_large_enough(
    site: str, new_person: NewPerson, width: int, dark: bool
) -> None:
    person = sit_down(new_person(site, width=width, dark=dark))
    assert findings(person) == []
    assert person.evaluate(TOO_SMALL) == []
    person.get_by_role("button", name="Register the idea").click()
    expect(person.locator(".error-summary")).to_be_visible()
    assert findings(person) == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_very_long_words_never_make_a_page_scroll_sideways(
    site: str, new_person: NewPerson, width: int
) -> None:
    person = sit_down(new_person(site, width=width), "/parts?long=1")
    expect(person.locator("h1")).to_contain_text(LONG_WORD)
    assert person.evaluate(OVERFLOW) == 0


def test_text_at_twice_the_size_stays_on_the_page(site: str, new_person: NewPerson) -> None:
    person = sit_down(new_person(site, width=640))
    person.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert person.evaluate(OVERFLOW) == 0


def test_a_refused_form_comes_back_with_what_was_typed_and_the_focus_on_what_to_mend(
    site: str, new_person: NewPerson
) -> None:
    person = sit_down(new_person(site))
    person.get_by_label("Town").fill("Bergen")
    person.get_by_role("button", name="Register the idea").click()
    expect(person.locator(".error-summary")).to_be_focused()
    expect(person.get_by_label("Town")).to_have_value("Bergen")
    expect(person).to_have_url(f"{site}/parts")
    person.locator(".error-summary a", has_text="Why here?").click()
    expect(person.get_by_label("Why here?")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_form_that_is_filled_in_is_taken_with_and_without_javascript(
    site: str, new_person: NewPerson, javascript: bool
) -> None:
    person = sit_down(new_person(site, javascript=javascript))
    person.get_by_label("Town").fill("Bergen")
    person.get_by_label("Family club").check()
    person.get_by_label("Why here?").fill("It is far to the next group.")
    person.get_by_label("First meeting").fill("2026-07-01")
    person.get_by_label("How many would come?").fill("12")
    person.get_by_role("button", name="Register the idea").click()
    expect(person.locator("[data-flash]")).to_have_text("The idea is registered.")


def test_with_a_dead_network_what_was_typed_stays_and_the_person_is_told(
    site: str, new_person: NewPerson
) -> None:
    person = sit_down(new_person(site))
    person.get_by_label("Why here?").fill("It is far to the next group.")
    person.context.set_offline(True)
    person.get_by_role("button", name="Register the idea").click()
    expect(person.locator("[data-flash]")).to_contain_text("There is no connection just now.")
    expect(person.get_by_label("Why here?")).to_have_value("It is far to the next group.")
    complaints_of(person).clear()  # htmx tells its console that the network was away


def test_the_language_menu_opens_by_keyboard_and_closes_by_escape(site: str, new_person: NewPerson) -> None:
    person = sit_down(new_person(site))
    menu = person.locator("details.menu summary", has_text="Language")
    menu.focus()
    person.keyboard.press("Enter")
    expect(person.get_by_role("button", name="Svenska")).to_be_visible()
    person.keyboard.press("Escape")
    expect(person.get_by_role("button", name="Svenska")).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_keyboard_meets_the_way_to_the_content_first(site: str, new_person: NewPerson) -> None:
    person = sit_down(new_person(site))
    person.keyboard.press("Tab")
    expect(person.get_by_role("link", name="Go to the content")).to_be_focused()
    person.keyboard.press("Enter")
    expect(person.locator("main")).to_be_focused()
