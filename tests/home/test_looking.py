"""The first page, the worklist and a task in a real browser: on a phone, with and without JavaScript, axe silent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.support.axe import findings
from tests.support.browser import NewPerson
from tests.support.databases import FreshDatabase
from tests.support.visitors import email_of
from tests.workflows.new_group.driver import NewGroup


@pytest.fixture
def database_url(fresh_database: FreshDatabase) -> str:
    """What a browser shows does not depend on the database."""
    return fresh_database("sqlite")


def sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email_of(name))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
def test_a_volunteer_takes_a_task_does_it_and_takes_it_back(
    bergen: NewGroup, site: str, new_person: NewPerson, javascript: bool
) -> None:
    bergen.until("planning")
    page = new_person(site, javascript=javascript)
    sign_in(page, "volunteer")
    page.get_by_role("button", name="I take it").click()
    expect(page.locator("[data-flash]")).to_have_text("This task is yours now.")
    page.get_by_role("button", name="I have done this").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Room").fill("Church hall")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="I have done this").click()
    expect(page.locator("[data-task-status=done]")).to_be_visible()
    expect(page.locator("[data-flash]")).to_contain_text("is done.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-task-status=claimed]")).to_be_visible()
    assert "room" not in bergen.case.answers


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    bergen: NewGroup, site: str, new_person: NewPerson, width: int, dark: bool
) -> None:
    bergen.until("planning")
    task = next(task.id for task in bergen.case.tasks if task.key == "agree_contact")
    page = new_person(site, width=width, dark=dark)
    sign_in(page, "coordinator")
    for path in ("/", "/more", "/tasks", "/tasks?view=snoozed", "/tasks?view=done", f"/tasks/{task}"):
        page.goto(path)
        for folded in page.locator("main details").all():
            folded.evaluate("one => { one.open = true }")
        assert findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
