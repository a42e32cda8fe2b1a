"""The public page of codes: it says valid, not valid or unknown, to anybody, and never anything more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.auth.limits import PER_ADDRESS
from intranet.certificates import operations
from intranet.certificates.codes import LENGTH, SIGNS, as_typed, grouped, new_code
from intranet.certificates.models import Certificate
from intranet.certificates.public_routes import ROOM
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.actors import actor_of
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.reading import said_on
from tests.support.visitors import NewVisitor

SECRET = "Only the board reads this"


class Desk:
    """What happens to the assistant's certificate, and what its code says after it."""

    def __init__(self, app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor) -> None:
        self.app, self.cast, self.clock, self.visitor = app, cast, clock, visitor

    @property
    def today(self) -> date:
        return local_date(self.clock())

    def entered(self, valid_from: date | None, valid_to: date | None) -> str:
        with self.app.app_context(), writing(db.session()):
            paper = factories.certificate(
                db.session(), self.cast.assistant, self.cast.staff, valid_from, valid_to
            )
            return paper.code

    def does(self, act: Callable[..., object], by: str, **values: object) -> None:
        with self.app.app_context(), writing(db.session()):
            actor = actor_of(db.session(), self.cast.people[by].id, self.today)
            act(db.session(), actor, self.clock(), person_id=self.cast.assistant.id, **values)

    def says(self, code: str) -> str:
        page = self.visitor().get(f"/check?code={code}")
        assert page.status_code == 200
        found = re.search(r'data-verdict="(\w+)"', page.text)
        assert found is not None
        return found[1]


@pytest.fixture
def desk(app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor) -> Desk:
    return Desk(app, cast, clock, visitor)


def test_a_code_has_eighty_bits_and_is_read_however_it_is_typed() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {LENGTH}
    assert (len(set(SIGNS)), LENGTH) == (32, 16)
    code = "7K3M9QXT20VB1H4Z"
    assert grouped(code) == "7K3M-9QXT-20VB-1H4Z"
    for typed in (code, grouped(code), " 7k3m 9qxt 2Ovb lh4z ", "7K3M–9QXT–20VB–IH4Z"):
        assert as_typed(typed) == code
    for typed in ("", code[:-1], code + "0", "U" * LENGTH, "å" * LENGTH, "٣" * LENGTH):
        assert as_typed(typed) is None


def test_anybody_learns_that_a_certificate_is_valid_and_nothing_else(desk: Desk) -> None:
    code = desk.entered(date(2025, 1, 1), date(2027, 12, 31))
    page = desk.visitor().get(f"/check?code={grouped(code)}")
    assert 'data-verdict="valid"' in page.text
    with desk.app.app_context():
        number = db.session().scalars(select(Certificate.number).where(Certificate.code == code)).one()
    # What is drawn by chance, as the token of a form is, could hold a year.
    said = " ".join(words for _where, words in said_on(page.text))
    for told in ("Eksempel", "2025", "2027", "Bergen", "club assistant"):
        assert told not in said
    assert number not in page.text


def test_paused_suspended_revoked_ended_and_coming_are_all_just_not_valid(desk: Desk) -> None:
    code = desk.entered(desk.today, desk.today + timedelta(400))
    pages = []

    def not_valid() -> None:
        assert desk.says(code) == "not_valid"
        pages.append(re.sub(r'value="[^"]*"', "", desk.visitor().get(f"/check?code={code}").text))

    desk.does(operations.pause, "assistant", from_on=desk.today, until_on=None)
    not_valid()
    desk.does(operations.resume, "assistant")
    assert desk.says(code) == "valid"
    desk.does(operations.suspend, "staff", ground="safety", reason=SECRET)
    not_valid()
    desk.does(operations.revoke, "board", ground="safety", reason=SECRET, heard=True)
    not_valid()
    code = desk.entered(desk.today + timedelta(30), desk.today + timedelta(60))
    not_valid()
    assert len(set(pages)) == 1
    assert SECRET not in pages[0]


def test_in_grace_and_lapsed_a_code_is_not_valid_though_a_running_group_may_go_on(desk: Desk) -> None:
    code = desk.entered(desk.today - timedelta(400), desk.today)
    assert desk.says(code) == "valid"
    for days in (1, 200):
        desk.clock.forward(days=days)
        assert desk.says(code) == "not_valid"


