"""Words about whoever asked are readable nowhere but on the page that opens them, and after erasing in no copy."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask

from intranet.db import writing
from intranet.enquiries import operations
from intranet.enquiries.reading import opened
from intranet.extensions import db
from tests.enquiries.asking import Stranger, case_of, enquiries
from tests.support import canary
from tests.support.visitors import NewVisitor


def test_what_somebody_wrote_is_readable_in_no_file(
    app: Flask, stranger: Stranger, visitor: NewVisitor, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    name, note, local = canary.word("Kara"), canary.word("Door"), canary.word("k")
    value = f"{local}@hemme.example"
    assert stranger.asks(way="email", value=value, name=name, note=f"Ask for {note}").status_code == 303
    # One that is refused leaves nothing behind either.
    assert stranger.asks(way="email", value=value, name=name, note=f"{note} drikker").status_code == 422
    with app.app_context():
        case_id = case_of(enquiries()[0]).id
    page = visitor("coordinator").get(f"/cases/{case_id}").text
    assert name in page
    assert note in page
    assert value in page
    assert canary.seen([name, note, local], *canary.places(app), tmp_path) == []
    assert not [word for word in (name, note, local) if word in caplog.text]


def test_after_erasing_one_is_gone_and_the_neighbour_is_whole(app: Flask, stranger: Stranger) -> None:
    stranger.asks(name="Erle Eksempel")
    stranger.asks(name="Nabo Eksempel", value="90099999")
    with app.app_context():
        session = db.session()
        gone, neighbour = enquiries()
        sealed = gone.name
        with writing(session):
            operations.erase(session, stranger.clock(), [gone.id])
        assert opened(session, gone, with_contact=True).contact is None
        # Somebody puts back what an older copy held: the key is destroyed.
        with writing(session):
            gone.name = sealed
        assert opened(session, gone, with_contact=True).name == ""
        assert opened(session, neighbour, with_contact=True).name == "Nabo Eksempel"


def test_the_control_finds_a_word_that_is_not_sealed(app: Flask, stranger: Stranger) -> None:
    word = canary.word("Open")
    stranger.asks()
    with app.app_context():
        (enquiry,) = enquiries()
        with writing(db.session()):
            enquiry.outcome = word
    assert canary.seen([word], *canary.places(app)) != []
