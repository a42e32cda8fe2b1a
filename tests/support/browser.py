"""People with a browser each: Debian's or the machine's Chromium, driven by visible controls.

A page that asks another site for anything, or that complains on its console, fails the test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

CANDIDATES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# A machine that runs other tests beside this one is slow now and then; only a failure waits for so long.
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


def find_chromium() -> str | None:
    """The path of a Chromium; `INTRANET_TEST_CHROMIUM` names one that is elsewhere."""
    return os.environ.get("INTRANET_TEST_CHROMIUM") or next(filter(None, map(shutil.which, CANDIDATES)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in INTRANET_TEST_CHROMIUM")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium, "args": [*QUIET, *as_root]}


class NewPerson(Protocol):
    def __call__(
        self,
        site: str,
        *,
        javascript: bool = True,
        width: int = 360,
        height: int = 800,
        dark: bool = False,
        locale: str = "en-GB",
    ) -> Page: ...


@pytest.fixture
def new_person(new_context: Callable[..., BrowserContext]) -> Iterator[NewPerson]:
    """A person who has just sat down: a browser of their own, by default a phone, not signed in."""
    pages: list[Page] = []

    def sit_down(
        site: str,
        *,
        javascript: bool = True,
        width: int = 360,
        height: int = 800,
        dark: bool = False,
        locale: str = "en-GB",
    ) -> Page:
        context = new_context(
            base_url=site,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale=locale,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        complaints: list[str] = []
        _COMPLAINTS[context] = complaints
        context.on("request", lambda request: _note_stranger(complaints, site, request))
        context.on("console", lambda message: _note_complaint(complaints, message))
        context.on("weberror", lambda error: complaints.append(f"script error: {error.error}"))
        pages.append(context.new_page())
        return pages[-1]

    yield sit_down
    assert [complaint for page in pages for complaint in complaints_of(page)] == []


_COMPLAINTS: WeakKeyDictionary[BrowserContext, list[str]] = WeakKeyDictionary()


def complaints_of(page: Page) -> list[str]:
    """What this person's browser complained of so far; whoever expected it clears it."""
    return _COMPLAINTS[page.context]


def _note_stranger(complaints: list[str], site: str, request: Request) -> None:
    if not request.url.startswith((f"{site}/", "data:", "about:", "blob:")):
        complaints.append(f"asked another site: {request.url}")


def _note_complaint(complaints: list[str], message: ConsoleMessage) -> None:
    # A refusal (403, 404, 409, 422) is an answer; the browser calls it a failed resource all the same.
    if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
        complaints.append(f"{message.type} on the console: {message.text}")