def test_the_code_on_the_paper_stays_good_when_the_certificate_is_renewed(desk: Desk) -> None:
    code = desk.entered(desk.today - timedelta(700), desk.today + timedelta(20))
    desk.does(operations.renew, "staff")
    with desk.app.app_context():
        renewed = db.session().scalars(select(Certificate.code).where(Certificate.source == "renewal")).one()
    assert renewed != code
    assert [desk.says(one) for one in (code, renewed)] == ["valid", "valid"]
    desk.clock.forward(days=60)
    assert [desk.says(one) for one in (code, renewed)] == ["valid", "valid"]


def test_the_code_of_a_certificate_that_lapsed_before_a_new_one_is_not_valid(desk: Desk) -> None:
    old = desk.entered(desk.today - timedelta(900), desk.today - timedelta(400))
    new = desk.entered(desk.today - timedelta(10), desk.today + timedelta(400))
    assert [desk.says(one) for one in (old, new)] == ["not_valid", "valid"]


def test_whoever_left_us_is_not_valid(desk: Desk) -> None:
    code = desk.entered(desk.today, desk.today + timedelta(400))
    with desk.app.app_context(), writing(db.session()):
        person = db.session().get_one(type(desk.cast.assistant), desk.cast.assistant.id)
        person.left_on = desk.today
    assert desk.says(code) == "not_valid"


def test_an_end_that_nobody_knows_is_not_valid(desk: Desk) -> None:
    assert desk.says(desk.entered(None, None)) == "not_valid"


@pytest.mark.parametrize("typed", ["0000-0000-0000-0000", "x", "%27 OR 1=1", "å" * 70, "<b>"])
def test_whatever_is_no_code_of_ours_is_unknown(desk: Desk, typed: str) -> None:
    assert desk.says(typed) == "unknown"


@pytest.mark.parametrize("language", ["en", "sv", "nb", "da"])
def test_whoever_sees_only_how_much_is_sent_learns_nothing_of_the_answer(desk: Desk, language: str) -> None:
    today = desk.today
    asked = {
        "valid": desk.entered(today - timedelta(10), today + timedelta(400)),
        "not_valid": desk.entered(today + timedelta(500), today + timedelta(900)),
        "unknown": "0" * LENGTH,
    }
    answers = {}
    for name, typed in {**asked, "malformed": "x", "longest": "%22" * 60}.items():
        for accepted in ("", "gzip", "br, gzip"):
            answers[name, accepted] = desk.visitor().get(
                f"/check?code={typed}", Accept_Language=language, Accept_Encoding=accepted
            )

    said = {name: re.findall(r'data-verdict="(\w+)"', page.text) for (name, _), page in answers.items()}
    assert said == {
        "valid": ["valid"], "not_valid": ["not_valid"], "unknown": ["unknown"], "malformed": ["unknown"],
        "longest": ["unknown"],
    }  # fmt: skip
    assert {page.status_code for page in answers.values()} == {200}
    assert {len(page.data) for page in answers.values()} == {ROOM}
    assert {tuple(sorted(name for name, _ in page.headers)) for page in answers.values()} == {
        tuple(sorted(name for name, _ in answers["valid", ""].headers))
    }
    assert {without_the_word(page.text) for page in answers.values()} == {
        without_the_word(answers["valid", ""].text)
    }


def without_the_word(page: str) -> str:
    """The page without what was asked and what was said of it."""
    page = re.sub(r'value="[^"]*"', "", page)
    return re.sub(r"<section .*?</section>", "", page, flags=re.DOTALL).rstrip()


def test_whoever_tries_codes_has_to_wait_and_good_codes_cost_nothing(desk: Desk) -> None:
    code = desk.entered(desk.today, desk.today + timedelta(400))
    most = int(PER_ADDRESS.split()[0])
    for _ in range(most + 5):
        assert desk.says(code) == "valid"
    for _ in range(most):
        assert desk.says("x") == "unknown"
    answer = desk.visitor().get(f"/check?code={code}")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "data-verdict" not in answer.text
    desk.clock.forward(days=1)
    assert desk.says(code) == "valid"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Valid"), ("sv", "Giltigt"), ("nb", "Gyldig"), ("da", "Gyldigt")]
)
def test_the_page_speaks_four_languages(desk: Desk, language: str, words: str) -> None:
    code = desk.entered(desk.today, desk.today + timedelta(400))
    page = desk.visitor().get(f"/check?code={code}", Accept_Language=language)
    assert f'lang="{language}"' in page.text
    assert f">{words}<" in page.text
