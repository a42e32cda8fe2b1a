"""The pages of the organisation's shape: who opens them, and what staff change there."""

from __future__ import annotations

import re
import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.models import Town, Unit
from intranet.organisation.operations import find_or_create_town
from tests.cast import Cast
from tests.support.visitors import NewVisitor


def units_on(page: str) -> set[str]:
    return set(re.findall(r'data-unit="([^"]+)"', page))


def test_each_sees_their_part_of_the_tree(visitor: NewVisitor, cast: Cast) -> None:
    norway = {str(cast.units[name].id) for name in ("nation", "vestland", "ostlandet")}
    assert units_on(visitor("staff").get("/organisation").text) == norway
    assert units_on(visitor("coordinator").get("/organisation").text) == {str(cast.units["vestland"].id)}
    assert visitor("volunteer").get("/organisation").status_code == 404


def test_people_out_of_sight_are_named_by_role_but_not_linked(visitor: NewVisitor, cast: Cast) -> None:
    page = visitor("coordinator").get("/organisation").text
    assert f"/people/{cast.assistant.id}" in page
    assert f"/people/{cast.staff.id}" not in page


def test_staff_add_and_change_units(app: Flask, visitor: NewVisitor, cast: Cast) -> None:
    staff = visitor("staff")
    nation, district = cast.units["nation"], cast.units["vestland"]
    staff.get(f"/organisation/units/{nation.id}/new")
    assert staff.post(f"/organisation/units/{nation.id}/new", {"name": "Trøndelag"}).status_code == 303
    assert staff.post(f"/organisation/units/{nation.id}/new", {"name": "trøndelag"}).status_code == 422
    changing = f"/organisation/units/{district.id}/changing"
    assert 'value="NO.46"' in staff.get(changing).text
    taken = staff.post(changing, {"name": "Vest", "regions": ["NO.46", "NO.12"]})
    assert taken.status_code == 422
    assert 'value="Vest"' in taken.text
    assert staff.post(changing, {"name": "Vest", "regions": ["NO.46", "NO.14"]}).status_code == 303
    assert staff.post(changing, {"name": "Vest", "regions": ["SE.16"]}).status_code == 422
    with app.app_context():
        stored = db.session.get_one(Unit, district.id)
        assert (stored.name, stored.regions) == ("Vest", ["NO.14", "NO.46"])


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 404), ("board", 404), ("volunteer", 404), ("admin", 303)]
)
def test_who_may_not_change_the_shape_finds_no_such_page(
    visitor: NewVisitor, cast: Cast, who: str, status: int
) -> None:
    somebody = visitor(who)
    path = f"/organisation/units/{cast.units['vestland'].id}/new"
    assert somebody.post(path, {"name": "Voss"}).status_code == status


def test_a_foreign_unit_and_one_that_is_not_there_are_the_same(visitor: NewVisitor, cast: Cast) -> None:
    staff = visitor("staff")
    for unit_id in (cast.units["sweden"].id, uuid.uuid4()):
        assert staff.get(f"/organisation/units/{unit_id}/changing").status_code == 404


def test_staff_give_a_place_to_a_town_that_no_list_knows(app: Flask, visitor: NewVisitor, cast: Cast) -> None:
    staff = visitor("staff")
    assert "Every town has its place" in staff.get("/organisation/towns").text
    with app.app_context(), writing(db.session()):
        town_id = find_or_create_town(db.session(), "Lille Ingensteds", "NO", cast.volunteer.id).id
        foreign_id = find_or_create_town(db.session(), "Lilla Ingenstans", "SE", cast.swede.id).id
    assert "Lille Ingensteds" in staff.get("/organisation/towns").text
    assert staff.get(f"/organisation/towns/{foreign_id}").status_code == 404
    path = f"/organisation/towns/{town_id}"
    staff.get(path)
    for wrong in ({"latitude": "north", "longitude": "5"}, {"latitude": "5", "longitude": "60"}, {}):
        assert staff.post(path, {"region": "NO.46", **wrong}).status_code == 422
    assert staff.post(path, {"latitude": "nan", "longitude": "5", "region": ""}).status_code == 422
    placed = staff.post(path, {"latitude": "60.5", "longitude": "5.5", "region": "NO.46"})
    assert placed.status_code == 303
    with app.app_context():
        town = db.session.scalars(select(Town).where(Town.id == town_id)).one()
        assert (town.latitude, town.region, town.entered_by) == (60.5, "NO.46", cast.staff.id)
