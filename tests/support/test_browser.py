"""The browser the stories run in: with and without JavaScript, narrow, dark, and strict about its pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.applications import serving
from tests.support.axe import findings
from tests.support.browser import NewPerson, complaints_of


def page(body: str) -> str:
    return f'<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>{body}</main></html>'


PAGES = {
    "": page("<p>without</p><script>document.querySelector('p').textContent = 'with'</script>"),
    "nameless": page("<input>"),
    "loud": "<script>console.error('broken')</script>",
    "curious": "<img src='http://127.0.0.2:9/picture'>",
}


@pytest.fixture
def plain_site() -> Iterator[str]:
    app = Flask("plain")
    app.add_url_rule("/", "page", lambda name: PAGES.get(name, ""), defaults={"name": ""})
    app.add_url_rule("/<name>", "page")
    with serving(app) as address:
        yield address


def open_first(person: Page) -> Page:
    person.goto("/")
    return person


def test_a_person_may_come_with_javascript_or_without(plain_site: str, new_person: NewPerson) -> None:
    expect(open_first(new_person(plain_site)).locator("p")).to_have_text("with")
    expect(open_first(new_person(plain_site, javascript=False)).locator("p")).to_have_text("without")


def test_each_person_has_the_screen_and_language_they_came_with(
    plain_site: str, new_person: NewPerson
) -> None:
    person = open_first(new_person(plain_site, width=1280, dark=True, locale="sv-SE"))
    seen = person.evaluate(
        "[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, navigator.language]"
    )
    assert seen == [1280, True, "sv-SE"]


def test_axe_finds_a_field_without_a_name_and_nothing_on_a_good_page(
    plain_site: str, new_person: NewPerson
) -> None:
    person = open_first(new_person(plain_site))
    assert findings(person) == []
    person.goto("/nameless")
    assert [found.partition(":")[0] for found in findings(person)] == ["label"]


def test_a_complaint_and_a_request_that_leaves_the_site_are_noticed(
    plain_site: str, new_person: NewPerson
) -> None:
    person = new_person(plain_site)
    person.goto("/loud")
    person.goto("/curious")
    assert complaints_of(person) == [
        "error on the console: broken",
        "asked another site: http://127.0.0.2:9/picture",
    ]
    complaints_of(person).clear()
