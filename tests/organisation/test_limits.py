"""The limits of a nation: who sets them, on which page, what makes no sense, and what is kept of what was set."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.organisation import limits
from intranet.organisation.actors import actor_of
from intranet.organisation.limit_words import LINES
from intranet.organisation.policy import can_set_limits, with_limits_of
from intranet.organisation.settings import LIMITS, limit
from intranet.problems import Denied, NotVisible
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor


def _page(cast: Cast, nation: str = "nation", key: str = "") -> str:
    address = f"/organisation/units/{cast.units[nation].id}/limits"
    return f"{address}/{key}" if key else address


def _set(visitor: Visitor, cast: Cast, key: str, value: str) -> int:
    visitor.get(_page(cast, key=key))
    return visitor.post(_page(cast, key=key), {"value": value}).status_code


def _values(page: str) -> dict[str, int]:
    return {key: int(value) for key, value in re.findall(r'data-limit="(\w+)" data-value="(\d+)"', page)}


def test_every_limit_that_ships_has_its_words_and_stands_on_the_page(visitor: NewVisitor, cast: Cast) -> None:
    assert set(LINES) == set(LIMITS)
    assert _values(visitor("staff").get(_page(cast)).text) == dict(LIMITS)


def test_staff_set_a_limit_and_it_is_told_who_did_when_and_what_it_was_before(
    visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    staff = visitor("staff")
    for value in ("60", "45"):
        clock.forward(minutes=1)
        assert _set(staff, cast, "grace_days", value) == 303
    shown = staff.get(_page(cast)).text
    assert _values(shown) == {**LIMITS, "grace_days": 45}
    line = shown.partition('data-limit="grace_days"')[2].partition("</li>")[0]
    assert "45 days" in line
    assert cast.staff.name in line
    assert "otherwise 90 days" in line
    history = staff.get(_page(cast, key="grace_days")).text.partition("data-history")[2]
    assert re.findall(r"(\d+) days, Staff Eksempel", history) == ["45", "60"]
    assert _values(visitor("swede").get("/organisation").text) == {}


def test_the_nation_beside_counts_as_before(session: Session, people: Cast, clock: Clock) -> None:
    staff = actor_of(session, people.staff.id, local_date(clock()))
    norway, sweden = people.units["nation"], people.units["sweden"]
    limits.set_limit(session, staff, clock(), nation_id=norway.id, key="grace_days", value=30)
    session.flush()
    assert limit(session, people.units["vestland"].path, "grace_days") == 30
    assert limit(session, sweden.path, "grace_days") == 90
    with pytest.raises(NotVisible):
        limits.set_limit(session, staff, clock(), nation_id=sweden.id, key="grace_days", value=30)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("staff", True), ("admin", True), ("board", False), ("coordinator", False), ("trainer", False),
        ("volunteer", False),
    ],
)  # fmt: skip
def test_only_the_office_sets_limits(
    session: Session, people: Cast, clock: Clock, name: str, may: bool
) -> None:
    actor = actor_of(session, people.people[name].id, local_date(clock()))
    seen = session.scalars(with_limits_of(actor)).all()
    assert [unit.name for unit in seen] == (["Norge"] if may else [])
    assert [unit.name for unit in people.units.values() if can_set_limits(actor, unit)] == [
        unit.name for unit in seen
    ]
    if not may:
        with pytest.raises((Denied, NotVisible)):
            limits.set_limit(
                session, actor, clock(), nation_id=people.units["nation"].id, key="grace_days", value=1
            )


@pytest.mark.parametrize("name", ["board", "coordinator", "volunteer", "swede"])
def test_for_others_there_is_no_such_page_and_a_forged_form_changes_nothing(
    visitor: NewVisitor, cast: Cast, name: str
) -> None:
    somebody = visitor(name)
    assert somebody.get(_page(cast)).status_code == 404
    assert somebody.post(_page(cast, key="grace_days"), {"value": "1"}).status_code == 404
    assert _values(visitor("staff").get(_page(cast)).text) == dict(LIMITS)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("grace_days", "", "Please fill this in."),
        ("grace_days", "many", "Please write a whole number"),
        ("grace_days", "-1", "Write a number between 0 and 3650."),
        ("grace_days", "3651", "Write a number between 0 and 3650."),
        ("silent_unlist_days", "0", "Write a number between 1 and 100000."),
        ("certificate_months", "0", "Write a number between 1 and 600."),
        ("meeting_minutes", "1441", "Write a number between 1 and 1440."),
        ("candidate_age", "121", "Write a number between 0 and 120."),
        ("families_split", "13", "This cannot be more than “Families in a club at most”: 12."),
        ("families_most", "10", "This cannot be less than “Families from which a split is proposed”: 11."),
        ("renewal_ethics_hours", "21", "This cannot be more than “Hours of continuing education”: 20."),
        ("code_of_conduct_version", "2", "There is no text of this version; the newest is 1."),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_and_nothing_is_kept(
    visitor: NewVisitor, cast: Cast, key: str, value: str, told: str
) -> None:
    staff = visitor("staff")
    staff.get(_page(cast, key=key))
    answer = staff.post(_page(cast, key=key), {"value": value})
    assert answer.status_code == 422
    assert told in answer.text
    assert _values(staff.get(_page(cast)).text) == dict(LIMITS)
    assert "data-history" not in staff.get(_page(cast, key=key)).text


def test_a_limit_that_there_is_not_and_a_unit_that_is_no_nation_are_not_found(
    visitor: NewVisitor, cast: Cast
) -> None:
    staff = visitor("staff")
    assert staff.get(_page(cast, key="no_such")).status_code == 404
    assert staff.get(_page(cast, "vestland")).status_code == 404


def test_the_same_number_once_more_is_no_change(visitor: NewVisitor, cast: Cast) -> None:
    staff = visitor("staff")
    for _ in range(2):
        assert _set(staff, cast, "appeal_days", "30") == 303
    assert staff.get(_page(cast, key="appeal_days")).text.count("30 days,") == 1


@pytest.mark.parametrize(("language", "says"), [("sv", "Gränser"), ("nb", "Grenser"), ("da", "Grænser")])
def test_the_page_speaks_the_readers_language(
    visitor: NewVisitor, cast: Cast, language: str, says: str
) -> None:
    page = visitor("staff").get(_page(cast), Accept_Language=language).text
    assert f"<h1>{says}</h1>" in page
    assert "How long" not in page
