"""The public list of groups: the nearest first, only those that meet and are listed, and no person on it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import time

import pytest
from flask import Flask

from intranet.db import writing
from intranet.groups import operations
from intranet.groups.models import CLOSED, RESTING, SILENT, TRIAL, Group
from tests.cases.bergen import driven
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor
from tests.workflows.databases import ON_SQLITE
from tests.workflows.new_group.driver import NewGroup

pytestmark = ON_SQLITE
Meets = Callable[..., Group]


@pytest.fixture
def bergen(app: Flask, cast: Cast, clock: Clock) -> Iterator[NewGroup]:
    with driven(app, cast, clock) as driver:
        yield driver


@pytest.fixture
def meets(bergen: NewGroup) -> Meets:
    """A group that meets in a town."""

    def make(town: str, *, kind: str = "family_club", **changed: object) -> Group:
        session, people = bergen.session, bergen.people
        with writing(session):
            placed = operations.plan_group(
                session, bergen.clock(), kind=kind, town_name=town, country="NO", entered_by=None
            )
            told = {
                "room": "Church hall", "step_free": True, "weekday": "wed", "start_time": time(18),
                "children_welcome": False, "leader": people.assistant.id, "first_meeting": bergen.today,
                "contact_person": people.volunteer.id,
            }  # fmt: skip
            operations.list_group(session, bergen.clock(), placed.group.id, told)
            group = session.get_one(Group, placed.group.id)
            group.status = TRIAL
            for name, value in changed.items():
                setattr(group, name, value)
        return group

    return make


def _found(reader: Visitor, town: str = "", country: str = "NO") -> list[str]:
    """The towns in the order of the page."""
    page = reader.get(f"/find?town={town}&country={country}", Accept_Language="en").text
    cards = page.split("data-group>")[1:]
    return [card.split('card-title">')[1].split("<")[0].strip() for card in cards]


def test_the_nearest_stand_first_and_without_a_town_they_stand_by_name(
    meets: Meets, visitor: NewVisitor
) -> None:
    for town in ("Oslo", "Bergen", "Trondheim", "Voss"):
        meets(town)
    reader = visitor()
    assert _found(reader) == ["Bergen", "Oslo", "Trondheim", "Voss"]
    assert _found(reader, "Bergen") == ["Bergen", "Voss", "Oslo", "Trondheim"]
    assert _found(reader, "trondheim") == ["Trondheim", "Voss", "Oslo", "Bergen"]


def test_where_the_nearest_is_far_somebody_to_write_to_stands_before_the_list(
    meets: Meets, visitor: NewVisitor
) -> None:
    meets("Oslo")
    reader = visitor()
    for town, far in (("Trondheim", True), ("Drammen", False), ("", False)):
        assert _found(reader, town) == ["Oslo"]
        assert reader.page is not None
        assert ("The nearest group is far from there." in reader.page.text) == far, town


def test_a_town_that_nobody_knows_is_said_and_all_groups_are_shown(meets: Meets, visitor: NewVisitor) -> None:
    meets("Oslo")
    reader = visitor()
    assert _found(reader, "Nowhere-on-Sea") == ["Oslo"]
    assert reader.page is not None
    assert "We do not know this town" in reader.page.text
    assert "<h2>All groups in Norway</h2>" in reader.page.text
    assert _found(reader, "<script>alert(1)</script>" * 20) == ["Oslo"]
    assert "<script>alert" not in reader.page.text


def test_a_town_of_another_country_is_told_with_the_way_there(meets: Meets, visitor: NewVisitor) -> None:
    meets("Bergen")
    reader = visitor()
    assert _found(reader, "Bergen", "SE") == []
    assert reader.page is not None
    assert "This town is in Norway." in reader.page.text
    assert "We do not know this town" not in reader.page.text
    (way,) = re.findall(r'href="(/find\?[^"]+town=Bergen)">Show the nearest there', reader.page.text)
    assert "Bergen" in reader.get(html.unescape(way)).text.split("data-group>")[1]


@pytest.mark.parametrize(
    "changed",
    [
        {"hidden_for": SILENT},
        {"listed": False},
        {"status": RESTING},
        {"status": CLOSED},
        {"status": "approved"},
    ],
)
def test_what_is_hidden_or_does_not_meet_is_not_found(
    meets: Meets, visitor: NewVisitor, changed: dict[str, object]
) -> None:
    meets("Bergen")
    meets("Voss", **changed)
    assert _found(visitor()) == ["Bergen"]


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "&address_hidden=",
        "&address_hidden=0",
        "&room=1&rooms=all",
        "&inside=1&listed=all",
        "&town=Church+hall",
    ],
)
def test_where_a_hidden_group_meets_is_told_to_nobody_who_only_looks(
    meets: Meets, visitor: NewVisitor, forged: str
) -> None:
    meets("Bergen", room="Kirkegaten 4, Eksempelgården", address_hidden=True)
    for town in ("", "Bergen", "Kirkegaten 4"):
        page = visitor().get(f"/find?country=NO&town={town}{forged}", Accept_Language="en").text
        (card,) = [card.split("</li>")[0] for card in page.split("data-group>")[1:]]
        assert "Bergen" in card
        assert "Ask us for the place" in card
        assert "Eksempelgården" not in page
        assert "Kirkegaten" not in card
    meets("Voss", room="Kafeen Eksempel")
    assert "Kafeen Eksempel" in visitor().get("/find?country=NO").text


def test_no_person_stands_on_it_and_another_countrys_groups_stand_elsewhere(
    meets: Meets, visitor: NewVisitor
) -> None:
    meets("Bergen")
    reader = visitor()
    page = reader.get("/find?town=Bergen&country=NO", Accept_Language="en").text
    for words in ("Wednesday", "Family club", "Church hall", "in the town"):
        assert words in page
    for name in ("Assistant Eksempel", "Volunteer Eksempel"):
        assert name not in page
    assert _found(reader, country="SE") == []
    assert _found(reader, country="XX") == ["Bergen"]


def test_from_the_list_one_comes_to_asking_and_back(visitor: NewVisitor) -> None:
    reader = visitor()
    assert 'href="/ask?country=NO"' in reader.get("/find", Accept_Language="en").text
    assert 'href="/find?country=NO"' in reader.get("/ask", Accept_Language="en").text
