"""Somebody comes to a group, is welcomed, is away and back, and leaves: on the phone of those who help there."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from intranet.config import LANGUAGES
from tests.browser.conftest import TOLD, SitsDown
from tests.browser.looking import look, speak
from tests.browser.somebody import Somebody
from tests.browser.walks import agrees_to_a_name, is_called, takes
from tests.mine.stage import NAME, NUMBER, Stage
from tests.support.browser import NewPerson, complaints_of


@TOLD
def test_somebody_comes_is_welcomed_away_and_back_and_leaves_without_a_trace(
    group: Stage, sits_down: SitsDown
) -> None:
    helper = sits_down("assistant")  # whoever leads the group: a helper alone cannot erase somebody
    helper.go("Start")
    helper.follow("^Bergen$")
    helper.press("Note a first visit")
    is_called(helper, re.compile(r"^Visitor \d{3}$"))

    takes(helper, "welcome", "Welcome talk held", Have_you_told=True)
    helper.follow("Their page in the group")
    agrees_to_a_name(helper, NAME)
    contact = helper.unfold("form[action*='/agreed/contact']")
    contact.get_by_label("Text message").check()
    helper.fill(contact, Number_or_address=NUMBER)
    contact.get_by_label("They read or heard these words").check()
    helper.send(contact)
    helper.does_not_see(NUMBER)
    helper.follow("Show how to reach them")
    helper.sees(NUMBER)
    helper.follow("^Back$")

    takes(helper, "pause", "Away for a while")
    helper.follow("Their page in the group")
    takes(helper, "return_welcomed", "Welcome back, still getting to know us")
    helper.follow("Their page in the group")
    helper.press("They take it back", helper.page.locator("#contact"))
    helper.sees_flash()
    expect(helper.page.get_by_role("link", name="Show how to reach them")).to_have_count(0)

    takes(helper, "leave", "Has left")
    helper.does_not_see(NAME)
    helper.go("Start")
    helper.follow("^Bergen$")
    helper.sees("Nobody stands here yet")
    helper.does_not_see(NAME)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_axe_finds_nothing_on_the_pages_of_those_who_welcome_in_any_language(
    app: Flask, site: str, group: Stage, new_person: NewPerson
) -> None:
    known, unknown = group.somebody(NAME, NUMBER), group.somebody()
    page: Page = Somebody(new_person, site, "volunteer", javascript=True).page
    wrong: list[str] = []
    for language in LANGUAGES:
        speak(app, language)
        for address in (
            f"/groups/{group.group_id}/participants", f"/participants/{known}", f"/participants/{unknown}",
            f"/participants/{known}/contact",
        ):  # fmt: skip
            page.goto(address)
            page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
            wrong += [f"{language} {address}: {one}" for one in look(page, language)]
    wrong += complaints_of(page)
    speak(app, "en")
    assert not wrong, "\n".join(wrong)
