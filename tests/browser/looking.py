"""Looking at a page as it stands: what axe finds in both themes, its shape, and what a finger can hit."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page

from intranet.config import LANGUAGES
from tests.support.axe import findings
from tests.support.browser import NewPerson
from tests.support.crowd import Somebody

FIRST, *OTHERS = ("nb", *(one for one in LANGUAGES if one != "nb"))
# What a finger must be able to hit, and does not stand inside a sentence.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, summary, select, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), label.choice, nav a")]
  .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width > 0 && box.height > 0 && (box.height < 43.5 || box.width < 43.5))
  .map(([one, box]) => `too small: ${one.outerHTML.slice(0, 80)} ${Math.round(box.width)}×${Math.round(box.height)}`)"""
SHAPE = """() => [
    document.documentElement.scrollWidth > innerWidth ? "scrolls sideways" : "",
    document.querySelectorAll("h1").length === 1 ? "" : `${document.querySelectorAll("h1").length} h1`,
    document.title.trim() ? "" : "no title",
].filter(Boolean)"""


def speak(app: Flask, language: str) -> None:
    """Everybody reads in this language: it is the only one on offer."""
    app.config["LANGUAGES"] = (language,)


def look(page: Page, language: str) -> list[str]:
    """What is wrong with the page as it stands: its shape, and what axe finds in both themes."""
    page.emulate_media(color_scheme="light")
    wrong = [*findings(page), *measure(page, language)]
    page.emulate_media(color_scheme="dark")
    return [*wrong, *(f"dark: {one}" for one in findings(page, colours_alone=True))]


def measure(page: Page, language: str) -> list[str]:
    """What may come out otherwise with longer words, though it is made of what axe knows already."""
    wrong = [*page.evaluate(SHAPE), *page.evaluate(SMALL_TARGETS)]
    said = page.evaluate("() => document.documentElement.lang")
    return wrong if said == language else [*wrong, f"lang is {said}"]


def sit_down(new_person: NewPerson, site: str, somebody: Somebody) -> Page:
    page = new_person(site)
    begin_anew(page, site, somebody)
    return page


def begin_anew(page: Page, site: str, somebody: Somebody) -> None:
    """As just signed in: what the last answer left in the cookie is gone. A new browser would say the same, slowly."""
    cookie, value = somebody.cookie
    page.context.clear_cookies()
    page.context.add_cookies([{"name": cookie, "value": value, "url": site}])
