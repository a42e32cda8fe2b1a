"""Units, regions and towns: who may change them, what is refused, and which district a town falls to."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.organisation import operations, queries, roles
from intranet.organisation.actors import actor_of
from intranet.organisation.models import RoleAssignment, Unit
from intranet.organisation.policy import can_see, visible_to
from intranet.policy import ADMIN, COORDINATOR, STAFF, SYSTEM, Actor
from intranet.problems import Denied, NotVisible, Refused
from tests.cast import Cast
from tests.support.clock import Clock


def actor(session: Session, people: Cast, name: str, clock: Clock) -> Actor:
    return actor_of(session, people.people[name].id, local_date(clock()))


def fields(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.guard for refusal in refused.value.refusals}


def test_staff_add_a_district_and_an_association_in_it(session: Session, people: Cast, clock: Clock) -> None:
    staff = actor(session, people, "staff", clock)
    district = operations.create_unit(
        session, staff, clock(), parent_id=people.units["nation"].id, kind="district", name="  Trøndelag  "
    )
    association = operations.create_unit(
        session, staff, clock(), parent_id=district.id, kind="association", name="Melhus"
    )
    assert district.name == "Trøndelag"
    assert association.path.startswith(district.path)
    assert association.path.startswith(people.units["nation"].path)
    assert queries.associations_in(session, people.units["nation"].path) == (association,)


def test_a_coordinator_does_not_change_the_shape(session: Session, people: Cast, clock: Clock) -> None:
    coordinator = actor(session, people, "coordinator", clock)
    with pytest.raises(Denied):
        operations.create_unit(
            session,
            coordinator,
            clock(),
            parent_id=people.units["vestland"].id,
            kind="association",
            name="Voss",
        )


def test_another_nation_does_not_exist_for_staff(session: Session, people: Cast, clock: Clock) -> None:
    staff = actor(session, people, "staff", clock)
    with pytest.raises(NotVisible):
        operations.rename_unit(session, staff, clock(), people.units["sweden"].id, name="Ours")


@pytest.mark.parametrize(("kind", "name", "field"), [
    ("association", "Voss", "kind"),
    ("nation", "Finland", "kind"),
    ("district", "   ", "name"),
    ("district", "x" * 81, "name"),
    ("district", "vestland", "name"),
])  # fmt: skip
def test_a_unit_in_the_wrong_place_or_without_a_name_of_its_own_is_refused(
    session: Session, people: Cast, clock: Clock, kind: str, name: str, field: str
) -> None:
    staff = actor(session, people, "staff", clock)
    with pytest.raises(Refused) as refused:
        operations.create_unit(
            session, staff, clock(), parent_id=people.units["nation"].id, kind=kind, name=name
        )
    assert fields(refused) == {field}


def test_only_the_system_founds_a_nation(session: Session, people: Cast, clock: Clock) -> None:
    with pytest.raises(Denied):
        operations.create_nation(
            session, actor(session, people, "admin", clock), clock(), name="Suomi", country="FI"
        )
    assert operations.create_nation(session, SYSTEM, clock(), name="Suomi", country="FI").kind == "nation"


def test_a_region_belongs_to_one_district(session: Session, people: Cast, clock: Clock) -> None:
    staff = actor(session, people, "staff", clock)
    with pytest.raises(Refused) as refused:
        operations.set_regions(
            session, staff, clock(), people.units["ostlandet"].id, regions=["NO.12", "NO.46"]
        )
    assert fields(refused) == {"regions"}
    operations.set_regions(session, staff, clock(), people.units["vestland"].id, regions=[])
    east = operations.set_regions(session, staff, clock(), people.units["ostlandet"].id, regions=["NO.46"])
    assert queries.district_for(session, people.towns["Bergen"]) == east


def test_a_town_falls_to_the_district_of_its_region(session: Session, people: Cast, clock: Clock) -> None:
    assert queries.district_for(session, people.towns["Bergen"]) == people.units["vestland"]
    nowhere = operations.find_or_create_town(session, "Sauda", "NO")
    assert nowhere.region == "NO.14"
    assert queries.district_for(session, nowhere) is None


def test_a_known_town_is_not_entered_twice_however_it_is_typed(session: Session, people: Cast) -> None:
    bergen = people.towns["Bergen"]
    assert operations.find_or_create_town(session, " bergen ", "NO") == bergen
    copenhagen = operations.find_or_create_town(session, "Copenhagen", "DK")
    assert copenhagen.name == "København"
    assert operations.find_or_create_town(session, "København", "DK") == copenhagen


def test_a_town_that_the_gazetteer_lacks_gets_its_place_from_staff(
    session: Session, people: Cast, clock: Clock
) -> None:
    staff = actor(session, people, "staff", clock)
    town = operations.find_or_create_town(session, "Lille Ingensteds", "NO", people.volunteer.id)
    assert (town.latitude, town.source) == (None, "staff")
    with pytest.raises(NotVisible):
        operations.locate_town(
            session, actor(session, people, "coordinator", clock), clock(), town.id, latitude=60, longitude=5
        )
    with pytest.raises(Refused):
        operations.locate_town(session, staff, clock(), town.id, latitude=5, longitude=60)
    operations.locate_town(session, staff, clock(), town.id, latitude=60.5, longitude=5.5, region="NO.46")
    assert queries.district_for(session, town) == people.units["vestland"]
    with pytest.raises(Denied):
        operations.locate_town(session, staff, clock(), people.towns["Bergen"].id, latitude=60, longitude=5)


def test_seeing_one_unit_and_listing_units_agree(session: Session, people: Cast, clock: Clock) -> None:
    for name in people.people:
        who = actor(session, people, name, clock)
        listed = set(session.scalars(visible_to(who)))
        assert listed == {unit for unit in session.query(Unit) if can_see(who, unit)}, name


def test_work_goes_to_the_nearest_unit_upwards_where_somebody_holds_the_role(
    session: Session, people: Cast, clock: Clock
) -> None:
    today = local_date(clock())
    bergen = operations.create_unit(
        session,
        actor(session, people, "staff", clock),
        clock(),
        parent_id=people.units["vestland"].id,
        kind="association",
        name="Bergen",
    )
    nearest = queries.nearest_holders(session, COORDINATOR, bergen.path, today)
    assert nearest is not None
    assert (nearest.unit_id, nearest.people) == (people.units["vestland"].id, (people.coordinator.id,))
    office = queries.nearest_holders(session, STAFF, bergen.path, today)
    assert office is not None
    assert set(office.people) == {people.staff.id, people.staff_two.id}
    assert queries.nearest_holders(session, COORDINATOR, people.units["nation"].path, today) is None
    people.coordinator.left_on = today
    session.flush()
    assert queries.nearest_holders(session, COORDINATOR, bergen.path, today) is None
    assert queries.role_holders(session, ADMIN, bergen.path, today) == (people.admin.id,)


def test_an_ended_role_finds_nobody(session: Session, people: Cast, clock: Clock) -> None:
    held = session.query(RoleAssignment).filter_by(person_id=people.coordinator.id).one()
    roles.end_role(session, actor(session, people, "staff", clock), clock(), held.id)
    assert (
        queries.nearest_holders(session, COORDINATOR, people.units["vestland"].path, local_date(clock()))
        is None
    )
