"""One's own account: sessions seen and ended, the password changed, links that colleagues made."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from intranet.auth import operations
from intranet.auth.devices import device
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.actors import actor_of
from tests.cast import PASSWORD, Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, email_of

NEW = "tidlig morgen ved fjorden"


def sessions_on(html: str) -> list[str]:
    return re.findall(r'data-session="([^"]+)"', html)


def test_own_sessions_are_listed_and_one_can_be_ended(visitor: NewVisitor) -> None:
    phone, kitchen = visitor("staff"), visitor("staff")
    page = phone.get("/account").text
    assert len(sessions_on(page)) == 2
    assert "Firefox, Android" in page
    (other,) = re.findall(r"/account/sessions/([0-9a-f-]+)/ending", page)[:1]
    assert phone.post(f"/account/sessions/{other}/ending").status_code == 303
    assert kitchen.get("/account").status_code == 303
    assert phone.get("/account").status_code == 200


def test_a_session_of_somebody_else_does_not_exist(visitor: NewVisitor) -> None:
    staff, board = visitor("staff"), visitor("board")
    (foreign,) = sessions_on(board.get("/account").text)
    staff.get("/account")
    assert staff.post(f"/account/sessions/{foreign}/ending").status_code == 404
    assert board.get("/account").status_code == 200


def test_every_other_session_is_ended_at_once(visitor: NewVisitor) -> None:
    here, elsewhere, third = visitor("staff"), visitor("staff"), visitor("staff")
    here.get("/account")
    assert here.post("/account/sessions/ending-others").status_code == 303
    assert [one.get("/account").status_code for one in (here, elsewhere, third)] == [200, 303, 303]


def test_changing_the_password_ends_the_other_sessions_and_the_links(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    here, thief = visitor("volunteer"), visitor("volunteer")
    here.get("/account")
    answer = here.post(
        "/account/password", {"current_password": PASSWORD, "password": NEW, "password_again": NEW}
    )
    assert answer.status_code == 303
    assert here.get("/account").status_code == 200
    assert thief.get("/account").status_code == 303
    assert visitor().sign_in(email_of("volunteer"), PASSWORD).status_code == 422
    assert visitor().sign_in(email_of("volunteer"), NEW).status_code == 303


@pytest.mark.parametrize(
    ("current", "password", "again"),
    [
        ("wrong", NEW, NEW),
        (PASSWORD, NEW, NEW + "!"),
        (PASSWORD, "too short", "too short"),
        (PASSWORD, "staff eksempel 2026", "staff eksempel 2026"),
        (PASSWORD, "", ""),
    ],
)
def test_a_password_is_not_changed_without_proof_or_for_a_weak_one(
    visitor: NewVisitor, current: str, password: str, again: str
) -> None:
    somebody = visitor("staff")
    somebody.get("/account")
    answer = somebody.post(
        "/account/password", {"current_password": current, "password": password, "password_again": again}
    )
    assert answer.status_code == 422
    assert NEW not in answer.text
    assert visitor().sign_in(email_of("staff")).status_code == 303


def test_an_invitation_leads_in_and_then_no_further(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    with app.app_context(), writing(db.session()):
        staff = actor_of(db.session(), cast.staff.id, local_date(clock()))
        token = operations.give_link(db.session(), staff, clock(), person_id=cast.volunteer.id)
    somebody = visitor()
    assert cast.volunteer.name not in somebody.get("/forgotten-password").text
    for _ in range(2):
        assert somebody.get(f"/links/{token}").status_code == 200
    weak = somebody.post(
        f"/links/{token}", {"password": "short", "password_again": "short", "language": "nb"}
    )
    assert weak.status_code == 422
    answer = somebody.post(f"/links/{token}", {"password": NEW, "password_again": NEW, "language": "nb"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    page = somebody.get("/account").text
    assert '<html lang="nb"' in page
    # Who made the link is told once at this sign-in, and stays on the page.
    assert page.count(cast.staff.name) == 2
    assert somebody.get("/account").text.count(cast.staff.name) == 1
    assert visitor().get(f"/links/{token}").status_code == 404
    assert visitor().sign_in(email_of("volunteer"), NEW).status_code == 303


def test_a_link_that_never_was_and_one_that_is_over_look_the_same(visitor: NewVisitor) -> None:
    somebody = visitor()
    assert somebody.get("/links/never").status_code == 404
    assert "seven days" in somebody.get("/links/never").text


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Mobile Safari/604",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_told_by_names_people_know(says: str, told: str) -> None:
    assert device(says) == told
