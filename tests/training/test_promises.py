"""The pages of what is promised: the text that was shown, an earlier one, and nobody else's hand."""

from __future__ import annotations

from flask import Flask

from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.models import Setting
from tests.support.clock import Clock
from tests.training.pages import Pages


def test_a_promise_is_made_with_the_text_that_was_shown(pages: Pages, app: Flask, clock: Clock) -> None:
    candidate = pages("volunteer")
    page = candidate.get("/training/documents/code_of_conduct").text
    assert "I meet everybody who comes as an equal" in page
    assert 'name="version" value="1"' in page
    with app.app_context(), writing(db.session()):
        nation = pages.cast.units["nation"].id
        db.session().add(Setting(unit_id=nation, key="code_of_conduct_version", value=2, set_at=clock()))
    sent = {"version": "1"}
    assert candidate.post("/training/documents/code_of_conduct", sent).status_code == 409
    for forged in ({}, {"version": "x"}, {"version": "-1"}):
        assert candidate.post("/training/documents/code_of_conduct", forged).status_code == 409
    assert pages.facts().signatures == ()
    # No text of the second version is written, so nobody is shown another one in its place.
    assert candidate.get("/training/documents/code_of_conduct").status_code == 404
    assert candidate.post("/training/documents/code_of_conduct", {"version": "2"}).status_code == 303
    assert [one.version for one in pages.facts().signatures] == [2]
    assert candidate.get("/training/documents/diary").status_code == 404
    assert candidate.post("/training/documents/diary", {"version": "1"}).status_code == 404


def test_what_was_promised_in_an_earlier_version_can_be_read(pages: Pages, app: Flask, clock: Clock) -> None:
    candidate, old = pages("volunteer"), "/training/documents/code_of_conduct/1"
    assert candidate.post("/training/documents/code_of_conduct", {"version": "1"}).status_code == 303
    assert old not in candidate.get("/training").text
    with app.app_context(), writing(db.session()):
        nation = pages.cast.units["nation"].id
        db.session().add(Setting(unit_id=nation, key="code_of_conduct_version", value=2, set_at=clock()))
    assert old in candidate.get("/training").text
    shown = candidate.get(old).text
    assert "I meet everybody who comes as an equal" in shown
    assert "I promise this" not in shown
    for none in ("code_of_conduct/2", "code_of_conduct/0", "diary/1"):
        assert candidate.get(f"/training/documents/{none}").status_code == 404


def test_nobody_signs_for_somebody_else_whoever_is_named_in_the_form(pages: Pages) -> None:
    staff = pages("staff")
    staff.get("/training/documents/code_of_conduct")
    sent = {"version": "1", "person": str(pages.candidate), "person_id": str(pages.candidate)}
    assert staff.post("/training/documents/code_of_conduct", sent).status_code == 303
    assert pages.facts().signatures == ()
