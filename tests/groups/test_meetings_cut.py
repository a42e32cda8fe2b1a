"""A socket that is cut after the report was sent, and sent again: one meeting, on a real server."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.extensions import db
from intranet.groups.models import Meeting
from tests.cast import Cast
from tests.groups.test_pages import Page
from tests.races.browsers import Browser
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, email_of

SECONDS = 30


@pytest.fixture
def club(app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor) -> Page:
    page = Page(app, cast, clock, visitor)
    page.approve()
    return page


@pytest.fixture
def assistant(club: Page, site: str) -> Iterator[Browser]:
    browser = Browser(site)
    browser.sign_in(email_of("assistant"))
    browser.get(f"{club.address}/meetings")
    yield browser
    browser.close()


def told(club: Page, key: str) -> dict[str, str]:
    return {
        "idempotency_key": key,
        "held_on": club.today.isoformat(),
        "led_by": str(club.cast.assistant.id),
        "came": "3",
    }


def meetings(club: Page) -> int:
    with club.app.app_context():
        return db.session().scalar(select(func.count()).select_from(Meeting)) or 0


def sent_and_cut(club: Page, browser: Browser, typed: dict[str, str]) -> None:
    """The whole request leaves; nobody is there for the answer."""
    place = urlsplit(browser.address)
    body = urlencode({"csrf_token": browser.token, **typed})
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    lines = [
        f"POST {club.address}/meetings HTTP/1.1",
        f"Host: {place.netloc}",
        f"Cookie: {cookies}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=SECONDS) as wire:
        wire.sendall("\r\n".join([*lines, "", body]).encode())


def test_a_report_whose_answer_nobody_heard_is_the_same_when_it_is_sent_again(
    club: Page, assistant: Browser
) -> None:
    typed = told(club, str(uuid.uuid4()))
    sent_and_cut(club, assistant, typed)
    patience = time.monotonic() + SECONDS
    while meetings(club) == 0 and time.monotonic() < patience:
        time.sleep(0.05)
    assert meetings(club) == 1
    status, _text, headers = assistant.post(f"{club.address}/meetings", **typed)
    assert (status, headers["Location"]) == (303, club.address)
    assert meetings(club) == 1
    # The control: without the key of the form it would have been a second report, and is turned down as one.
    status, text, _headers = assistant.post(f"{club.address}/meetings", **told(club, str(uuid.uuid4())))
    assert status == 422
    assert "reported already" in text


def test_the_same_form_ten_times_at_once_is_one_meeting_and_every_time_the_same_answer(
    club: Page, assistant: Browser
) -> None:
    typed = told(club, str(uuid.uuid4()))
    found: list[int] = []
    start = threading.Barrier(10)

    def send() -> None:
        mine = Browser(assistant.address, dict(assistant.cookies), assistant.token)
        start.wait(SECONDS)
        found.append(mine.post(f"{club.address}/meetings", **typed)[0])
        mine.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [303] * 10
    assert meetings(club) == 1
