"""The printed certificate, read from its bytes: tagged, titled, in four languages, and never source of anything."""

from __future__ import annotations

import re
import zlib
from datetime import date, timedelta

import pytest
from flask import Flask

from intranet.certificates import operations
from intranet.certificates.codes import grouped
from intranet.certificates.models import Certificate
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.actors import actor_of
from intranet.people.models import Person
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor

TITLES = {
    "en": "Certificate of approval",
    "sv": "Intyg om godkännande",
    "nb": "Godkjenningsbevis",
    "da": "Godkendelsesbevis",
}


@pytest.fixture
def certificate(app: Flask, cast: Cast, clock: Clock) -> Certificate:
    today = local_date(clock())
    with app.app_context(), writing(db.session()):
        return factories.certificate(
            db.session(), cast.assistant, cast.staff, date(2025, 3, 1), today + timedelta(500)
        )


def inside(pdf: bytes) -> bytes:
    """The file with its compressed streams opened."""
    opened = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(opened)


def title_of(pdf: bytes) -> str:
    found = re.search(rb"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", inside(pdf), re.DOTALL)
    assert found is not None
    return found[1].decode()


@pytest.mark.parametrize("language", TITLES)
def test_a_certificate_is_tagged_titled_and_in_the_language_that_was_chosen(
    visitor: NewVisitor, certificate: Certificate, language: str
) -> None:
    answer = visitor("assistant").get(f"/certificates/{certificate.id}.pdf?language={language}")
    assert answer.status_code == 200
    assert (answer.mimetype, answer.headers["Content-Language"]) == ("application/pdf", language)
    pdf = answer.data
    assert pdf.startswith(b"%PDF-1.")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Marked true", b"/DisplayDocTitle true"):
        assert mark in pdf, mark
    assert re.search(rb"/Lang\s*\(%s\)" % language.encode(), pdf)
    assert b"pdfuaid:part" in inside(pdf)
    assert b"/FontFile3" in pdf or b"/FontFile2" in pdf
    assert title_of(pdf) == TITLES[language]


def test_without_a_choice_it_is_in_the_readers_language(
    visitor: NewVisitor, certificate: Certificate
) -> None:
    for asked in ("", "?language=xx", "?language="):
        answer = visitor("assistant").get(f"/certificates/{certificate.id}.pdf{asked}", Accept_Language="sv")
        assert title_of(answer.data) == TITLES["sv"]


def test_it_names_the_page_where_its_code_is_checked(
    app: Flask, visitor: NewVisitor, certificate: Certificate
) -> None:
    pdf = visitor("assistant").get(f"/certificates/{certificate.id}.pdf").data
    address = f"{app.config['BASE_URL']}/check?code={certificate.code}"
    assert address.encode() in inside(pdf)
    page = visitor("assistant").get(f"/certificates/{certificate.id}")
    assert grouped(certificate.code) in page.text


def test_neither_the_address_nor_the_file_is_called_after_a_person(
    visitor: NewVisitor, certificate: Certificate
) -> None:
    answer = visitor("assistant").get(f"/certificates/{certificate.id}.pdf?language=nb")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="certificate-nb.pdf"'


def test_what_somebody_is_called_is_never_read_as_a_program(
    app: Flask, cast: Cast, visitor: NewVisitor, certificate: Certificate
) -> None:
    for name in (
        '#panic("no")',
        "$x^2$ `raw` *bold* _it_",
        '"] #read("/etc/passwd")',
        "\\ // /* Å <label> @ref",
    ):
        with app.app_context(), writing(db.session()):
            db.session().get_one(Person, cast.assistant.id).name = name
        answer = visitor("assistant").get(f"/certificates/{certificate.id}.pdf")
        assert answer.status_code == 200, name
        assert b"root:" not in inside(answer.data)


def test_a_name_with_signs_that_no_font_has_is_answered_in_words(
    app: Flask, cast: Cast, visitor: NewVisitor, certificate: Certificate
) -> None:
    with app.app_context(), writing(db.session()):
        db.session().get_one(Person, cast.assistant.id).name = "Eksempel 😀"
    answer = visitor("assistant").get(f"/certificates/{certificate.id}.pdf")
    assert answer.status_code == 422
    assert "cannot be printed" in answer.text


def test_whoever_may_not_see_it_finds_nothing(visitor: NewVisitor, certificate: Certificate) -> None:
    for name, status in {"staff": 200, "coordinator": 200, "volunteer": 404, "swede": 404}.items():
        assert visitor(name).get(f"/certificates/{certificate.id}.pdf").status_code == status
    assert visitor().get(f"/certificates/{certificate.id}.pdf").status_code == 303


def test_what_does_not_count_is_not_printed_and_nobody_is_told_why(
    app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor, certificate: Certificate
) -> None:
    today = local_date(clock())
    with app.app_context(), writing(db.session()):
        whose = actor_of(db.session(), cast.assistant.id, today)
        operations.pause(
            db.session(), whose, clock(), person_id=cast.assistant.id, from_on=today, until_on=None
        )
    paused = visitor("assistant").get(f"/certificates/{certificate.id}.pdf")
    with app.app_context(), writing(db.session()):
        staff = actor_of(db.session(), cast.staff.id, today)
        operations.suspend(
            db.session(), staff, clock(), person_id=cast.assistant.id, ground="safety", reason="A secret."
        )
    suspended = visitor("assistant").get(f"/certificates/{certificate.id}.pdf")
    assert (paused.status_code, suspended.status_code) == (403, 403)
    assert re.sub(r'value="[^"]*"', "", paused.text) == re.sub(r'value="[^"]*"', "", suspended.text)


def test_the_address_of_a_lapsed_paper_leads_to_the_certificate_that_counts(
    app: Flask, cast: Cast, visitor: NewVisitor, certificate: Certificate
) -> None:
    with app.app_context(), writing(db.session()):
        old = factories.certificate(
            db.session(), cast.assistant, cast.staff, date(2019, 1, 1), date(2020, 12, 31)
        )
    pdf = inside(visitor("assistant").get(f"/certificates/{old.id}.pdf").data)
    assert certificate.code.encode() in pdf
    assert old.code.encode() not in pdf
    assert grouped(certificate.code) in visitor("staff").get(f"/certificates/{old.id}").text


def test_nobody_prints_a_certificate_of_whoever_left(
    app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor, certificate: Certificate
) -> None:
    with app.app_context(), writing(db.session()):
        db.session().get_one(Person, cast.assistant.id).left_on = local_date(clock())
    assert visitor("staff").get(f"/certificates/{certificate.id}.pdf").status_code == 403
