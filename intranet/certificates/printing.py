"""A certificate as a PDF that a screen reader can read (PDF/UA-1); whether it may be printed is asked elsewhere."""

from __future__ import annotations

import json
from functools import cache

import typst

from intranet import dates, resources
from intranet.certificates.codes import grouped
from intranet.certificates.page import Printable
from intranet.certificates.words import KINDS
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.i18n import gettext as _
from intranet.i18n import reading, render_text
from intranet.problems import Refused

SOURCE = resources.TEMPLATES / "certificates" / "certificate.typ"


def pdf_of(name: str, printable: Printable, organisation: str, check_at: str, language: str) -> bytes:
    """For whoever is called so, in this language; `check_at` is the address at which anybody may check its code.

    Raises Refused when the name is written with signs that no embedded font has.
    """
    with reading(language):
        said = _said(name, printable, organisation, check_at, language)
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


def _said(
    name: str, printable: Printable, organisation: str, check_at: str, language: str
) -> dict[str, object]:
    certificate, start = printable.certificate, printable.start
    return {
        "language": language,
        "organisation": organisation,
        "title": _("Certificate of approval"),
        "lead": _("Issued to"),
        "name": name,
        "kind": render_text(KINDS[certificate.kind]),
        "facts": [
            (_("Number"), certificate.number),
            (_("First day"), dates.day_and_year(start, language) if start else _("not known")),
            (_("Last day"), dates.day_and_year(printable.end, language)),
        ],
        "check": _("Anybody may check whether it is valid today, with this code:"),
        "code": grouped(certificate.code),
        "address": f"{check_at}?code={certificate.code}",
        "address_shown": check_at,
    }
