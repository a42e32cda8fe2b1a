"""Planning a group: the district and the name it gets, and what a second idea hears of it."""

from __future__ import annotations

from intranet import facts
from intranet.db import writing
from intranet.groups import operations, queries, settling
from intranet.organisation.operations import set_regions
from tests.groups.club import Club


def test_a_group_moves_into_the_district_that_gets_its_town(club: Club) -> None:
    with writing(club.session):
        plan = operations.plan_group(
            club.session,
            club.clock(),
            kind="family_club",
            town_name="Ålesund",
            country="NO",
            entered_by=None,
        )
    assert plan.unit.parent_id == club.people.units["nation"].id
    vestland = club.people.units["vestland"]
    with facts.fact_changed.connected_to(settling.on_fact), writing(club.session):
        set_regions(
            club.session,
            club.as_(club.people.staff),
            club.clock(),
            vestland.id,
            regions=["NO.46", "NO.08"],
        )
    placed = queries.find(club.session, plan.group.id)
    assert placed is not None
    assert (placed.unit.parent_id, placed.unit.path) == (
        vestland.id,
        f"{vestland.path}{plan.group.id}/",
    )


def test_a_second_group_in_a_town_gets_a_name_of_its_own(club: Club) -> None:
    second = club.plan()
    assert queries.name_of(club.session, second) == "Bergen 2"


def test_a_second_idea_hears_of_the_first_and_strangers_hear_only_that_there_is_one(club: Club) -> None:
    seen_by = {
        name: queries.same_place(club.session, club.as_(club.people.people[name]), "bergen", "NO")
        for name in ("coordinator", "volunteer")
    }
    assert [len(seen_by["coordinator"].seen), seen_by["coordinator"].others] == [1, 0]
    assert [len(seen_by["volunteer"].seen), seen_by["volunteer"].others] == [0, 1]
