"""Somebody who writes by the public form, without being signed in; what they write is invented."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from intranet.cases.models import Case
from intranet.enquiries.models import Enquiry
from intranet.extensions import db
from tests.support.clock import Clock
from tests.support.visitors import Visitor

NAME, NUMBER = "Kråkefrø Eksempel", "+47 900 12 345"
WRITTEN = {
    "way": "call",
    "value": NUMBER,
    "message": "no",
    "when": "evening",
    "town": "Bergen",
    "country": "NO",
    "language": "nb",
    "for_whom": "self",
    "name": NAME,
    "note": "Ring helst etter klokken seks",
}


class Stranger(Visitor):
    """Reads the page as long as people do, and sends it."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        super().__init__(app.test_client())
        self.clock = clock

    def reads(self) -> None:
        self.get("/ask")
        self.clock.forward(minutes=1 / 3)

    def drawn(self) -> dict[str, str]:
        """What the page holds beside what is typed."""
        assert self.page is not None
        hidden = re.findall(r'name="(drawn|idempotency_key)" value="([^"]+)"', self.page.text)
        return {name: value.replace("&#43;", "+") for name, value in hidden}

    def asks(self, **typed: Any) -> TestResponse:
        self.reads()
        return self.sends(**typed)

    def sends(self, **typed: Any) -> TestResponse:
        return self.post("/ask", {**self.drawn(), **WRITTEN, **typed})


def enquiries() -> list[Enquiry]:
    """In the order in which they came."""
    db.session().rollback()
    return list(
        db.session().scalars(
            select(Enquiry).join(Case, Case.subject_id == Enquiry.id).order_by(Case.started_at)
        )
    )


def case_of(enquiry: Enquiry) -> Case:
    return db.session().scalars(select(Case).where(Case.subject_id == enquiry.id)).one()
