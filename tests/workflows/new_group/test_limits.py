"""Each number is the organisation's: changing one setting changes what the test of its name says of a new group."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.engine.text import english
from tests.support.refusals import refused_by
from tests.workflows.databases import ON_SQLITE
from tests.workflows.group_change.driver import Change
from tests.workflows.new_group.bergen import Bergen
from tests.workflows.new_group.driver import PLAN, NewGroup

pytestmark = ON_SQLITE


@pytest.mark.parametrize(("limit", "guards"), [(40, ["assistant_within_reach"]), (310, [])])
def test_reach_km(bergen: Bergen, limit: int, guards: list[str]) -> None:
    """The trainer lives 305 km away."""
    people = bergen.people
    bergen.certify(people.trainer)
    bergen.to_waiting()
    bergen.set_limit("reach_km", limit)
    found = refused_by(
        lambda: bergen.take("assistant_found", people.coordinator, leader=people.trainer.id, parent=None)
    )
    assert found == guards


@pytest.mark.parametrize(("limit", "guards"), [(723, []), (724, ["certified_assistant_on_site"])])
def test_start_days(new_group: NewGroup, limit: int, guards: list[str]) -> None:
    """The certificate began today and lasts 730 days more; the first meeting is in a week."""
    new_group.until("decision").set_limit("start_days", limit)
    first = new_group.today + timedelta(7)
    found = refused_by(lambda: new_group.take("approve", new_group.people.board, first_meeting=first))
    assert found == guards


@pytest.mark.parametrize(("limit", "guards"), [(2, []), (1, ["assistant_within_reach"])])
def test_groups_per_assistant(bergen: Bergen, limit: int, guards: list[str]) -> None:
    """The assistant leads a club already."""
    people = bergen.people
    Change(bergen.session, people, bergen.clock)
    bergen.to_waiting()
    bergen.set_limit("groups_per_assistant", limit)
    found = refused_by(
        lambda: bergen.take("assistant_found", people.coordinator, leader=people.assistant.id, parent=None)
    )
    assert found == guards


@pytest.mark.parametrize(("limit", "guards"), [(3, []), (4, ["enough_people"])])
def test_families_needed(bergen: Bergen, limit: int, guards: list[str]) -> None:
    bergen.to_trial()
    bergen.set_limit("families_needed", limit)
    for _ in range(3):
        bergen.clock.forward(days=7)
        bergen.reports(3)
    assert refused_by(lambda: bergen.take("establish", bergen.people.coordinator)) == guards


@pytest.mark.parametrize(("limit", "guards"), [(5, []), (6, ["enough_people"])])
def test_visitors_needed(bergen: Bergen, limit: int, guards: list[str]) -> None:
    bergen.kind = "peer_support"
    bergen.to_trial()
    bergen.set_limit("visitors_needed", limit)
    bergen.clock.forward(days=7)
    bergen.reports(8, estimate=5)
    assert refused_by(lambda: bergen.take("establish", bergen.people.coordinator)) == guards


@pytest.mark.parametrize("limit", [3, 5])
def test_people_on_start_form(bergen: Bergen, limit: int) -> None:
    bergen.to_planning()
    bergen.set_limit("people_on_start_form", limit)
    (refusal,) = bergen.refused("submit", bergen.people.coordinator, **{**PLAN, "minutes": None})
    assert f"signed by at least {limit} people" in english(refusal.text)
