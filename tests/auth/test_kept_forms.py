"""What was typed survives a session that ran out, for the same account and nobody else."""

from __future__ import annotations

import html
import re

from flask import Flask
from sqlalchemy import select

from intranet.auth import kept
from intranet.auth.models import KeptForm
from intranet.extensions import db
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor, email_of

WORDS = {"name": "Volunteer Åse Eksempel", "phone": "55 00 00 00", "language": "nb"}


def own_page(cast: Cast) -> str:
    return f"/people/{cast.volunteer.id}/details"


def timed_out(visitor: NewVisitor, cast: Cast, clock: Clock, **headers: str) -> Visitor:
    """A volunteer who filled in the form, and was away for an hour before sending it."""
    somebody = visitor("volunteer")
    somebody.get(own_page(cast))
    clock.forward(hours=1)
    answer = somebody.post(own_page(cast), WORDS, Referer=f"http://localhost{own_page(cast)}", **headers)
    if headers:
        assert (answer.status_code, answer.text) == (401, "")
        assert answer.headers["HX-Redirect"].startswith("/sign-in?next=/people/")
    else:
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in?next=/people/")
    return somebody


def fields_of(page: str, action: str) -> dict[str, str]:
    form = next(
        form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{action}' in form
    )
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    areas = dict(re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL))
    return {name: html.unescape(value) for name, value in {**hidden, **areas}.items()}


def test_after_signing_in_again_it_is_offered_and_can_be_sent(
    visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    for headers in ({}, {"HX_Request": "true"}):
        somebody = timed_out(visitor, cast, clock, **headers)
        assert somebody.sign_in(email_of("volunteer")).headers["Location"] == "/kept-form"
        offered = fields_of(somebody.get("/kept-form").text, own_page(cast))
        assert {name: offered[name] for name in WORDS} == WORDS
        sent = somebody.client.post(f"{own_page(cast)}?kept=1", data=offered)
        assert sent.status_code == 303
        assert "Åse" in somebody.get(f"/people/{cast.volunteer.id}").text
        assert somebody.get("/kept-form").status_code == 303


def test_somebody_else_at_the_same_browser_is_not_shown_it(
    visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    somebody = timed_out(visitor, cast, clock)
    assert somebody.sign_in(email_of("outsider")).headers["Location"] == "/"
    assert somebody.get("/kept-form").status_code == 303


def test_it_can_be_thrown_away(app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock) -> None:
    somebody = timed_out(visitor, cast, clock)
    somebody.sign_in(email_of("volunteer"))
    somebody.get("/kept-form")
    assert somebody.post("/kept-form/discarding").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(KeptForm)).all() == []


def test_the_database_cannot_read_it_and_it_is_not_kept_for_long(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    somebody = timed_out(visitor, cast, clock)
    with app.app_context():
        sealed = db.session.scalars(select(KeptForm.sealed)).one()
    assert b"55 00" not in sealed
    assert b"Eksempel" not in sealed
    clock.forward(hours=12)
    assert somebody.sign_in(email_of("volunteer")).headers["Location"] == "/"


def test_a_stranger_cannot_fill_the_store(app: Flask, visitor: NewVisitor, cast: Cast) -> None:
    somebody = visitor()
    somebody.get("/sign-in")
    assert somebody.post(own_page(cast), {"name": "x" * 1000}).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(KeptForm)).all() == []


def test_what_is_too_large_is_not_kept(app: Flask, cast: Cast, clock: Clock) -> None:
    with app.app_context():
        much = [("text", "x" * kept.MOST)]
        account_id = cast.volunteer.id
        assert not kept.keep(db.session(), account_id, clock(), path="/", fields=much, secret="s")


def test_a_password_is_never_kept(visitor: NewVisitor, app: Flask, cast: Cast, clock: Clock) -> None:
    somebody = visitor("volunteer")
    somebody.get("/account")
    clock.forward(hours=1)
    somebody.post(
        "/account/password",
        {"current_password": "a secret", "password": "a secret", "password_again": "a secret"},
    )
    with app.app_context():
        assert db.session.scalars(select(KeptForm)).all() == []


def test_a_form_from_before_the_last_sign_in_is_offered_again(visitor: NewVisitor, cast: Cast) -> None:
    somebody = visitor("volunteer")
    stale = {"csrf_token": "of the session before", **WORDS}
    answer = somebody.client.post(own_page(cast), data=stale, headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kept-form")
    assert "Åse" in somebody.get("/kept-form").text


def test_a_form_of_another_site_is_refused_and_not_kept(app: Flask, visitor: NewVisitor, cast: Cast) -> None:
    somebody = visitor("volunteer")
    for site in ("cross-site", "same-site", None):
        headers = {"Sec-Fetch-Site": site} if site else {}
        answer = somebody.client.post(own_page(cast), data=WORDS, headers=headers)
        assert answer.status_code == 400
    with app.app_context():
        assert db.session.scalars(select(KeptForm)).all() == []
