"""No free text of those who ask, come and join is taken when it speaks of health, before its writer was asked once.

Which texts there are is read from the pages themselves: every form that they and whoever helps them meet.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.cases.models import Task
from intranet.groups.models import Assignment
from intranet.memberships.models import Membership
from tests import factories
from tests.cast import Cast
from tests.mine.stage import NAME, Stage
from tests.support.addresses import rules
from tests.support.clock import Clock
from tests.support.forms import SentForm, forms_of
from tests.support.visitors import NewVisitor, Visitor
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

ABOUT_HEALTH = "Mor er på avrusning"
HARMLESS = "Kari Eksempel"
TYPED = re.compile(r"<(?:textarea|input)\b[^>]*>")
NAMED = re.compile(r'\bname="([^"]+)"')
# These kinds of <input> cannot hold a sentence.
NO_TEXT = re.compile(
    r'\btype="(?:hidden|checkbox|radio|number|date|time|email|tel|submit|password)"|autocomplete="one-time-code"'
)
# What a form needs besides the text that is tried, by the last part of a field's name.
FILLED = {
    "way": "email", "value": "k@post.example", "hours": "any", "when": "any", "town": "Bergen", "country": "NO",
    "language": "nb", "for_whom": "self", "said_yes": "y", "legal_name": HARMLESS, "name": HARMLESS, "note": "",
    "birth_year": "1975", "address": "Eksempelveien 1", "email": "k@post.example", "phone": "", "association": "",
    "fee_class": "middle", "pledge": "y", "came": "3", "different_visitors": "3", "first_visits": "", "person": "",
    "left_empty": "", "goes_on": "", "harmless": "",
}  # fmt: skip
# Some of what is surely met; more is read from the pages.
LEAST = {
    "/ask name", "/ask note", "/enquiries/new note", "/participants/…/agreed/record name", "/mine/consent/record name",
    "/mine/details name", "/mine/bars name", "/mine/pledge legal_name", "/mine/pledge address",
    "/mine/membership address", "/members/…/correct legal_name", "/groups/…/meetings note",
}  # fmt: skip
# Where a group meets is about nobody.
ABOUT_A_PLACE = {"room"}


@dataclass(frozen=True)
class Met:
    """A form, and the texts that can be written into it."""

    form: SentForm
    texts: tuple[str, ...]


def met(reader: Visitor, paths: list[str]) -> Iterator[Met]:
    """Every form with room for a sentence, each once."""
    seen: set[tuple[str, ...]] = set()
    for path in paths:
        html = reader.get(path).text
        roomy = {
            found[1]
            for tag in TYPED.findall(html)
            if not NO_TEXT.search(tag) and (found := NAMED.search(tag))
        }
        for form in forms_of(html, path):
            texts = tuple(sorted(roomy & form.fields.keys() - {"left_empty"} - ABOUT_A_PLACE))
            what = (form.action.partition("?")[0], *texts)
            if texts and what not in seen:
                seen.add(what)
                yield Met(form, texts)


def short(found: re.Match[str]) -> str:
    return "" if found[0].startswith("?") else "…"


def filled(form: SentForm, **typed: str) -> dict[str, str]:
    """As somebody fills it in who means well; what is prefixed belongs to one of several forms of a page."""
    usual = {name: FILLED.get(name.rpartition("-")[2], value) for name, value in form.fields.items()}
    return {**form.hidden, **{name: value for name, value in usual.items() if value}, **typed}


@dataclass
class Room:
    """Who meets forms in which something is written about them."""

    stage: Stage
    clock: Clock
    whose: uuid.UUID

    def paths(self, start: str, **ids: uuid.UUID) -> list[str]:
        """Every page of the url_map that hangs on these alone."""
        found = []
        for rule in rules(self.stage.app, "GET"):
            if rule.rule.startswith(start) and rule.arguments == ids.keys():
                built = rule.build(ids)
                assert built is not None
                found.append(built[1])
        # Whoever has joined meets that form no more, and another one instead.
        return sorted(found, key=lambda path: (path == "/mine/membership", path == "/mine/pledge"))

    def readers(self) -> Iterator[tuple[Visitor, list[str]]]:
        stage, group = self.stage, {"group_id": self.stage.group_id}
        with stage.reading() as session:
            case_id = stage._case(session, self.whose).id  # noqa: SLF001 - the stage's own way to the case
            task_ids = session.scalars(select(Task.id).where(Task.case_id == case_id)).all()
        about = [
            *self.paths("/participants", participant_id=self.whose),
            *self.paths("/cases", case_id=case_id),
        ]
        about += [f"/tasks/{one}" for one in task_ids]
        yield stage.visitor(), ["/ask", "/find"]
        yield stage.visitor("volunteer"), ["/enquiries/new", *about]
        yield stage.visitor("assistant"), [*about, *self.paths("/groups", **group)]
        yield stage.visitor("trainer"), self.paths("/groups", **group)
        yield stage.on_their_page(self.whose), self.paths("/mine")
        yield stage.on_their_page(stage.somebody()), ["/mine/consent"]
        with stage.reading() as session:
            members = session.scalars(select(Membership.id)).all()
        yield (
            stage.visitor("staff"),
            [path for one in members for path in self.paths("/members", membership_id=one)],
        )


@pytest.fixture
def room(app: Flask, cast: Cast, visitor: NewVisitor, clock: Clock) -> Room:
    stage = Stage(app, cast, visitor)
    stage.opens_a_group()
    before = clock() - timedelta(days=30)
    with stage.writing() as session:
        factories.certificate(session, cast.assistant, cast.staff, date(2020, 1, 1), date(2099, 1, 1))
        session.add(
            Assignment(
                group_id=stage.group_id, person_id=cast.assistant.id, asked_by=cast.coordinator.id,
                asked_at=before, accepted_at=before,
            )
        )  # fmt: skip
    whose = stage.somebody(NAME, "41 00 00 99")
    stage.thinks_of_joining(whose)
    return Room(stage, clock, whose)


def test_every_text_about_somebody_is_asked_about_once_when_it_speaks_of_health(room: Room) -> None:
    taken, refused, asked = [], [], set()
    for reader, paths in room.readers():
        for one in met(reader, paths):
            room.clock.forward(minutes=1)  # as long as somebody reads
            for text in one.texts:
                answer = reader.post(one.form.action, filled(one.form, **{text: ABOUT_HEALTH}))
                where = re.sub(r"[0-9a-f-]{36}|[?].*", short, one.form.action) + " " + text.rpartition("-")[2]
                asked.add(where)
                if answer.status_code != 422:
                    taken.append((where, answer.status_code))
            plain = reader.post(one.form.action, filled(one.form))
            if plain.status_code != 303:
                refused.append((where, plain.status_code))
    assert taken == []
    assert refused == [], "the control: it is the text alone that is not taken"
    assert asked >= LEAST
