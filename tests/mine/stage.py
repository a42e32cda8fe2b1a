"""A group in Bergen where two people help, and participants of it; each browser is somebody's phone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.auth.passwords import hash_password
from intranet.cases import operations as cases
from intranet.cases.models import Case
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.groups.models import Group
from intranet.groups.operations import plan_group
from intranet.mine.about import PATH
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.participants import consents, own_word
from intranet.participants.consent_texts import CURRENT
from intranet.participants.consents import Shown
from intranet.participants.details import Contact
from intranet.participants.models import CONTACT, IN_PERSON, RECORD
from intranet.policy import Actor
from tests import factories
from tests.cast import Cast
from tests.support.visitors import NewVisitor, Visitor

NAME, NUMBER = "Rosa Kanariegul", "41 00 00 99"
WORD = "gule roser"


@lru_cache(maxsize=1)
def _hashed() -> str:
    """Slow by intention, and the same for everybody here."""
    return hash_password(WORD)


@dataclass
class Stage:
    app: Flask
    cast: Cast
    visitor: NewVisitor
    group_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def clock(self) -> Any:
        return self.app.config["CLOCK"]

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.app.app_context(), writing(db.session()):
            yield db.session()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.app.app_context():
            yield db.session()

    def as_(self, session: Session, name: str) -> Actor:
        return actor_of(session, self.cast.people[name].id, local_date(self.clock()))

    def opens_a_group(self) -> None:
        """The volunteer and the assistant help in it; the coordinator has the district above."""
        with self.writing() as session:
            self.group_id = plan_group(
                session, self.clock(), kind="peer_support", town_name="Bergen", country="NO", entered_by=None
            ).group.id
            session.get_one(Group, self.group_id).status = "active"
            unit = session.get_one(Unit, self.group_id)
            for name in ("volunteer", "assistant"):
                factories.role(session, self.cast.people[name], name, unit)

    def somebody(self, name: str | None = None, number: str | None = None) -> uuid.UUID:
        """Whoever came for the first time, and agreed to have a name and a number written down, if given."""
        with self.writing() as session:
            helper, now = self.as_(session, "volunteer"), self.clock()
            unit = session.get_one(Unit, self.group_id)
            begun = cases.begin(session, PATH, "first_visit", helper, unit, now, {}).case_id
            one = session.get_one(Case, begun).subject_id
            assert one is not None
            if name is not None:
                words = Shown(CURRENT[RECORD], "en", IN_PERSON)
                consents.give(session, helper, now, one, RECORD, words, name=name)
            if number is not None:
                words = Shown(CURRENT[CONTACT], "en", IN_PERSON)
                consents.give(session, helper, now, one, CONTACT, words, contact=Contact("call", number))
        return one

    def goes(
        self, participant_id: uuid.UUID, *steps: tuple[str, dict[str, Any]], by: str = "assistant"
    ) -> None:
        """Steps of the path that the group takes with them."""
        for key, answers in steps:
            with self.writing() as session:
                case_id = self._case(session, participant_id).id
                cases.advance(session, case_id, key, self.as_(session, by), self.clock(), answers)

    def thinks_of_joining(self, participant_id: uuid.UUID) -> None:
        self.goes(participant_id, ("welcome", {"informed": True}), ("consider", {"raised": "they"}))

    def tick(self) -> None:
        """What time does by itself, as the clock stands."""
        with self.app.app_context():
            cases.tick(db.session(), self.clock())

    def state(self, participant_id: uuid.UUID) -> str:
        with self.reading() as session:
            return self._case(session, participant_id).state

    def _case(self, session: Session, participant_id: uuid.UUID) -> Case:
        found = select(Case).where(Case.workflow == PATH, Case.subject_id == participant_id)
        return session.scalars(found.execution_options(populate_existing=True)).one()

    def link_for(self, participant_id: uuid.UUID, by: str = "volunteer") -> str:
        """The path of a link, as it is read aloud from the helper's screen."""
        helper = self.visitor(by)
        answer = helper.post(f"/participants/{participant_id}/link")
        assert answer.status_code == 303, answer.text
        shown = helper.get(answer.headers["Location"]).text
        found = re.search(r"/mine/[0-9A-Z-]+", shown)
        assert found, shown
        return found[0]

    def by_a_link(self, participant_id: uuid.UUID, by: str = "volunteer") -> Visitor:
        """A phone that has opened a link, whoever holds it."""
        path, phone = self.link_for(participant_id, by), self.visitor()
        phone.get(path)
        assert phone.post(path).headers["Location"].endswith("/mine")
        phone.get("/mine")
        return phone

    def on_their_page(self, participant_id: uuid.UUID) -> Visitor:
        """The phone of somebody on their own page: the first time they choose a word, later they enter it."""
        phone = self.by_a_link(participant_id)
        if phone.get("/mine/word").status_code == 403:
            assert phone.post("/mine/word/entering", {"word": WORD}).status_code == 303
            phone.get("/mine")
        else:
            self.chooses_a_word(participant_id)
        return phone

    def chooses_a_word(self, participant_id: uuid.UUID) -> None:
        with self.writing() as session:
            own_word.choose(session, Actor(None, participant_id=participant_id), _hashed())
