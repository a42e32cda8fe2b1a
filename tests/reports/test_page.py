"""The year in figures as its readers see it: who may, which years and units, and what one more event changes."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.db import new_id, writing
from intranet.extensions import db
from intranet.gatherings.models import FOLLOWED_UP, Gathering
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.reports.policy import can_see, visible_to
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor

Figures = dict[str, list[str]]
Certifies = Callable[[str, date], None]
DISTRICT = "Vestland"


@pytest.fixture
def certifies(app: Flask, cast: Cast) -> Certifies:
    """Somebody gets their first certificate, from this day on."""

    def certify(name: str, valid_from: date) -> None:
        with app.app_context(), writing(db.session()):
            factories.certificate(
                db.session(), cast.people[name], cast.staff, valid_from, date(valid_from.year + 2, 1, 31)
            )

    return certify


def columns(page: str) -> list[str]:
    """What stands side by side."""
    return re.findall(r'role="columnheader">([^<]+)<', page)[1:]


def figures(page: str) -> Figures:
    """Each line of the table by its name: its counts, then how it is counted."""
    rows = re.findall(
        r'role="rowheader">([^<]+)(?:<span class="help">([^<]+)</span>)?<(.*?)</tr>',
        unescape(page),
        re.DOTALL,
    )
    return {name: [*re.findall(r"<div>([^<]*)</div>", cells), help_] for name, help_, cells in rows}


def options(page: str, name: str) -> list[str]:
    found = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    return re.findall(r">([^<]+)</option>", found[0]) if found else []


def saved(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("staff", 200), ("board", 200), ("coordinator", 404), ("trainer", 404), ("assistant", 404),
        ("volunteer", 404), ("admin", 404), ("swede", 404), ("outsider", 404),
    ],
)  # fmt: skip
def test_the_figures_are_there_for_staff_and_board_and_for_nobody_else(
    visitor: NewVisitor, name: str, status: int
) -> None:
    somebody = visitor(name)

    assert [somebody.get(path).status_code for path in ("/reports", "/reports.csv")] == [status, status]


def test_whoever_is_not_signed_in_is_asked_to_be(visitor: NewVisitor) -> None:
    assert visitor().get("/reports").status_code == 303


def test_one_more_certificate_changes_the_figure_of_its_year_alone(
    visitor: NewVisitor, certifies: Certifies
) -> None:
    certifies("assistant", date(2024, 3, 1))
    staff = visitor("staff")

    def certified(year: int) -> str:
        return figures(staff.get(f"/reports?year={year}").text)["Assistants certified"][0]

    assert [certified(2024), certified(2025)] == ["1", "0"]
    certifies("volunteer", date(2024, 12, 31))
    assert [certified(2024), certified(2025)] == ["2", "0"]


def test_each_kind_of_gathering_has_a_line_with_how_it_is_counted(
    app: Flask, cast: Cast, visitor: NewVisitor
) -> None:
    day = datetime(2025, 5, 3, 12, tzinfo=ZoneInfo("Europe/Oslo"))
    with app.app_context(), writing(db.session()):
        for kind in ("course", "nordic", "nordic"):
            db.session().add(
                Gathering(
                    id=new_id(), unit_id=cast.units["nation"].id, kind=kind, title="En samling", minutes=0,
                    status=FOLLOWED_UP, starts_at=day, ends_at=day, seats=5, ethics_minutes=0, planned_at=day,
                )
            )  # fmt: skip

    found = figures(visitor("board").get("/reports?year=2025").text)
    kinds = (
        "Courses", "Supervisions", "National gatherings", "Nordic gatherings", "Members' gatherings",
        "Meetings of several clubs",
    )  # fmt: skip
    assert [found[kind][0] for kind in kinds] == ["1", "0", "0", "2", "0", "0"]
    helps = [cells[-1] for cells in found.values() if cells[-1]]
    assert all(help_.endswith(".") for help_ in helps)
    assert [kind for kind in kinds if found[kind][-1]] == ["Courses"], "it is said once for all of them"


def test_without_a_choice_it_is_the_last_whole_year_and_the_first_offered_is_that_of_the_first_event(
    visitor: NewVisitor, certifies: Certifies
) -> None:
    certifies("assistant", date(2021, 3, 1))
    page = visitor("staff").get("/reports").text

    assert 'data-year="2025"' in page
    assert options(page, "year") == ["2026 until today", "2025", "2024", "2023", "2022", "2021"]


def test_where_nothing_has_happened_yet_there_are_two_years_and_no_sum(visitor: NewVisitor) -> None:
    page = visitor("staff").get("/reports").text

    assert options(page, "year") == ["2026 until today", "2025"]
    assert {cells[0] for cells in figures(page).values()} == {"0"}


def test_of_the_year_that_lasts_only_what_is_over_is_counted(
    visitor: NewVisitor, certifies: Certifies, clock: Clock
) -> None:
    certifies("assistant", date(2026, 5, 13))

    def certified() -> str:
        return figures(visitor("staff").get("/reports?year=2026").text)["Assistants certified"][0]

    assert clock().date() == date(2026, 5, 12)
    assert certified() == "0"
    clock.forward(days=1)
    assert certified() == "1"


@pytest.mark.parametrize("year", ["1066", "2027", "soon", "-1", "9" * 5000, ""])
def test_a_year_that_has_no_figures_is_the_last_whole_one(visitor: NewVisitor, year: str) -> None:
    answer = visitor("staff").get(f"/reports?year={year}")

    assert (answer.status_code, 'data-year="2025"' in answer.text) == (200, True)


def test_a_district_stands_beside_the_country_and_counts_its_own_alone(
    app: Flask, cast: Cast, visitor: NewVisitor, certifies: Certifies
) -> None:
    certifies("assistant", date(2025, 3, 1))  # of the district
    certifies("trainer", date(2025, 3, 1))  # of the country
    staff = visitor("staff")
    assert columns(staff.get("/reports").text) == ["Norge"]

    page = staff.get(f"/reports?district={cast.units['vestland'].id}").text
    assert columns(page) == ["Norge", DISTRICT]
    assert figures(page)["Assistants certified"][:2] == ["2", "1"]


def test_nobody_chooses_a_unit_of_another_country(visitor: NewVisitor, cast: Cast) -> None:
    staff = visitor("staff")

    for unit in (cast.units["sweden"].id, "x", new_id()):
        page = staff.get(f"/reports?district={unit}").text
        assert columns(page) == ["Norge"]
        assert "Sverige" not in page


def test_whoever_works_in_two_countries_sees_them_side_by_side(
    app: Flask, cast: Cast, visitor: NewVisitor, certifies: Certifies
) -> None:
    certifies("assistant", date(2025, 3, 1))
    with app.app_context(), writing(db.session()):
        factories.role(db.session(), cast.staff, "board", cast.units["sweden"])
    page = visitor("staff").get("/reports").text

    assert columns(page) == ["Norge", "Sverige"]
    assert figures(page)["Assistants certified"][:2] == ["1", "0"]


def test_whoever_works_in_a_district_sees_that_and_not_the_country(
    app: Flask, cast: Cast, visitor: NewVisitor
) -> None:
    with app.app_context(), writing(db.session()):
        factories.role(db.session(), cast.outsider, "staff", cast.units["vestland"])
    page = visitor("outsider").get("/reports").text

    assert columns(page) == [DISTRICT]
    assert options(page, "district") == []


def test_what_one_may_see_of_and_what_the_list_holds_are_the_same(
    app: Flask, cast: Cast, clock: Clock
) -> None:
    seen = {}
    with app.app_context():
        units = db.session().scalars(select(Unit)).all()
        for name, person in cast.people.items():
            reader = actor_of(db.session(), person.id, clock().date())
            listed = set(db.session().scalars(visible_to(reader)))
            assert listed == {unit for unit in units if can_see(reader, unit)}, name
            seen[name] = len(listed)
    assert {name for name, count in seen.items() if count} == {"staff", "staff_two", "board", "board_two"}


def test_the_table_to_take_away_says_what_the_page_says(visitor: NewVisitor, certifies: Certifies) -> None:
    certifies("assistant", date(2024, 3, 1))
    staff = visitor("staff")
    page = staff.get("/reports?year=2024").text
    link = re.search(r'href="(/reports\.csv[^"]*)"', page)
    assert link is not None
    answer = staff.get(link[1].replace("&amp;", "&"))

    assert (answer.mimetype, answer.headers["Content-Disposition"]) == (
        "text/csv", 'attachment; filename="figures-2024.csv"'
    )  # fmt: skip
    assert answer.data.startswith(b"\xef\xbb\xbf")
    head, *rows = saved(answer.data)
    assert head == ["1 January 2024 to 31 December 2024", "Norge 2024", "How it is counted"]
    assert rows[0][:2] == ["Assistants certified", "1"]
    assert {name: cells for name, *cells in rows} == figures(page)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", " =1+1", "\t=1"])
def test_a_place_that_is_called_like_a_formula_is_words_in_the_table(
    app: Flask, cast: Cast, visitor: NewVisitor, name: str
) -> None:
    with app.app_context(), writing(db.session()):
        db.session().get_one(Unit, cast.units["nation"].id).name = name

    cells = saved(visitor("staff").get("/reports.csv").data)[0]
    assert cells[1] == f"'{name} 2025"


def test_a_semicolon_or_a_quotation_mark_in_a_name_opens_no_cell(
    app: Flask, cast: Cast, visitor: NewVisitor
) -> None:
    with app.app_context(), writing(db.session()):
        db.session().get_one(Unit, cast.units["nation"].id).name = 'Nord;=1+1"\nSør'

    rows = saved(visitor("staff").get("/reports.csv").data)
    assert rows[0][1] == 'Nord;=1+1"\nSør 2025'
    assert {len(row) for row in rows} == {3}


def test_nobody_is_named_on_the_page_or_in_the_table(
    cast: Cast, visitor: NewVisitor, certifies: Certifies
) -> None:
    certifies("assistant", date(2025, 3, 1))
    board = visitor("board")
    page, table = board.get("/reports").text, board.get("/reports.csv").text

    main = page[page.index('id="main"') :]
    others = {person.name for person in cast.people.values()}
    assert [name for name in others if name in main or name in table] == []


@pytest.mark.parametrize(
    ("language", "heading", "clubs"),
    [
        ("en", "The year in figures", "Family clubs opened"),
        ("sv", "Året i siffror", "Öppnade familjeklubbar"),
        ("nb", "Året i tall", "Åpnede familieklubber"),
        ("da", "Året i tal", "Åbnede familiegrupper"),
    ],
)
def test_page_and_table_speak_four_languages(
    visitor: NewVisitor, language: str, heading: str, clubs: str
) -> None:
    staff = visitor("staff")

    page = staff.get("/reports", Accept_Language=language).text
    assert f"<h1>{heading}</h1>" in page
    assert clubs in figures(page)
    assert clubs in staff.get("/reports.csv", Accept_Language=language).data.decode()
