"""The words of a note stand in no file: not while it is kept, not when it was refused, not when it is erased."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.cases.operations.days import begin_day
from intranet.extensions import db
from intranet.groups.models import Meeting
from tests.cast import Cast
from tests.groups.test_pages import Page
from tests.support import canary
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor


@pytest.fixture
def club(app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor) -> Page:
    page = Page(app, cast, clock, visitor)
    page.approve()
    return page


def test_a_note_is_readable_on_its_page_and_in_no_file(club: Page) -> None:
    kept, refused = canary.word("Kaffe"), canary.word("Kringle")
    told = {"held_on": club.today.isoformat(), "led_by": str(club.cast.assistant.id), "came": "3"}
    assistant = club.as_("assistant")
    for note, status in ((f"{refused} and a relapse", 422), (f"{kept} for all", 303)):
        answer = assistant.post(f"{club.address}/meetings", {**told, "note": note})
        assert answer.status_code == status
    with club.app.app_context():
        address = f"{club.address}/meetings/{db.session().scalar(select(Meeting.id))}/note"
    assert kept in assistant.get(address).text
    assert canary.seen([kept, refused], *canary.places(club.app)) == []

    club.clock.forward(days=184)
    club.browsers.clear()
    with club.app.app_context():
        begin_day(db.session(), club.clock())
    answer = club.as_("assistant").get(address)
    assert answer.status_code == 200
    assert kept not in answer.text
    assert canary.seen([kept], *canary.places(club.app)) == []
