"""Signing in, staying signed in, and being signed out: by oneself, by time, by colleagues."""

from __future__ import annotations

import re

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from intranet.auth import operations
from intranet.auth.models import Account, SignInSession
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation import roles
from intranet.organisation.actors import actor_of
from intranet.organisation.models import RoleAssignment
from intranet.people.operations import leave
from intranet.policy import SYSTEM
from tests.cast import PASSWORD, Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, email_of


def test_the_right_password_opens_and_leads_to_where_one_was_going(visitor: NewVisitor) -> None:
    somebody = visitor()
    refused = somebody.get("/account")
    assert (refused.status_code, refused.headers["Location"]) == (303, "/sign-in?next=/account")
    somebody.get("/sign-in?next=/account")
    answer = somebody.post(
        "/sign-in", {"email": " STAFF@demo.example ", "password": PASSWORD, "next": "/account"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert "staff@demo.example" in somebody.get("/account").text


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("staff@demo.example", "kaffe och bulle 2004"),
        ("nobody@demo.example", PASSWORD),
        ("", PASSWORD),
        ("staff@demo.example", ""),
        ("staff@demo.example", "x" * 2000),
    ],
)
def test_anything_else_does_not_open_and_keeps_the_e_mail(
    visitor: NewVisitor, email: str, password: str
) -> None:
    somebody = visitor()
    answer = somebody.sign_in(email, password)
    assert answer.status_code == 422
    assert password not in answer.text or not password
    assert somebody.get("/account").status_code == 303


def test_a_character_that_no_database_stores_is_refused(visitor: NewVisitor) -> None:
    assert visitor().sign_in("staff\0@demo.example").status_code == 400


def test_an_unknown_e_mail_and_a_wrong_password_get_the_same_words(visitor: NewVisitor) -> None:
    somebody = visitor()
    known = somebody.sign_in("staff@demo.example", "not the right password")
    unknown = somebody.sign_in("nobody@demo.example", "not the right password")
    assert _words(known.text) == _words(unknown.text.replace("nobody@", "staff@"))


@pytest.mark.parametrize(
    "where",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"],
)
def test_nobody_is_sent_to_another_site_after_signing_in(visitor: NewVisitor, where: str) -> None:
    somebody = visitor()
    somebody.get("/sign-in")
    answer = somebody.post("/sign-in", {"email": email_of("staff"), "password": PASSWORD, "next": where})
    assert answer.headers["Location"] == "/"


def test_the_token_is_new_at_each_sign_in_and_stored_only_as_a_hash(app: Flask, visitor: NewVisitor) -> None:
    somebody = visitor("staff")
    with somebody.client.session_transaction() as cookie:
        first = cookie["_user_id"]
    somebody.sign_in(email_of("staff"))
    with somebody.client.session_transaction() as cookie:
        second = cookie["_user_id"]
    assert first != second
    with app.app_context():
        rows = db.session.scalars(select(SignInSession).order_by(SignInSession.started_at)).all()
        assert [row.ended_at is None for row in rows].count(True) == 1
        assert all(second.encode() not in row.token_hash for row in rows)


def test_a_session_is_over_after_half_an_hour_without_use(visitor: NewVisitor, clock: Clock) -> None:
    somebody = visitor("staff")
    for _ in range(3):
        clock.forward(minutes=25)
        assert somebody.get("/account").status_code == 200
    clock.forward(minutes=31)
    assert somebody.get("/account").status_code == 303


def test_a_session_is_over_after_twelve_hours_of_use(visitor: NewVisitor, clock: Clock) -> None:
    somebody = visitor("staff")
    for _ in range(35):
        clock.forward(minutes=20)
        assert somebody.get("/account").status_code == 200
    clock.forward(minutes=20)
    assert somebody.get("/account").status_code == 303


def test_reading_ten_pages_in_a_minute_notes_one_use(app: Flask, visitor: NewVisitor, clock: Clock) -> None:
    somebody = visitor("staff")
    begun = clock()
    for _ in range(10):
        clock.forward(minutes=0.05)
        somebody.get("/account")
    with app.app_context():
        assert db.session.scalar(select(SignInSession.seen_at)) == begun
    clock.forward(minutes=1)
    somebody.get("/account")
    with app.app_context():
        assert db.session.scalar(select(SignInSession.seen_at)) == clock()


def test_signing_out_ends_the_session_also_for_a_copy_of_the_cookie(app: Flask, visitor: NewVisitor) -> None:
    somebody, thief = visitor("staff"), visitor()
    name = app.config["SESSION_COOKIE_NAME"]
    stolen = somebody.client.get_cookie(name)
    assert stolen
    thief.client.set_cookie(name, stolen.value)
    assert thief.get("/account").status_code == 200
    answer = somebody.post("/sign-out")
    assert answer.status_code == 303
    assert "cache" in answer.headers["Clear-Site-Data"]
    assert somebody.get("/account").status_code == 303
    assert thief.get("/account").status_code == 303


def test_signing_out_is_no_link(visitor: NewVisitor) -> None:
    somebody = visitor("staff")
    assert somebody.get("/sign-out").status_code == 405
    assert somebody.get("/account").status_code == 200


@pytest.mark.parametrize("how", ["closed", "left", "new password link", "role ended"])
def test_what_colleagues_end_is_dead_on_the_next_request(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock, how: str
) -> None:
    somebody = visitor("coordinator")
    assert somebody.get("/people").status_code == 200
    with app.app_context(), writing(db.session()):
        session, person_id = db.session(), cast.coordinator.id
        if how == "closed":
            operations.close_account(session, SYSTEM, clock(), person_id=person_id)
        elif how == "left":
            leave(session, SYSTEM, clock(), person_id)
        elif how == "new password link":
            operations.give_link(session, SYSTEM, clock(), person_id=person_id)
        else:
            staff = actor_of(session, cast.staff.id, local_date(clock()))
            held = session.scalars(
                select(RoleAssignment.id).where(RoleAssignment.person_id == person_id)
            ).one()
            roles.end_role(session, staff, clock(), held)
    assert somebody.get("/people").status_code == (404 if how == "role ended" else 303)


def test_a_password_hashed_with_weaker_parameters_is_hashed_anew(
    app: Flask, visitor: NewVisitor, cast: Cast
) -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with app.app_context(), writing(db.session()):
        whose = db.session.scalars(select(Account).where(Account.person_id == cast.staff.id)).one()
        whose.password_hash = weaker
    assert visitor().sign_in(email_of("staff")).status_code == 303
    with app.app_context():
        stored = db.session.scalar(select(Account.password_hash).where(Account.person_id == cast.staff.id))
    assert stored is not None
    assert stored != weaker
    assert visitor().sign_in(email_of("staff")).status_code == 303


def test_the_language_is_chosen_before_signing_in_and_remembered_after(visitor: NewVisitor) -> None:
    somebody = visitor()
    somebody.get("/sign-in")
    assert (
        somebody.post("/language", {"language": "sv", "next": "/sign-in"}).headers["Location"] == "/sign-in"
    )
    assert '<html lang="sv"' in somebody.get("/sign-in").text
    somebody.sign_in(email_of("staff"))
    assert '<html lang="sv"' in somebody.get("/account").text
    somebody.post("/language", {"language": "da", "next": "/account"})
    assert '<html lang="da"' in visitor("staff").get("/account").text
    assert somebody.post("/language", {"language": "<script>"}).status_code == 303
    assert '<html lang="da"' in somebody.get("/account").text


def _words(html: str) -> str:
    return re.sub(r'value="[^"]*"', "", html)
