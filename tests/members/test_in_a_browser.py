"""The office confirms somebody on a phone, and somebody of the association welcomes them."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from intranet.cases import operations as cases
from intranet.config import LANGUAGES
from intranet.db import writing
from tests.browser.looking import look, speak
from tests.browser.somebody import Somebody
from tests.support.browser import NewPerson, complaints_of
from tests.support.databases import FreshDatabase
from tests.workflows.member_follow_up.driver import Joining

NAME = "Kanari Eksempel"


@pytest.fixture
def database_url(fresh_database: FreshDatabase) -> str:
    """What is looked at here is the browser's side: one kind of database will do."""
    return fresh_database("sqlite")


@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "no-javascript"])
def test_somebody_is_confirmed_and_welcomed(
    site: str, joining: Joining, new_person: NewPerson, javascript: bool
) -> None:
    joining.apply()
    office = Somebody(new_person, site, "staff", javascript=javascript)
    office.go("Members")
    expect(office.page.get_by_role("main")).not_to_contain_text(NAME)
    office.follow("Show the names")
    office.follow(NAME)
    office.press(f"Note the fee of {joining.today.year} as paid")
    expect(office.page.locator("main")).to_contain_text("paid on")
    office.follow("Membership confirmed")
    office.press("Membership confirmed")
    assert joining.state == "new"
    assert joining.fee(joining.today.year).amount == 50

    helper = Somebody(new_person, site, "helper", javascript=javascript)
    helper.open_task("Ring and welcome the new member")
    expect(helper.page.get_by_role("main")).not_to_contain_text(NAME)
    helper.claim_if_needed("form[data-transition=welcome]")
    helper.follow("The member's page")
    expect(helper.page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(helper.page.get_by_role("main")).to_contain_text("+47 900 10 203")
    helper.follow("Welcomed")
    form = helper.page.locator("form[data-transition=welcome]")
    form.get_by_label("By phone").check()
    helper.send(form)
    assert joining.state == "welcomed"
    assert helper.page.goto(f"/members/{joining.membership_id}").status == 404  # type: ignore[union-attr]


def test_axe_finds_nothing_on_the_pages_of_members(
    app: Flask, site: str, joining: Joining, new_person: NewPerson
) -> None:
    joining.reminded()
    joining.take("ring", joining.people.helper)
    with writing(joining.session):
        task = joining.task_of("ring_them")
        cases.claim(joining.session, task.id, joining.as_(joining.people.helper), joining.clock())
    one = f"/members/{joining.membership_id}"
    pages = {"staff": ("/members", "/members?names=1", one, f"{one}/correct", "/"), "helper": (one,)}
    wrong: list[str] = []
    for name, addresses in pages.items():
        page = Somebody(new_person, site, name, javascript=True).page
        for language in LANGUAGES:
            speak(app, language)
            for address in addresses:
                page.goto(address)
                wrong += [f"{language} {name} {address}: {found}" for found in look(page, language)]
        wrong += complaints_of(page)
        speak(app, "en")
    assert not wrong, "\n".join(wrong)
