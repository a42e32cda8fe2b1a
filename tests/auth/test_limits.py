"""Failures are counted per account and per address; successes never."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from intranet.auth.models import LimitCounter
from intranet.extensions import db
from tests.cast import PASSWORD
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, email_of

WRONG = "not the right password"


def test_after_ten_failures_an_account_waits_and_is_told_until_when(
    visitor: NewVisitor, clock: Clock
) -> None:
    somebody = visitor()
    for _ in range(10):
        assert somebody.sign_in(email_of("staff"), WRONG).status_code == 422
    waiting = somebody.sign_in(email_of("staff"))
    assert waiting.status_code == 429
    assert 1 <= int(waiting.headers["Retry-After"]) <= 15 * 60 + 1
    assert "19:45" in waiting.text
    assert 'value="staff@demo.example"' in waiting.text
    assert somebody.sign_in(email_of("board")).status_code == 303
    clock.forward(minutes=15)
    assert visitor().sign_in(email_of("staff")).status_code == 303


def test_the_spelling_of_an_e_mail_gives_no_further_tries(visitor: NewVisitor) -> None:
    somebody = visitor()
    for number in range(10):
        spelled = "STAFF@demo.example " if number % 2 else " staff@Demo.Example"
        somebody.sign_in(spelled, WRONG)
    assert somebody.sign_in(email_of("staff")).status_code == 429


def test_after_fifty_failures_an_address_waits(visitor: NewVisitor) -> None:
    somebody = visitor()
    for number in range(50):
        assert somebody.sign_in(f"nobody{number}@demo.example", WRONG).status_code == 422
    assert somebody.sign_in(email_of("staff")).status_code == 429


def test_successes_are_not_counted(app: Flask, visitor: NewVisitor) -> None:
    for _ in range(12):
        visitor("staff")
    with app.app_context():
        assert db.session.scalars(select(LimitCounter)).all() == []


def test_the_counters_name_neither_address_nor_e_mail(app: Flask, visitor: NewVisitor) -> None:
    visitor().sign_in(email_of("staff"), WRONG)
    with app.app_context():
        keys = db.session.scalars(select(LimitCounter.key)).all()
    assert len(keys) == 2
    assert not [key for key in keys if "staff@" in key or "127.0.0.1" in key]


def test_guessing_the_password_of_an_open_session_is_counted_too(visitor: NewVisitor) -> None:
    somebody = visitor("staff")
    somebody.get("/account")
    new = {"password": "tidlig morgen ved fjorden", "password_again": "tidlig morgen ved fjorden"}
    for _ in range(10):
        assert somebody.post("/account/password", {"current_password": WRONG, **new}).status_code == 422
    assert somebody.post("/account/password", {"current_password": PASSWORD, **new}).status_code == 429
