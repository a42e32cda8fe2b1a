"""The desk, one's own page and a break on a phone: in both themes and all languages, and without JavaScript."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from intranet.config import LANGUAGES
from tests.browser.looking import look, speak
from tests.cast import PASSWORD
from tests.support.browser import NewPerson, complaints_of
from tests.support.databases import FreshDatabase
from tests.support.visitors import email_of
from tests.workflows.assistant_certification.driver import Candidate
from tests.workflows.new_group.driver import NewGroup

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "no-javascript"])


@pytest.fixture
def database_url(fresh_database: FreshDatabase) -> str:
    """What is looked at here is the browser's side: one kind of database will do."""
    return fresh_database("sqlite")


def sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in")
    page.locator("[name=email]").fill(email_of(name))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("#navigation")).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_candidates(
    app: Flask, site: str, candidate: Candidate, bergen: NewGroup, new_person: NewPerson
) -> None:
    bergen.until("trial")
    candidate.until("practice")
    candidate.take("change_mentor", candidate.people.trainer, mentored_by=candidate.people.mentor.id)
    candidate.practise("led", 2)
    pages = {
        "trainer": ("/candidates", "/"),
        "volunteer": ("/candidates/mine", "/"),
        "assistant": ("/candidates/mine", "/break", "/"),
        "outsider": ("/candidates/mine", "/break", "/"),
        "coordinator": ("/workflows/new_group/board",),
    }
    wrong: list[str] = []
    for name, addresses in pages.items():
        page = new_person(site)
        sign_in(page, name)
        for language in LANGUAGES:
            speak(app, language)
            for address in addresses:
                page.goto(address)
                wrong += [f"{language} {name} {address}: {one}" for one in look(page, language)]
        wrong += complaints_of(page)
        speak(app, "en")
    assert not wrong, "\n".join(wrong)


@BOTH_WAYS
def test_a_break_is_one_button_and_so_is_the_way_back(
    site: str, bergen: NewGroup, new_person: NewPerson, javascript: bool
) -> None:
    bergen.until("trial")
    page = new_person(site, javascript=javascript)
    sign_in(page, "assistant")
    page.get_by_role("link", name="I need a break").click()
    page.wait_for_url("**/break")
    expect(page.get_by_text("would have no certified assistant from")).to_be_visible()
    page.get_by_label("Last day of the pause").fill("2026-06-12")
    page.get_by_role("button", name="Take a break").click()
    expect(page.get_by_text("Your break is noted. Take care")).to_be_visible()
    page.get_by_role("button", name="I am back").click()
    expect(page.get_by_text("Welcome back!")).to_be_visible()
    expect(page.get_by_role("link", name="I need a break")).to_be_visible()


def test_from_the_desk_to_the_case_and_back(site: str, candidate: Candidate, new_person: NewPerson) -> None:
    candidate.until("applied")
    page = new_person(site)
    sign_in(page, "trainer")
    page.goto("/candidates")
    page.get_by_role("link", name="Volunteer Eksempel").click()
    page.wait_for_url(f"**/cases/{candidate.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Volunteer Eksempel")
