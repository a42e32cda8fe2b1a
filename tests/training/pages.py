"""What the tests of training's pages have: the application, a candidate's training, and its people's browsers."""

from __future__ import annotations

import uuid
from datetime import date

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.training.progress import TrainingFacts
from intranet.training.queries import facts_about
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor
from tests.training.school import meeting_group


class Pages:
    """The volunteer is the candidate; the assistant is certified and leads a group in Bergen."""

    def __init__(self, app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor) -> None:
        self.app, self.cast, self.clock, self.visitor = app, cast, clock, visitor
        with app.app_context(), writing(db.session()):
            factories.certificate(
                db.session(), cast.assistant, cast.staff, date(2025, 1, 1), date(2028, 1, 1)
            )
            self.club = meeting_group(db.session(), cast, clock)
        self.candidate = cast.volunteer.id
        self.address = f"/training/{self.candidate}"
        self.browsers: dict[str, Visitor] = {}

    def __call__(self, name: str) -> Visitor:
        if name not in self.browsers:
            self.browsers[name] = self.visitor(name)
        return self.browsers[name]

    @property
    def today(self) -> str:
        return local_date(self.clock()).isoformat()

    def facts(self) -> TrainingFacts:
        with self.app.app_context():
            return facts_about(db.session(), self.candidate)

    def one(self, column: InstrumentedAttribute[uuid.UUID]) -> uuid.UUID:
        with self.app.app_context():
            return db.session().scalars(select(column)).one()

    def practised(self, **changed: str) -> int:
        told = {"held_on": self.today, "part": "led", "mentor": str(self.cast.assistant.id), **changed}
        return self("volunteer").post(f"/groups/{self.club}/practice", told).status_code
