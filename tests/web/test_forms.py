"""What all forms share: hidden fields that may be anything, and errors said gently in the reader's language."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask

from intranet import i18n
from tests.web.small import IdeaForm, small_app


def posted(app: Flask, **data: str) -> IdeaForm:
    with app.test_request_context("/parts", method="POST", data=data):
        form = IdeaForm(meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize("given", ["", "x", "-1", "1.5", "9" * 40, "١", "<b>"])
def test_a_version_that_is_no_number_is_no_version(app: Flask, given: str) -> None:
    assert posted(app, version=given).expected_version() is None


def test_a_version_and_a_key_are_read_as_they_were_written(app: Flask) -> None:
    key = uuid.uuid4()
    form = posted(app, version="12", idempotency_key=str(key))
    assert (form.expected_version(), form.key()) == (12, key)
    assert posted(app, idempotency_key="again").key() is None


def test_errors_are_said_gently_and_with_their_limits(app: Flask) -> None:
    errors = posted(app, expected="500", first_meeting="soon", group_kind="secret", place="x" * 41).errors
    assert errors["expected"] == ["Please write a number from 1 to 100."]
    assert errors["first_meeting"] == ["Please write a date, for example 2026-06-03."]
    assert errors["group_kind"] == ["Please choose one of these."]
    assert errors["why"] == ["Please fill this in."]
    assert errors["place"] == ["Please write at most 40 letters."]


def test_errors_speak_the_language_of_the_reader() -> None:
    app = small_app()
    with app.test_request_context("/parts", method="POST", data={"expected": "500"}), i18n.reading("sv"):
        form = IdeaForm(meta={"csrf": False})
        form.validate()
        assert form.errors["why"] == ["Fyll i det här."]
        assert form.errors["expected"] == ["Skriv ett tal från 1 till 100."]
