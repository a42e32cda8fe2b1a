"""Being away too long, and a link shown once, as somebody with a phone meets them; with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.cast import PASSWORD, Cast
from tests.support.browser import NewPerson
from tests.support.clock import Clock
from tests.support.databases import FreshDatabase
from tests.support.visitors import email_of

BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "no-javascript"])


@pytest.fixture
def database_url(fresh_database: FreshDatabase) -> str:
    """What is looked at here is the browser's side: one kind of database will do."""
    return fresh_database("sqlite")


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("E-mail").fill(email_of(name))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@BOTH_WAYS
def test_what_was_typed_before_the_session_ran_out_can_be_sent_after_signing_in(
    site: str, cast: Cast, clock: Clock, new_person: NewPerson, javascript: bool
) -> None:
    page = new_person(site, javascript=javascript)
    page.goto(f"/people/{cast.volunteer.id}/details")
    sign_in(page, "volunteer")
    page.get_by_label("Phone").fill("55 12 34 56")
    clock.forward(hours=1)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/sign-in?next=**")
    assert "What you wrote is kept" in page.locator("#flash").inner_text()
    sign_in(page, "volunteer")
    page.wait_for_url("**/kept-form")
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url(f"**/people/{cast.volunteer.id}")
    assert "55 12 34 56" in page.locator("#main").inner_text()


@BOTH_WAYS
def test_a_link_for_a_new_password_is_seen_once_and_leads_in(
    site: str, cast: Cast, new_person: NewPerson, javascript: bool
) -> None:
    office = new_person(site, javascript=javascript)
    office.goto(f"/people/{cast.volunteer.id}")
    sign_in(office, "staff")
    office.get_by_role("button", name="Make a link for a new password").click()
    office.wait_for_url("**/link")
    address = office.get_by_label("The link, to copy").input_value()
    office.reload()
    assert "shown already" in office.locator("#main").inner_text()

    phone = new_person(site, javascript=javascript)
    phone.goto(address[address.index("/links/") :])
    phone.get_by_label("New password").fill("tidlig morgen ved fjorden")
    phone.get_by_label("The same password again").fill("tidlig morgen ved fjorden")
    phone.get_by_role("button", name="Set the password and sign in").click()
    phone.wait_for_url(f"{site}/")
    assert "Staff Eksempel made a link for you" in phone.locator("#flash").inner_text()


@BOTH_WAYS
def test_signing_out_leaves_nothing_behind_the_back_button(
    site: str, cast: Cast, new_person: NewPerson, javascript: bool
) -> None:
    page = new_person(site, javascript=javascript)
    page.goto("/account")
    sign_in(page, "staff")
    page.get_by_label("Your account").first.click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in")
    page.go_back()
    page.wait_for_url("**/sign-in**")
    assert "staff@demo.example" not in page.content()
