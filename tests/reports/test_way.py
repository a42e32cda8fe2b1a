"""How far visitors came: counted from their steps, told in ranges, to whoever helps there or looks after it."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations
from intranet.cases.models import Case, CaseEvent, WorkflowVersion
from intranet.db import writing
from intranet.extensions import db
from intranet.groups.models import ACTIVE, PEER_SUPPORT, Group, Meeting
from intranet.organisation.models import Unit
from intranet.reports import way
from intranet.reports.halves import Half, chosen, over
from tests import cast, factories
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.participant_path.driver import Path

# The clock stands on 12 May 2026: the newest half-year that is over is the one before.
FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
WINTER = datetime(2025, 9, 2, 17, tzinfo=UTC)


@pytest.fixture
def path(session: Session, people: cast.Cast, clock: Clock) -> Path:
    return Path(session, people, clock)


def counted(path: Path, last: date = LAST) -> way.Counted:
    return way.counted(path.session, [path.group], FIRST, last)[path.group.id]


def test_each_stage_counts_who_reached_it_first_in_these_days_and_how_long_it_took(path: Path) -> None:
    path.comes()
    path.clock.forward(days=10)
    path.is_welcomed()
    path.clock.forward(days=20)
    path.settles()
    path.comes()
    found = counted(path)
    assert found.reached == {
        "visitor": 2, "welcomed": 1, "regular": 1, "thinking": 0, "applied": 0, "member": 0, "contributor": 0,
    }  # fmt: skip
    assert found.days == {
        "visitor": [], "welcomed": [10], "regular": [20],
        "thinking": [], "applied": [], "member": [], "contributor": [],
    }  # fmt: skip
    assert counted(path, path.today - timedelta(30)).reached["visitor"] == 1
    assert counted(path, path.today - timedelta(31)).reached["visitor"] == 0


def test_away_and_back_and_leaving_change_no_stage_that_was_reached(path: Path) -> None:
    path.brought_to("regular")
    before = counted(path).reached
    path.take("pause", path.people.helper)
    path.take("return", path.people.helper)
    path.take("leave", path.people.leader)
    assert counted(path).reached == before


def test_a_step_that_was_taken_back_was_never_reached(path: Path) -> None:
    path.comes()
    path.is_welcomed()
    case = path.case
    with writing(path.session):
        operations.undo(
            path.session, case.id, path.as_(path.people.helper), path.clock(), version=case.version
        )
    assert path.state == "visitor"
    assert counted(path).reached["welcomed"] == 0
    path.clock.forward(days=3)
    path.is_welcomed()
    assert counted(path).days["welcomed"] == [3]


def test_a_neighbour_group_is_another_count(path: Path) -> None:
    path.comes()
    path.comes(path.neighbour, path.people.of_neighbour)
    assert counted(path).reached["visitor"] == 1


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (date(2026, 6, 30), Half(2025, 2)),
        (date(2026, 7, 1), Half(2026, 1)),
        (date(2026, 12, 31), Half(2026, 1)),
        (date(2027, 1, 1), Half(2026, 2)),
    ],
)
def test_a_half_year_is_told_when_it_is_over_and_no_two_overlap(today: date, newest: Half) -> None:
    halves = over(today)
    assert halves[0] == newest == chosen("2099-1", today) == chosen(None, today)
    assert all(one.last < today for one in halves)
    assert all(one.first == before.last + timedelta(1) for one, before in pairwise(halves))


class Town:
    """Groups in Vestland with visitors of the last half-year."""

    def __init__(self, app: Flask, cast: Cast, visitor: NewVisitor) -> None:
        self.app, self.cast, self.visitor = app, cast, visitor
        self.groups: dict[str, uuid.UUID] = {}

    def group(self, name: str, *, came: int, welcomed: int = 0, first_visits: int = 0) -> None:
        with self.app.app_context(), writing(db.session()):
            unit = factories.unit(db.session(), "group", name, self.cast.units["vestland"])
            self.groups[name] = unit.id
            db.session().add(
                Group(
                    id=unit.id, kind=PEER_SUPPORT, status=ACTIVE, town_id=self.cast.towns["Bergen"].id,
                    listed=True, opened_on=date(2025, 1, 7),
                )
            )  # fmt: skip
            db.session().flush()
            whose = self.cast.assistant.id
            db.session().add(
                Meeting(
                    group_id=unit.id, held_on=WINTER.date(), led_by=whose, came=20, first_visits=first_visits,
                    reported_by=whose, reported_at=WINTER,
                )
            )  # fmt: skip
            for number in range(came):
                self._walks(unit, ["visitor", "welcomed"] if number < welcomed else ["visitor"])

    def _walks(self, unit: Unit, states: list[str]) -> None:
        hash_ = db.session().scalars(
            select(WorkflowVersion.hash).where(WorkflowVersion.workflow == "participant_path")
        ).first()  # fmt: skip
        case = Case(
            workflow="participant_path", state=states[-1], subject_kind="participant",
            subject_id=uuid.uuid4(), unit_id=unit.id, unit_path=unit.path, via="first_visit",
            entered_at=WINTER, started_at=WINTER, events=len(states),
        )  # fmt: skip
        db.session().add(case)
        db.session().flush()
        db.session().add_all(
            CaseEvent(
                case_id=case.id, number=number, kind="transition", at=WINTER + timedelta(14 * (number - 1)),
                transition="first_visit", to_state=state, workflow_hash=hash_,
            )
            for number, state in enumerate(states, 1)
        )  # fmt: skip

    def told(self, address: str, name: str = "coordinator") -> dict[str, str]:
        page = unescape(self.visitor(name).get(address).text)
        return dict(re.findall(r"<p><strong>([^<]+)</strong> <span>([^<]+)</span></p>", page))


@pytest.fixture
def town(app: Flask, cast: Cast, visitor: NewVisitor) -> Town:
    return Town(app, cast, visitor)


def test_a_district_is_told_in_ranges_with_shares_and_usual_times(town: Town) -> None:
    town.group("Laksevåg", came=12, welcomed=7, first_visits=6)
    town.group("Åsane", came=8, welcomed=6, first_visits=3)
    town.group("Fana", came=1, first_visits=1)
    assert town.told("/reports/visitors") == {
        "Enquiries": "fewer than 5",
        "First visits, as the meetings told them": "10 to 17",
        "Visitor": "20 to 27",
        "Welcomed": "10 to 14",
        "Comes regularly": "fewer than 5",
        "Thinking about membership": "fewer than 5",
        "Membership on its way": "fewer than 5",
        "Member": "fewer than 5",
        "Member who helps out": "fewer than 5",
    }
    page = town.visitor("coordinator").get("/reports/visitors").text
    assert "about 50 of 100 of the step before, usually about 2 weeks after it" in " ".join(page.split())
    assert page.count("usually about") == 1


def test_the_table_to_take_away_tells_the_same_ranges_of_each_group(town: Town) -> None:
    town.group("Laksevåg", came=12, welcomed=7)
    town.group("Fana", came=1)
    answer = town.visitor("coordinator").get("/reports/visitors.csv")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[1:] == ["Vestland", "Fana", "Laksevåg"]
    assert "Visitor;10 to 18;fewer than 5;10 to 14" in lines
    assert "Welcomed;5 to 13;fewer than 5;5 to 9" in lines


def test_a_group_is_told_to_those_in_it_as_in_its_district_and_to_no_group_beside_it(town: Town) -> None:
    town.group("Laksevåg", came=12, welcomed=7)
    town.group("Fana", came=1)
    with town.app.app_context(), writing(db.session()):
        unit = db.session().get_one(Unit, town.groups["Laksevåg"])
        factories.role(db.session(), town.cast.volunteer, "volunteer", unit)
    here, beside = (f"/groups/{town.groups[name]}/way" for name in ("Laksevåg", "Fana"))
    for name in ("volunteer", "coordinator", "staff", "board"):
        assert town.told(here, name)["Visitor"] == "10 to 14", name
    assert "Enquiries" not in town.told(here, "volunteer")
    assert town.visitor("volunteer").get(beside).status_code == 404
    for name in ("assistant", "trainer", "admin", "coordinator_east", "swede", "outsider"):
        for address in (here, beside):
            assert town.visitor(name).get(address).status_code == 404, name
    for name in ("volunteer", "assistant", "trainer", "admin", "outsider"):
        for address in ("/reports/visitors", "/reports/visitors.csv"):
            assert town.visitor(name).get(address).status_code == 404, name


def test_a_district_out_of_reach_is_not_chosen(town: Town) -> None:
    town.group("Laksevåg", came=12)
    wanted = f"/reports/visitors?district={town.cast.units['vestland'].id}"
    assert town.told(wanted, "coordinator_east")["Visitor"] == "fewer than 5"
    assert "Vestland" not in town.visitor("coordinator_east").get(wanted).text


def test_the_running_half_year_is_not_told_whatever_is_asked(town: Town) -> None:
    town.group("Laksevåg", came=12)
    for half in ("2026-1", "2026-2", "x", ""):
        assert town.told(f"/reports/visitors?half={half}")["Visitor"] == "10 to 14", half
    assert town.told("/reports/visitors?half=2025-1")["Visitor"] == "fewer than 5"
