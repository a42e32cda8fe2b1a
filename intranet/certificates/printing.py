"""A certificate as a PDF that a screen reader can read (PDF/UA-1); whether it may be printed is asked elsewhere."""

from __future__ import annotations

import json
from functools import cache

import typst

from intranet import dates, resources
from intranet.certificates.codes import grouped
from intranet.certificates.page import Page
from intranet.certificates.words import KINDS
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.i18n import gettext as _
from intranet.i18n import reading, render_text
from intranet.problems import Refused

SOURCE = resources.TEMPLATES / "certificates" / "certificate.typ"


def pdf_of(page: Page, organisation: str, check_at: str, language: str) -> bytes:
    """In this language; `check_at` is the address at which anybody may check its code.

    Raises Refused when the name is written with signs that no embedded font has.
    """
    with reading(language):
        said = _said(page, organisation, check_at, language)
    try:
        printed = typst.compile(
            _source(),
            format="pdf",
            pdf_standards="ua-1",
            ignore_system_fonts=True,
            sys_inputs={"said": json.dumps(said)},
        )
    except typst.TypstError as error:
        text = Text("The name holds a sign that cannot be printed. Write it with letters, and try again.")
        raise Refused((Refusal("name", text),)) from error
    if not isinstance(printed, bytes):
        raise TypeError("a certificate is one file")
    return printed


@cache
def _source() -> bytes:
    return SOURCE.read_bytes()


def _said(page: Page, organisation: str, check_at: str, language: str) -> dict[str, object]:
    counting, code = page.counting, page.asked.code
    if counting is None:
        raise ValueError("only a certificate that counts is printed")
    first = counting.periods[0].valid_from
    return {
        "language": language,
        "organisation": organisation,
        "title": _("Certificate of approval"),
        "lead": _("Issued to"),
        "name": page.person.name,
        "kind": render_text(KINDS[page.asked.kind]),
        "facts": [
            (_("Number"), page.asked.number),
            (_("First day"), dates.day_and_year(first, language) if first else _("not known")),
            (_("Last day"), dates.day_and_year(counting.end, language)),
        ],
        "check": _("Anybody may check whether it is valid today, with this code:"),
        "code": grouped(code),
        "address": f"{check_at}?code={code}",
        "address_shown": check_at,
    }
